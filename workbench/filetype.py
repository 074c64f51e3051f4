"""Make a double click on a `.workbench` file open this program, for the person signed in alone and without admin rights.

`workbench --register-file-type` and `--forget-file-type`. On Windows that is a few values of the person's own registry, on
Linux a few files of the person's own data folder; on macOS the application says it itself.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from workbench.resources import resource

NAME = "Governance Workbench"
KIND = "Governance Workbench file"
SUFFIX = ".workbench"
_PROGRAM = "governance-workbench"
_TYPE = "application/x-governance-workbench"
_CLASS = "GovernanceWorkbench.File"

REGISTER, FORGET = "--register-file-type", "--forget-file-type"


def main(argument: str) -> int:
    """Register the file type or forget it, and say so; return the exit status."""
    forgetting = argument == FORGET
    try:
        if sys.platform == "darwin":
            said = f"macOS learns of {SUFFIX} files from the application itself, once it lies in the folder Applications."
        else:
            if sys.platform == "win32":
                _write_registry(forgetting=forgetting)
            else:
                _write_files(data_folder(), forgetting=forgetting)
            said = f"{SUFFIX} files open with {NAME}{' no longer' if forgetting else ' from now on'}."
    except OSError as trouble:
        _say(f"The file type could not be {'forgotten' if forgetting else 'registered'}: {trouble.strerror or trouble}.", sys.stderr)
        return 1
    _say(said, sys.stdout)
    return 0


def _say(sentence: str, stream: TextIO | None) -> None:
    """Print; a program with a window on Windows may have nowhere to print to."""
    if stream:
        print(sentence, file=stream)


def program() -> list[str]:
    """Return what starts this program with a window: the built one itself, else Python with it."""
    here = Path(sys.executable)
    if getattr(sys, "frozen", False):
        windowed = here.with_name(f"{NAME}.exe")
        return [str(windowed if windowed.exists() else here)]
    silent = here.with_name("pythonw.exe")
    return [str(silent if silent.exists() else here), "-m", "workbench"]


# Windows


def registry(command: list[str], picture: str) -> dict[str, dict[str, str]]:
    r"""Return the values to be written below `Software\Classes`, by key; the name of a key's own value is empty.

    Args:
        command: what starts the program.
        picture: the file with its icon.
    """
    words = " ".join(f'"{word}"' for word in [*command, "%1"])
    return {
        SUFFIX: {"": _CLASS},
        f"{SUFFIX}\\OpenWithProgids": {_CLASS: ""},
        _CLASS: {"": KIND},
        f"{_CLASS}\\DefaultIcon": {"": f'"{picture}",0'},
        f"{_CLASS}\\shell\\open\\command": {"": words},
    }


def _write_registry(*, forgetting: bool) -> None:
    """Write or remove the values, and tell the desktop to look again."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only here
        import winreg  # noqa: PLC0415 - only Windows has it

        command = program()
        for key, values in registry(command, command[0]).items():
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, f"Software\\Classes\\{key}") as opened:
                for name, value in values.items():
                    if not forgetting:
                        winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, value)
                    elif any(winreg.EnumValue(opened, place)[0] == name for place in range(winreg.QueryInfoKey(opened)[1])):
                        winreg.DeleteValue(opened, name)
        # A changed association (SHCNE_ASSOCCHANGED), to everybody who listens.
        ctypes.windll.shell32.SHChangeNotify(0x08000000, 0, None, None)


# Linux


def data_folder() -> Path:
    """Return where a person's own programs and file types are described."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def descriptions(command: list[str]) -> dict[str, str]:
    """Return the files that describe program and file type, by their place in the data folder."""
    words = " ".join(_quoted(word) for word in command)
    picture = resource("icons/workbench.svg").read_text(encoding="utf-8")
    return {
        f"applications/{_PROGRAM}.desktop": (
            f"[Desktop Entry]\nType=Application\nName={NAME}\nComment=Registers of a provider collaborative in one file\n"
            f"Exec={words} %f\nIcon={_PROGRAM}\nTerminal=false\nCategories=Office;\nMimeType={_TYPE};\nStartupWMClass={_PROGRAM}\n"
        ),
        f"mime/packages/{_PROGRAM}.xml": (
            '<?xml version="1.0" encoding="UTF-8"?>\n<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">\n'
            f'  <mime-type type="{_TYPE}">\n    <comment>{KIND}</comment>\n    <glob pattern="*{SUFFIX}"/>\n'
            '    <sub-class-of type="application/vnd.sqlite3"/>\n  </mime-type>\n</mime-info>\n'
        ),
        f"icons/hicolor/scalable/apps/{_PROGRAM}.svg": picture,
        f"icons/hicolor/scalable/mimetypes/{_TYPE.replace('/', '-')}.svg": picture,
    }


def _quoted(word: str) -> str:
    """Return a word as the command of a desktop entry holds it: its own quotes, then those of the file."""
    for sign in '\\"`$':
        word = word.replace(sign, f"\\{sign}")
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'


def _write_files(folder: Path, *, forgetting: bool) -> None:
    """Write or remove the descriptions, and tell the desktop to look again."""
    for place, text in descriptions(program()).items():
        path = folder / place
        if forgetting:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for tool, place in (("update-mime-database", "mime"), ("update-desktop-database", "applications")):
        if (found := shutil.which(tool)) and (folder / place).is_dir():
            subprocess.run([found, str(folder / place)], capture_output=True, check=False)  # noqa: S603 - a tool of the desktop
