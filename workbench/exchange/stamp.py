"""Where an exported workbook came from, as plain cells of a hidden sheet.

Plain cells are what every program keeps when it saves a workbook in another format; properties and comments are not.
"""

from collections.abc import Sequence

from workbench.exchange.sheets import Stamp

STAMP_SHEET = "workbench"
"""Name of the hidden sheet that holds the stamp."""

MARKER = "Governance Workbench export 1"
"""First cell of a stamp; its number rises when an older program could no longer read it."""

_NOTE = "The Workbench recognises these rows by this sheet when they come back; please leave it as it is."
_SHEET = "sheet"
_HEADINGS = "headings"


def stamp_rows(stamp: Stamp) -> list[list[str | int]]:
    """Return the cells of a stamp from A1 on; its texts must be written as text, even where they look like numbers."""
    rows: list[list[str | int]] = [
        [MARKER, _NOTE],
        ["file", stamp.file_id],
        ["position", stamp.position],
        ["head", stamp.head],
        ["version", stamp.version],
        ["member", stamp.member],
    ]
    rows.extend([_SHEET, name, register, *keys] for name, (register, keys) in stamp.sheets.items())
    rows.extend([_HEADINGS, name, *headings] for name, headings in stamp.headings.items())
    return rows


def marked(rows: Sequence[Sequence[object]]) -> bool:
    """Whether rows begin as a stamp of any version does, so that no register is looked for among them."""
    return bool(rows and rows[0]) and _words(rows[0][0]).startswith(MARKER.rstrip("0123456789"))


def read_stamp(rows: Sequence[Sequence[object]]) -> Stamp | None:
    """Return the stamp that cells hold, or None where they hold none, a newer one or only a part of one.

    Whole numbers may have come back as decimals, blank cells as missing ones.
    """
    if not rows or not rows[0] or _words(rows[0][0]) != MARKER:
        return None
    facts: dict[str, str] = {}
    sheets: dict[str, tuple[str, tuple[str, ...]]] = {}
    headings: dict[str, tuple[str, ...]] = {}
    for row in rows[1:]:
        label, *rest = [_words(value) for value in row] or [""]
        while rest and not rest[-1]:
            rest.pop()
        if label == _SHEET and len(rest) > 1:
            sheets[rest[0]] = (rest[1], tuple(rest[2:]))
        elif label == _HEADINGS and len(rest) > 1:
            headings[rest[0]] = tuple(rest[1:])
        elif label:
            facts.setdefault(label, rest[0] if rest else "")
    if not facts.get("file") or not facts.get("head") or not facts.get("position", "").isdecimal():
        return None
    version, member = facts.get("version", ""), facts.get("member", "")
    return Stamp(facts["file"], int(facts["position"]), facts["head"], version, member, sheets, headings)


def _words(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)
