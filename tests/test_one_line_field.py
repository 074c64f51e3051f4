"""The promise of the design: a field is one line, and everything that shows, checks, stores, imports, exports or prints asks it."""

import json
import os
import subprocess
import sys
from pathlib import Path

LABEL = "Reviewer's comment"


def test_one_line_adds_a_field_to_every_part_of_the_program_and_to_one_open_file_alone(tmp_path: Path):
    place = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.one_line", str(tmp_path)],
        cwd=Path(__file__).parents[1], env=place, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == {
        "declared": False,
        "second file": False,
        "shown": "Looks right",
        "listed": "Looks right",
        "table one": "Looks right",
        "table two": None,
        "form one": True,
        "form two": False,
        "saved": True,
        "typed": "Typed into the form",
        "exported headings": True,
        "inspected": ["reviewer_comment"],
        "planned": [["reviewer_comment", LABEL, "Looks right", "Looks wrong"]],
        "imported": "Looks wrong",
        "second export": {"new": 0, "changed": 0, "same": 1, "conflicting": 0, "invalid": 0, "asked": 0, "absent": 0},
        "printed": [True, True],
        "second exported headings": False,
        "second printed": [False, False],
        "faults": [],
        "older program": False,
        "older faults": [],
        "afterwards": ["Looks wrong", "Late discharge"],
    }
