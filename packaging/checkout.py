"""The checkout's own environment: `.venv` beside the code, with the project installed in it.

Shared by the commands of the README; needs Python alone, and says in one line what it could not do.
`python3 packaging/checkout.py test check` sets up with those extras and nothing more.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
OLDEST = (3, 11)
_MARK = ENVIRONMENT / "installed.txt"
_FEW = 6


def prepare(*extras: str) -> Path:
    """Make the environment where it is missing, install the project where it changed, and return its Python.

    Args:
        extras: of `pyproject.toml`, such as `test`.

    Raises:
        SystemExit: it cannot be made; one line says why.
    """
    if sys.version_info < OLDEST:
        sys.exit(f"This needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is Python {sys.version.split()[0]}.")
    python = _python()
    if not _works(python):
        if importlib.util.find_spec("ensurepip") is None:
            sys.exit("Python cannot make environments here: install the package python3-venv (apt install python3-venv), then try again.")
        print("Setting up .venv (once; a few minutes where the libraries must be fetched) …", flush=True)
        _quietly([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], "The environment .venv could not be made")
    wanted = {extra: _fingerprint(extra) for extra in ("", *extras)}
    here = _marks()
    if any(here.get(extra) != mark for extra, mark in wanted.items()):
        every = sorted({*here, *extras} - {""})
        target = f"{ROOT}[{','.join(every)}]" if every else str(ROOT)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--editable", target]
        _quietly(install, "The project could not be installed in .venv")
        _MARK.write_text("".join(f"{extra}={_fingerprint(extra)}\n" for extra in ("", *every)), encoding="utf-8")
    return python


def command(name: str) -> Path:
    """Return where a command that was installed with the project lies."""
    return _python().with_name(f"{name}.exe" if os.name == "nt" else name)


def _python() -> Path:
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _works(python: Path) -> bool:
    """Whether there is an environment with pip that still runs; one that was moved or half made does not."""
    if not python.exists():
        return False
    if _MARK.exists() and _marks().get("") == _fingerprint(""):
        return _runs([str(python), "-c", ""])
    return _runs([str(python), "-c", f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"])


def _runs(arguments: list[str]) -> bool:
    try:
        return subprocess.run(arguments, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _fingerprint(extra: str) -> str:
    """Return what tells whether an installation is of this checkout as it is now."""
    seen = f"{ROOT}\n{extra}\n".encode() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(seen).hexdigest()


def _marks() -> dict[str, str]:
    if not _MARK.exists():
        return {}
    return {extra: mark for extra, _, mark in (line.partition("=") for line in _MARK.read_text(encoding="utf-8").splitlines())}


def _quietly(arguments: list[str], complaint: str) -> None:
    """Run a program without its chatter; where it fails, show how it ended and stop."""
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=ROOT, stdin=subprocess.DEVNULL)
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        sys.exit("\n".join([*lines[-_FEW:], f"{complaint}; the lines above say why."]))


if __name__ == "__main__":
    prepare(*sys.argv[1:])
