"""Fail where the sample workbooks are read worse than they must be: `python .ci/strangers_read.py SCORES`."""

import json
import sys
from pathlib import Path

MUST_BE_NONE = ("text cells lost", "crashes")
MUST_REACH = {
    "right sheet %": 97,
    "right heading rows %": 95,
    "right record count %": 90,
    "fields right, English %": 94,
    "fields right, other languages %": 40,
}


def main() -> None:
    """Read the totals that end the scores, and judge them."""
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    totals = json.loads(text[text.rindex("\n{") :] if "\n{" in text else text)
    wrong = [f"{name}: {totals[name]}" for name in MUST_BE_NONE if totals[name]]
    wrong += [f"{name}: {totals[name]}, and must reach {bar}" for name, bar in MUST_REACH.items() if totals[name] < bar]
    if wrong:
        sys.exit(f"Reading the sample workbooks went wrong. {'; '.join(wrong)}.")


if __name__ == "__main__":
    main()
