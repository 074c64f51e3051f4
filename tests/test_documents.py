"""What the documents promise is there: commands, tables, columns, labels, files."""

import re
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.making import make_book
from workbench.cli import commands
from workbench.domain.change import SetKind
from workbench.domain.clock import Clock
from workbench.domain.registers import REGISTERS, declared
from workbench.services.book import Book
from workbench.services.importing import apply_plan, plan_import
from workbench.store import schema
from workbench.ui.actions import ACTS

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs" / "file-format.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))
COMMANDS = re.findall(r"^python3 packaging/\S+\.py$", README, re.MULTILINE)


def tracked() -> list[Path]:
    """Return the files that belong to the project: known to git, or about to be."""
    arguments = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in found.stdout.splitlines() if (ROOT / name).is_file()]


def test_the_readme_states_two_commands_and_ci_runs_them():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    pattern = re.search(r"grep -E '([^']+)' README\.md", script)
    assert pattern
    assert [line for line in README.splitlines() if re.search(pattern[1], line)] == COMMANDS
    assert len(COMMANDS) == 2
    assert "first_run" in COMMANDS[0]
    assert "run_tests" in COMMANDS[1]
    assert '"${commands[0]}"' in script
    assert '"${commands[1]}"' in script


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_needs_nothing_but_python(command: str):
    script = ROOT / command.split()[1]
    code = f"import sys; sys.path.insert(0, {str(script.parent)!r}); import {script.stem}, checkout"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


def test_every_command_in_the_readme_is_one_of_the_program():
    said = set(re.findall(r"^workbench (\w+)", README, re.MULTILINE)) | set(re.findall(r"`workbench (\w+)", README))
    assert said
    assert said <= set(commands.commands)


def test_the_changelog_lists_every_command_and_the_format():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("- The command line"))
    assert set(re.findall(r"\w+", line.partition(":")[2])) == set(commands.commands)
    assert all(re.search(r"^File format: ", part, re.MULTILINE) for part in text.split("\n## ")[1:])


