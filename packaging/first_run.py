"""Do the main job once, without a screen: make a file, bring a member's workbook in, print it, send it out again.

`python3 packaging/first_run.py` does its own setting up and leaves what it made in `first-file/`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import checkout

FOLDER = checkout.ROOT / "first-file"
SAMPLE = checkout.ROOT / "resources" / "example" / "alderbrook-risk-register.xlsx"
MEMBER = "Alderbrook NHS Foundation Trust"


def workbench(*arguments: str | Path) -> str:
    """Run one command of the Workbench and return what it printed.

    Raises:
        SystemExit: it refused; its own sentence says why.
    """
    setting = os.environ | {"PYTHONUTF8": "1", "WORKBENCH_HOME": str(FOLDER / "kept")}
    setting.setdefault("WORKBENCH_AUTHOR", "First run")
    words = [str(checkout.command("workbench")), *map(str, arguments)]
    done = subprocess.run(words, env=setting, capture_output=True, text=True, encoding="utf-8", check=False, cwd=FOLDER)
    if done.returncode:
        sys.exit(done.stderr.strip() or f"workbench {arguments[0]} ended with status {done.returncode}.")
    return done.stdout


def main() -> None:
    """Set up, do the job and say what was made."""
    checkout.prepare()
    FOLDER.mkdir(exist_ok=True)
    file, pages, returned = (FOLDER / name for name in ("example.workbench", "risk-register.pdf", "risk-register.xlsx"))
    made = not file.exists()
    if made:
        workbench("new", file, "--name", "Alder Valley Provider Collaborative")
        workbench("add", file, "member", f"name={MEMBER}", "short_name=Alderbrook", "kind=trust")
    plan = json.loads(workbench("import", file, SAMPLE, "--member", MEMBER, "--apply", "--json"))
    printed = json.loads(workbench("pack", file, pages, "--member", MEMBER, "--json"))
    sent = json.loads(workbench("export", file, returned, "--json"))
    print(f"{'Made' if made else 'Kept':<10}{_short(file)}, the file of a collaborative invented for this.")
    print(f"Imported  {_short(SAMPLE)}, one trust's risk register:")
    print(f"          {plan['new']} new, {plan['changed']} changed, {plan['same']} the same as before.")
    if plan["problems"]:
        print(f"          {len(plan['problems'])} of its cells want a person's eye; importing it in the window lists them.")
    print(f"Printed   {_short(pages)}, {printed['records']} risks as that trust's board may see them.")
    print(f"Exported  {_short(returned)}, {sent['records']} records to edit in Excel and import again.")
    print()
    print(f"Open the window on it with:  {_short(checkout.command('workbench'))} {_short(file)}")


def _short(path: Path) -> Path:
    return path.relative_to(checkout.ROOT)


if __name__ == "__main__":
    main()
