"""Files made to do harm give a finished sentence or a right reading, in bounded time and memory, and nothing changes."""

import sys

import pytest
from odd_files import HOSTILE, measured

from workbench.domain.errors import WorkbookRefusedError
from workbench.domain.registers.risks import Risks
from workbench.exchange.columns import read_table
from workbench.exchange.finding import find_tables
from workbench.exchange.reading import read_workbook

pytestmark = pytest.mark.long

RISKS = Risks()
READ = {
    "a box of the whole sheet",
    "a title merged over everything",
    "merged cells over one another",
    "names that lead out of the folder",
    "a link to a command",
    "a macro",
    "an embedded object",
    "a formula that fetches",
    "one sheet listed very often",
    "styles without end",
    "shared texts without end",
    "commas up to the most that is read",
}
"""What is harmless once nothing is followed, run or believed, and reads as the register it is."""
EITHER = {
    "tags within tags",
    "attributes without end",
    "blanks repeated to the last",
    "an old workbook that asks for gigabytes",
    "an old workbook with a cell in the last place",
    "a size that is a little untrue",
}
"""What may be read as a workbook without a table, or be refused, as the parser sees it."""


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_made_to_do_harm_is_refused_in_a_sentence_or_read_right(tmp_path, what):
    name, make = HOSTILE[what]
    path = tmp_path / name
    content = make()
    path.write_bytes(content)
    try:
        book = read_workbook(path)
    except WorkbookRefusedError as refusal:
        sentence = str(refusal)
        assert what not in READ, sentence
        assert sentence.startswith(f"{name} was not read: ")
        assert sentence.endswith(".")
        assert not any(word in sentence for word in ("Error", "Exception", "Traceback", "None", "zip", "XML"))
    else:
        assert what in READ | EITHER
        tables = find_tables(book, [RISKS])
        for table in tables[:1]:
            assert len(read_table(book, table, RISKS)) == len(table.records)
        assert bool(tables) == (what in READ)
    assert path.read_bytes() == content
    assert [found.name for found in tmp_path.iterdir()] == [name], "nothing is unpacked beside it"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell how much memory a child held")
@pytest.mark.parametrize(
    "what", ["rows repeated to the last", "one endless text", "merged cells over one another", "commas up to the most that is read"]
)
def test_the_whole_program_stays_within_bounds(tmp_path, what):
    name, make = HOSTILE[what]
    path = tmp_path / name
    path.write_bytes(make())
    took = measured("inspect", path, "--json")
    assert took.megabytes < 1024
    assert took.seconds < 60, "a machine that does other things, too, is slow, but not as slow as this"
    assert took.code in {0, 1}
    assert "Traceback" not in took.errors
    if took.code:
        assert took.errors.rstrip().endswith(".")
        assert "\n" not in took.errors.strip()


def test_a_file_is_left_as_it_is_by_a_workbook_that_is_refused(tmp_path):
    file, path = tmp_path / "Carrow Vale.workbench", tmp_path / "a.xlsx"
    assert measured("new", file, "--name", "Carrow Vale").code == 0
    before = file.read_bytes()
    path.write_bytes(HOSTILE["an entity that grows"][1]())
    took = measured("import", file, path, "--apply")
    assert (took.code, took.output) == (1, "")
    assert "a.xlsx was not read" in took.errors
    assert file.read_bytes() == before
