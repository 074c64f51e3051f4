"""Build the program to hand over: a folder that runs without Python, for the system this runs on.

`python3 packaging/build.py` makes an environment of its own in `build/`, so that nothing but what the program needs is found
there; `--here` uses the Python it is run with, which must have the project with its extra `build`. What was built lies in
`dist/`; `--self-test` tries it at once.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "governance-workbench"
_MEGABYTE = 1_000_000


def environment() -> Path:
    """Return the Python of a clean environment with the project and what builds it."""
    folder = ROOT / "build" / "environment"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
    _run([str(python), "-m", "pip", "install", "-qqq", "--disable-pip-version-check", "--editable", f"{ROOT}[build]"])
    return python


def build(python: Path) -> Path:
    """Run PyInstaller and return the program."""
    places = ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build" / "work")]
    spec = str(ROOT / "packaging" / "workbench.spec")
    _run([str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *places, spec])
    if sys.platform == "darwin":
        return ROOT / "dist" / "Governance Workbench.app" / "Contents" / "MacOS" / "workbench"
    return ROOT / "dist" / NAME / ("workbench.exe" if os.name == "nt" else "workbench")


def size(folder: Path) -> int:
    """Return how many bytes the files of a folder take."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _run(words: list[str]) -> None:
    """Run a program and stop where it fails."""
    done = subprocess.run(words, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"The program could not be built: {Path(words[0]).name} {' '.join(words[1:4])} ended with status {done.returncode}.")


def main() -> None:
    """Build, say where the program lies and how large it is, and try it if asked."""
    asked = argparse.ArgumentParser(description="Build the program to hand over.")
    asked.add_argument("--here", action="store_true", help="use this Python instead of a clean environment")
    asked.add_argument("--self-test", action="store_true", help="try what was built")
    chosen = asked.parse_args()
    begun = time.perf_counter()
    program = build(Path(sys.executable) if chosen.here else environment())
    folder = program.parent.parent.parent if sys.platform == "darwin" else program.parent
    print(f"Built in {time.perf_counter() - begun:.0f} s: {folder.relative_to(ROOT)}, {size(folder) / _MEGABYTE:.0f} MB.", flush=True)
    if chosen.self_test:
        sys.exit(subprocess.run([str(program), "--self-test"], check=False).returncode)


if __name__ == "__main__":
    main()