def section(name: str) -> str:
    """Return the part of the file format that explains one table."""
    found = re.search(rf"^### `{name}`\n(.*?)(?=^##)", FORMAT, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


def test_the_file_format_explains_every_fixed_table_and_column(path: Path, clock: Clock):
    with make_book(path, clock) as book, book.store.reading() as connection:
        fixed = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")} - set(declared())
        for table in sorted(fixed):
            explained = re.findall(r"^\| `(\w+)` \| (\w+)", section(table), re.MULTILINE)
            columns = connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
            assert [pair for pair in explained if pair in columns] == columns
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"):
            assert f"`{name}`" in FORMAT
        for (name,) in connection.execute("SELECT name FROM about"):
            assert f"| `{name}` |" in section("about")


@pytest.mark.parametrize("key", list(declared()))
def test_the_file_format_names_every_column_of_a_register(key: str):
    line = next(line for line in FORMAT.splitlines() if line.startswith(f"| `{key}` ("))
    everywhere = ["ref", "circulation", "withheld", "extra", "notes"]
    assert re.findall(r"`(\w+)`", line.split("|")[2]) == [field.key for field in declared()[key] if field.key not in everywhere]


def test_the_file_format_names_every_pragma_that_is_set(path: Path, clock: Clock):
    source = "\n".join(module.read_text(encoding="utf-8") for module in (ROOT / "workbench" / "store").glob("*.py"))
    for name in set(re.findall(r"PRAGMA (\w+) =", source)):
        assert f"| `{name}` |" in FORMAT
    assert str(schema.APPLICATION_ID) in FORMAT
    assert f"**{schema.FORMAT}**" in FORMAT
    with make_book(path, clock) as book, book.store.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_the_program_in_the_file_format_follows_the_chain(path: Path, clock: Clock):
    program = re.search(r"```python\n(.*?)```", FORMAT, re.DOTALL)
    assert program
    with make_book(path, clock, risks=3) as book:
        book.edit([book.find("risk", "R-001")], {"description": "a long one " * 90})
        book.edit([book.find("risk", "R-001")], {"owner": "Somebody"})
        book.remove([book.find("risk", "R-002")])
        book.undo()
        book.erase(book.find("risk", "R-001"), "owner", "named by mistake")
        book.edit([book.find("risk", "R-001")], {"status": "closed"})
        book.erase(book.find("risk", "R-001"), "description", "named a patient")
        count = book.store.head().position
    assert follow(program[1], path) == f"{count} change sets, none altered\n"
    spoil(path, "UPDATE change_set SET author = 'Somebody else' WHERE position = 2")
    assert follow(program[1], path) != f"{count} change sets, none altered\n"


def follow(program: str, path: Path) -> str:
    """Run the program of the file format on a file and return what it prints."""
    return subprocess.run([sys.executable, "-I", "-c", program, str(path)], capture_output=True, text=True, check=False).stdout


def spoil(path: Path, statement: str) -> None:
    """Change a file behind the program's back."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER change_set_stays")
        connection.execute(statement)
        connection.commit()


def test_every_kind_of_set_is_in_the_file_format():
    line = next(line for line in FORMAT.splitlines() if line.startswith("| `kind` | TEXT | `edit`"))
    assert re.findall(r"`(\w+)`", line)[1:] == [kind.value for kind in SetKind]


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.key)
def test_every_field_has_a_label_of_its_own(register):
    labels = [field.label for field in register()]
    assert all(label and label[0].isupper() and "_" not in label for label in labels)
    assert len({label.casefold() for label in labels}) == len(labels)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_a_document_names_no_file_that_is_not_there(document: Path):
    text = document.read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not (document.parent / link).exists()] == []
    rooms = "|".join([*(place.name for place in (ROOT / "workbench").iterdir() if place.is_dir()), "app.py", "cli.py"])
    named = re.findall(rf"`((?:workbench|resources|tests|docs|packaging|benchmarks|\.ci|{rooms})/[\w./-]+)`", text)
    assert [name for name in named if not (ROOT / name).exists() and not (ROOT / "workbench" / name).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_picture_of_a_document_is_there_and_says_what_it_shows(document: Path):
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    assert [name for words, name in pictures if not words or not (document.parent / name).is_file()] == []
    assert [name for _, name in pictures if (document.parent / name).stat().st_size > 200_000] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_menu_entry_and_key_of_a_guide_is_one_of_the_window(guide: Path):
    text = guide.read_text(encoding="utf-8")
    named = {(menu, entry, key) for menu, entry, key in re.findall(r"\*\*(\w+) ▸ ([^*]+)\*\*(?: \(([^)]+)\))?", text)}
    assert named
    known = {(act.menu.replace("&", ""), act.text.replace("&", "")): act.keys for act in ACTS}
    assert [(menu, entry) for menu, entry, _ in named if (menu, entry) not in known] == []
    assert [entry for menu, entry, key in named if key and key not in known[menu, entry]] == []
    everything = {key for act in ACTS for key in act.keys} | {"Ctrl+Enter", "Alt+O"}
    assert set(re.findall(r"\b(?:Ctrl|Alt|Shift)\+[\w+,]*\w|\bF\d+\b|Ctrl\+,", text)) <= everything


def test_no_long_line_of_a_document_holds_two_sentences():
    def crowded(line: str) -> bool:
        return not line.lstrip().startswith(("|", "-", "*", "1", "2", "3", "4", "5")) and bool(re.search(r"[a-z)]\. [A-Z]", line))

    for document in (path for path in DOCUMENTS if path.parent != ROOT / "docs" / "decisions"):
        prose = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        assert [line for line in prose.splitlines() if len(line) > 150 and crowded(line)] == []


def test_the_project_file_lists_what_is_there():
    build = PROJECT["tool"]["hatch"]["build"]["targets"]
    assert all((ROOT / place).is_dir() for place in build["wheel"]["packages"])
    assert all(list(ROOT.glob(place)) for place in build["sdist"]["include"])
    for setting in ("readme", "license-files"):
        said = PROJECT["project"][setting]
        assert all((ROOT / name).is_file() for name in (said if isinstance(said, list) else [said]))
    for pattern in PROJECT["tool"]["ruff"]["lint"]["per-file-ignores"]:
        assert list(ROOT.glob(pattern.removesuffix("/**"))), pattern


def test_the_wheel_takes_every_resource_that_the_program_asks_for():
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    source = "\n".join(module.read_text(encoding="utf-8") for module in (ROOT / "workbench").rglob("*.py"))
    asked = set(re.findall(r'\bresource\(f?"([^"{]+)', source))
    assert asked
    for name in asked:
        place = ROOT / "resources" / name
        assert place.exists() or list(place.parent.glob(f"{place.name}*")), name
    assert included == {"resources": "workbench/_resources"}
    assert '"_resources"' in source


def test_no_file_names_a_place_of_one_machine_or_a_package_host():
    # Written so that this file does not hold what it looks for.
    hosts = r"https?://[^\s\"]*(py[p]i|python[h]osted|npm[j]s|[.]deb[i]an)[.]"
    places = r"(^|[^A-Za-z0-9._~])/(wor[k]|far[m]|hom[e]/[a-z])/"
    offending = re.compile(f"{hosts}|{places}", re.MULTILINE)
    for place in tracked():
        try:
            text = place.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        assert not offending.search(text), place


def test_the_sample_workbook_is_the_one_its_maker_makes(tmp_path: Path):
    sample = ROOT / "resources" / "example" / "alderbrook-risk-register.xlsx"
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'packaging')!r}); "
        "import make_example; from pathlib import Path; make_example.make(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "again.xlsx")], check=True)
    one, other = (
        [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()] for path in (sample, tmp_path / "again.xlsx")
    )
    assert one == other


def test_the_sample_workbook_comes_in_whole(book: Book):
    book.add("member", {"name": "Alderbrook NHS Foundation Trust"})
    plan = plan_import(book, ROOT / "resources" / "example" / "alderbrook-risk-register.xlsx", member="Alderbrook NHS Foundation Trust")
    assert plan.counts["new"] == 12
    assert [problem.message.endswith("this is asked once.") for problem in plan.problems] == [True]
    apply_plan(book, plan)
    found = book.find("risk", "ALD-107")
    assert (found.show("date_opened"), found.show("current_score"), found.show("status")) == ("21 November 2024", "16", "Open")
    assert book.find("risk", "ALD-131").show("status") == "Closed"
