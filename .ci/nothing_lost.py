"""Fail where reading the sample workbooks lost words or crashed: `python .ci/nothing_lost.py SCORES`."""

import json
import sys
from pathlib import Path

MUST_BE_NONE = ("text cells lost", "crashes")


def main() -> None:
    """Read the totals that end the scores, and judge them."""
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    totals = json.loads(text[text.rindex("\n{") :] if "\n{" in text else text)
    wrong = [f"{name}: {totals[name]}" for name in MUST_BE_NONE if totals[name]]
    if wrong:
        sys.exit(f"Reading the sample workbooks went wrong. {'; '.join(wrong)}.")


if __name__ == "__main__":
    main()
