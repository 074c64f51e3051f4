"""Compare what a workbook says with what the file holds: match records, settle cells three ways, name what is absent.

Nothing is written here. The rules are those of the design's section on planning:
a cell changed on one side is taken, one changed on both to different values is a conflict.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat

from workbench.domain.field import CIRCULATION, AnyField, Redacted
from workbench.domain.kinds import Day, Headed, Names, Stored
from workbench.domain.register import UID, Record, Register, Row
from workbench.domain.text import fold, joined, shorten, squeeze
from workbench.exchange.sheets import Problem, Reading, Table, cell
from workbench.services.book import Book, place_of
from workbench.services.plan import Outcome, Part, PlanCell, PlanRow
from workbench.services.planning_children import Children
from workbench.services.unread import between_of, unread_of

DOUBLED = "Reference in the return"
"""Heading in `extra` of the reference that a second record with the same one came with."""

_UNLIKE = 50.0
_LIKE = 90.0
"""Likeness in per cent below which two texts are said to be different things, or above which the same."""
_MOST_COMPARED = 2000
_REASONS = 40
"""Cells to be looked at whose reason a receipt keeps."""
_REACH = frozenset({"circulation", "tier", "member"})
"""Fields that say who sees a record."""
_KEPT = " The words are kept under “…”."
_QUOTED = re.compile("“[^”]*”|(?<=may be )[^;]*")
"""What a sentence says of a record's own words or of people, which no receipt keeps."""
_FACTORS = ("_likelihood", "_consequence")


@dataclass(frozen=True)
class Repeated:
    """What a workbook settled when it was applied before; a cell that is settled is not asked about again."""

    uids: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    rows: Mapping[int, str] = field(default_factory=dict)
    """The records that became of rows which nothing in the workbook identifies, by the row."""

    def settled(self, uid: str, key: str = "extra") -> bool:
        """Whether what the workbook says of a record there was settled, unless it is asked about again."""
        return uid in self.uids and (key == "extra" or key in self.columns)


NEVER = Repeated()
"""Of a workbook that was not applied before."""


@dataclass(frozen=True)
class Base:
    """What the sender last saw, row by uid; `stamped` says that the workbook itself tells.

    `instead` holds what an earlier return showed where its cell was not taken, and what it was compared with where
    nobody settled a conflict.
    `held` are the records the workbook should hold.
    """

    stamped: bool = False
    rows: Mapping[str, Row] = field(default_factory=dict)
    instead: Mapping[str, Mapping[str, Stored]] = field(default_factory=dict)
    left: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The fields that a person left out of a record when an earlier return said something in them."""
    held: Mapping[str, Row] = field(default_factory=dict)
    position: int = 0
    """The journal's position a stamped workbook was sent at."""
    belonging: Callable[[str], Mapping[str, Row]] = lambda _register: {}
    """Gives the rows of records of another register as they were then, by uid."""
    sent: Register | None = None
    """The register as a stamped workbook was sent with it, which tells what its rows gathered from other records then."""
    repeated: Repeated = NEVER
    """What this very workbook settled when it was applied before."""
    gone: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    """The records it showed that were removed here since: their uids by place."""

    def was(self, uid: str, field: AnyField, theirs: Stored) -> Stored:
        """Return what the sender last saw in a field of a record, where it says `theirs` now."""
        if field.key in (instead := self.instead.get(uid, {})):
            return instead[field.key]
        if self.repeated.settled(uid, field.key):
            return theirs
        row = self.rows.get(uid)
        if row is None:
            return None
        if not (field.asks or field.kind.gathers):
            return field.of(row)
        then = self.sent.find(field.key) if self.sent is not None else None
        return row.get(field.key) if then is None else then.of(row)


class Planner:
    """Plans one table against one register of a book."""

    def __init__(self, book: Book, table: Table, reading: Reading, member: str, base: Base, notice: Callable[[str], bool]) -> None:
        from workbench.exchange.meaning import UID_HEADING  # noqa: PLC0415 - adapters load when needed

        self.book, self.table, self.reading, self.member, self.base = book, table, reading, member, base
        self.register: Register = book.register(table.register)
        self._is_notice = notice
        self._fields: list[tuple[str, AnyField, list[Stored]]] = [
            (key, self.register.get(key), values) for key, values in reading.columns.items() if key not in {"ref", "extra"}
        ]
        label = self.register.get("extra").label
        self._tells_extra = any(column.header == label for column in table.columns)
        """Whether the sheet has our own column of words under headings, as an export for the office has."""
        self._exported = any(column.header == UID_HEADING for column in table.columns)
        """Whether the sheet was an export of ours, with its stamp or without."""
        self._gathering = [key for key, field_, _ in self._fields if field_.kind.gathers]
        self._seen: dict[str, int] = {}
        self._owner_rows: dict[str, int] = {}
        self._problems: list[Problem] = []
        self._instead: dict[str, dict[str, Stored]] = {}
        self._children = Children(book, self.register, base, self._instead)
        self._refs = book.fresh_refs(self.register.key, (str(ref) for ref in reading.columns.get("ref", ()) if ref))
        self._said: dict[tuple[str, str, str], list[tuple[int, str, dict[str, Stored], dict[str, str]]]] = {}
        self._erased = book.store.erasures()
        self._places: dict[tuple[str, str, str], int] = {}
        """Where a new record's reference stands in this workbook, for telling doubles."""
        self._records = dict(self.book.by_uid(self.register.key))
        self._compared = [(key, field_, values, field_.compute is None) for key, field_, values in self._fields]
        self._by_title: dict[tuple[str, str], list[Record]] | None = None
        self._stated: set[str] | None = None
        """The references of the workbook, folded."""
        self._by_shown: dict[str, list[Record]] | None = None

    @cached_property
    def _by_place(self) -> dict[tuple[str, str, str], Record]:
        """The records here by where their references stand; asked only for rows without identity."""
        found: dict[tuple[str, str, str], Record] = {}
        for record in self._records.values():
            found.setdefault(place_of(record), record)
        return found

    @cached_property
    def _doubled(self) -> dict[tuple[str, str, str], list[Record]]:
        """The records that took a new reference, by where the one they came with would stand."""
        found: dict[tuple[str, str, str], list[Record]] = {}
        for record in self._records.values():
            if DOUBLED in str(record.row.get("extra") or ""):
                first = (Headed().load(record.row["extra"]) or {}).get(DOUBLED, "")
                found.setdefault((*place_of(record)[:2], fold(first)), []).append(record)
        return found

    def plan(self) -> Part:
        """Return the plan for the table."""
        if self.base.stamped:
            self._forget_sent_scores()
        self._keep_for_own_rows()
        rows = [self._row(index, says) for index, says in enumerate(self._says())]
        self._doubt_initials()
        met = {row.uid for row in rows if row.uid}
        absent = [
            (str(row.get("ref") or ""), shorten(str(row.get(self.register.title_key) or row.get("description") or "")))
            for uid, row in self.base.held.items()
            if uid not in self._seen and uid not in met and uid in self._records
        ]
        return Part(
            self.register.key,
            self.register.label,
            self.table,
            rows,
            absent,
            [*self.reading.problems, *self._problems],
            tuple(self.reading.columns),
            self._instead,
        )

    def _keep_for_own_rows(self) -> None:
        """Keep each record that a row of this very workbook became before for that row, so that no like row above takes it."""
        nameless = {row + 1 for row, uid in zip(self.reading.rows, self.reading.uids, strict=True) if uid is None}
        self._seen |= {uid: row for row, uid in self.base.repeated.rows.items() if row in nameless and uid in self._records}

    def _forget_sent_scores(self) -> None:
        """Take nothing from a score that stands as it was sent, beside a likelihood or consequence that was changed."""
        headings = {column.field: column.header for column in self.table.columns}
        scores = [field_ for key, field_, _ in self._fields if field_.factors and key in self.reading.cells]
        places: set[tuple[str, str]] = set()
        for index, uid in enumerate(self.reading.uids):
            extra = self.reading.extra[index]
            then = self.base.rows.get(uid or "") if extra else None
            if then is None:
                continue
            kept = Headed().load(then.get("extra")) or {}
            for field_ in scores:
                heading = headings[field_.key]
                if heading in extra and heading not in kept and fold(extra[heading]) == fold(field_.kind.show(field_.of(then))):
                    del extra[heading]
                    places.add(self._cell_name(index, field_.key))
        if places:
            self.reading.problems[:] = [one for one in self.reading.problems if (one.sheet, one.cell) not in places]

    def _doubt_initials(self) -> None:
        """Say so where initials are those of several people, so that they stay as they are."""
        for key, field_, values in self._fields if self.book.records("person") else ():
            if not isinstance(field_.kind, Names) or field_.kind.of != "person":
                continue
            for index, value in enumerate(values):
                for part in field_.kind.parts(value):
                    several = self.book.directory.people(part)
                    if len(several) > 1:
                        told = f"“{part}” may be {joined(several, 'or')}; the initials stay as they are until somebody says which."
                        self._problem(index, key, told)

    def _says(self) -> Iterator[dict[str, Stored]]:
        """Go through what each record says, by field."""
        keys = [key for key, _, _ in self._fields]
        lines = zip(*(values for _, _, values in self._fields), strict=True) if keys else repeat((), len(self.reading))
        return ({key: value for key, value in zip(keys, line, strict=True) if value is not None} for line in lines)

    def _row(self, index: int, says: dict[str, Stored]) -> PlanRow:
        """Settle one record of the workbook."""
        ref = str(self.reading.columns["ref"][index] or "") if "ref" in self.reading.columns else ""
        extra = dict(self.reading.extra[index])
        number = self.reading.rows[index] + 1
        title = str(says.get(self.register.title_key) or says.get("description") or "")
        row = PlanRow(Outcome.NEW, number, ref, title)
        if not says and not extra:
            row.outcome, row.reason = Outcome.INVALID, "The row says nothing beside its reference."
            return row
        uid = self.reading.uids[index]
        if uid is not None:
            return self._identified(row, uid, (says, extra), index)
        if self.member and "member" in self.register and says.get("member") is None:
            says = {**says, "member": self.member}
        known = self._records.get(self.base.repeated.rows.get(row.row, ""))
        if known is not None and self._seen.get(known.uid, row.row) == row.row:
            self._seen[known.uid] = row.row
            self._settle(row, known, says, extra, index)
            return row
        return self._matched_by_words(row, says, extra, index)

    def _identified(self, row: PlanRow, uid: str, words: tuple[dict[str, Stored], dict[str, str]], index: int) -> PlanRow:
        """Settle a row that carries the hidden identity of a record."""
        record = self._records.get(uid)
        if self._owner_row(uid) != row.row:
            row.outcome, row.uid = Outcome.ASKED, uid
            row.reason = f"Row {self._owner_row(uid)} came from the same record; say which of the two is it, or make this one new."
        elif record is not None:
            self._seen[uid] = row.row
            self._settle(row, record, *words, index)
        elif uid in self.base.rows:
            self._seen[uid] = row.row
            row.uid, row.outcome, row.reason = (
                uid,
                Outcome.ASKED,
                f"{row.ref or 'This record'} was removed here after the workbook was sent.",
            )
        else:
            row.outcome, row.reason = Outcome.INVALID, "The row comes from another register or another file."
        return row

    def _owner_row(self, uid: str) -> int:
        """Return the row that a record is: of several which carry its identity the one with most as it was sent, the first of these.

        A row that was copied and typed over, above the one it was copied from, must not take that one's place.
        """
        if not self._owner_rows:
            several: dict[str, list[int]] = {}
            for index, carried in enumerate(self.reading.uids):
                if carried is not None:
                    several.setdefault(carried, []).append(index)
            self._owner_rows = {
                carried: self.reading.rows[places[0] if len(places) == 1 else max(places, key=lambda place: self._kept(carried, place))] + 1
                for carried, places in several.items()
            }
        return self._owner_rows[uid]

    def _kept(self, uid: str, index: int) -> int:
        """Return how many cells of a row are as they were sent."""
        record = self._records.get(uid)
        row = self.base.rows.get(uid) or (record.row if record else {})
        same = sum(field_.kind.same(values[index], row.get(key)) for key, field_, values in self._fields)
        refs = self.reading.columns.get("ref")
        return same + (refs is not None and fold(str(refs[index] or "")) == fold(str(row.get("ref") or "")))

    def _matched_by_words(self, row: PlanRow, says: dict[str, Stored], extra: dict[str, str], index: int) -> PlanRow:
        """Settle a row without hidden identity: by reference within member and group, else by likeness."""
        shape = self.register.record({UID: "", **says, **({"ref": row.ref} if row.ref else {})})
        if not row.ref:
            return self._without_ref(row, shape, (says, extra), index)
        place = place_of(shape)
        found = self._by_place.get(place) or self._moved(place, says)
        doubles = self._doubled.get(place, [])
        candidates = [record for record in ([found] if found else []) + doubles if record.uid not in self._seen]
        if len(candidates) > 1:
            candidates.sort(key=lambda record: fold(record.title) != fold(shape.title))
        if candidates:
            record = candidates[0]
            if self._unlike(record, shape) and not self._was_called_so(record.uid, shape):
                row.outcome, row.uid = Outcome.ASKED, record.uid
                row.reason = f"{row.ref} is “{shorten(record.title, 50)}” here; say whether this is the same."
                return row
            self._seen[record.uid] = row.row
            self._said.setdefault(place, []).append((row.row, record.uid, says, dict(extra)))
            self._settle(row, record, says, extra, index)
            return row
        if (first := self._repeated(place, says, extra)) is not None:
            row.outcome, row.uid, row.reason = Outcome.SAME, first[1], f"The row says the same as row {first[0]}."
            return row
        if found is None and place not in self._places and self._is_doubtful(row, place, shape):
            return row
        if found is not None or place in self._places:
            self._doubled_ref(row, place, extra, index)
        else:
            self._places[place] = row.row
        said = (says, dict(extra))
        self._make_new(row, says, extra, index)
        self._said.setdefault(place, []).append((row.row, row.uid, *said))
        return row

    def _repeated(self, place: tuple[str, str, str], says: Mapping[str, Stored], extra: Mapping[str, str]) -> tuple[int, str] | None:
        """Return row and uid of a record further up that came under the same reference and says the very same."""
        for number, uid, words, headed in self._said.get(place, ()):
            if words == says and headed == extra:
                return number, uid
        return None

    def _is_doubtful(self, row: PlanRow, place: tuple[str, str, str], shape: Record) -> bool:
        """Whether a row under an unknown reference must be asked about: it was removed here, or may have been called otherwise."""
        if (gone := self.base.gone.get(place)) is not None and gone not in self._seen:
            self._seen[gone] = row.row
            row.uid, row.reason = gone, f"{row.ref} was removed here after the last return; say whether it comes back as new."
        elif (like := self._renamed(shape)) is not None:
            told = "which this workbook lacks; say whether it is the same under another reference."
            row.uid, row.reason = like.uid, f"It is called like {like.ref} here, {told}"
        else:
            return False
        row.outcome = Outcome.ASKED
        return True

    def _renamed(self, shape: Record) -> Record | None:
        """Return the record with the very title of a row under an unknown reference, where no row has that record's reference.

        Only where the workbook should hold that record; another sheet may well have something of the same title.
        """
        if not shape.title:
            return None
        alike = [record for record in self._titled().get((_group_of(shape), squeeze(shape.title)), ()) if record.uid not in self._seen]
        if not self._exported:
            alike = [record for record in alike if record.uid in self.base.held]
        if not alike:
            return None
        if self._stated is None:
            self._stated = {fold(str(ref)) for ref in self.reading.columns.get("ref", ()) if ref}
        carried = set(self.reading.uids)
        return next((record for record in alike if fold(record.ref) not in self._stated and record.uid not in carried), None)

    def _titled(self) -> dict[tuple[str, str], list[Record]]:
        """Return the records here by group and title."""
        if self._by_title is None:
            self._by_title = {}
            for record in self._records.values():
                self._by_title.setdefault((_group_of(record), squeeze(record.title)), []).append(record)
        return self._by_title

    def _moved(self, place: tuple[str, str, str], says: Mapping[str, Stored]) -> Record | None:
        """Return the record of the same member and reference that was given another level since.

        A member's sheet without levels cannot know that one of its risks became a shared one, and must not bring it in
        again. A sheet of which nobody said whose it is stays apart: its references may be anybody's.
        """
        owner = str(says.get("member") or "")
        if "tier" not in self.register or "tier" in says or not owner:
            return None
        places = (("", "shared", place[2]), (owner, "own", place[2]), (owner, "unsorted", place[2]))
        found = (self._by_place.get(other) for other in places)
        return next((record for record in found if record is not None and str(record.row.get("member") or "") == owner), None)

    def _doubled_ref(self, row: PlanRow, place: tuple[str, str, str], extra: dict[str, str], index: int) -> None:
        """Keep two different records that came under one reference: the second takes a new one."""
        found = self._by_place.get(place)
        first = self._places.get(place) or (self._seen.get(found.uid) if found else None)
        extra[DOUBLED] = row.ref
        given, row.ref = row.ref, next(self._refs)
        where = f"rows {first} and {row.row}" if first else f"row {row.row}"
        self._problem(index, "ref", f"{given} stands for two different records in {where}; both are kept, the second as {row.ref}.")

    def _without_ref(self, row: PlanRow, shape: Record, words: tuple[dict[str, Stored], dict[str, str]], index: int) -> PlanRow:
        """Settle a row without reference: an identical record is the same, a like title is asked, else it is new."""
        says, extra = words
        group = _group_of(shape)
        alike = [record for record in self._titled().get((group, squeeze(shape.title)), []) if record.uid not in self._seen]
        for record in alike:
            if self._identical(record, says, extra):
                self._seen[record.uid] = row.row
                row.outcome, row.ref, row.uid = Outcome.SAME, record.ref, record.uid
                self._settle_children(row, index)
                return row
        shown = [record for record in (*alike, *self._shown_as(squeeze(shape.title))) if record.uid not in self._seen]
        for record in shown:
            if self._is_known(record, says, extra):
                self._seen[record.uid] = row.row
                self._settle(row, record, says, extra, index)
                return row
        alike = alike or shown
        like = alike[0] if alike else self._like(group, shape)
        if like is not None and shape.title:
            row.outcome, row.uid = Outcome.ASKED, like.uid
            row.reason = f"It is like {like.ref} “{shorten(like.title, 50)}” here; say whether it is the same."
            return row
        row.ref = next(self._refs)
        self._make_new(row, says, extra, index)
        return row

    def _shown_as(self, title: str) -> list[Record]:
        """Return the records that the sender last saw under a title."""
        if self._by_shown is None:
            self._by_shown = {}
            for uid, shown in self.base.rows.items():
                if uid in self._records:
                    called = squeeze(self.register.record({UID: uid, **shown}).title)
                    self._by_shown.setdefault(called, []).append(self._records[uid])
        return self._by_shown.get(title, []) if title else []

    def _is_known(self, record: Record, says: Mapping[str, Stored], extra: Mapping[str, str]) -> bool:
        """Whether each cell of a row says what its sender last saw of a record, or what the record says by now."""
        shown = self.base.rows.get(record.uid)
        if shown is None:
            return False
        instead = self.base.instead.get(record.uid, {})
        headed = [Headed().load(one) or {} for one in (shown.get("extra"), instead.get("extra"), record.row.get("extra"))]
        return all(
            self._says_the_same(record, (field_ := self.register.get(key)), value) or self._is_shown(record, field_, value)
            for key, value in says.items()
        ) and all(fold(words) in [fold(one.get(heading, "")) for one in headed] for heading, words in extra.items())

    def _is_shown(self, record: Record, field_: AnyField, value: Stored) -> bool:
        before = self.base.was(record.uid, field_, value)
        if field_.kind.gathers:
            value = field_.kind.taken_in(record.uid, before, before, value, known=True).value
        return field_.kind.same(value, before)

    def _like(self, group: str, shape: Record) -> Record | None:
        titles = {title: records for (where, title), records in (self._by_title or {}).items() if where == group}
        if not titles or len(titles) > _MOST_COMPARED:
            return None
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - slow to import, and only rows without references need it

        best = process.extractOne(squeeze(shape.title), titles.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE)
        return next((record for record in titles[best[0]] if record.uid not in self._seen), None) if best else None

    def _identical(self, record: Record, says: Mapping[str, Stored], extra: Mapping[str, str]) -> bool:
        mine = Headed().load(record.row.get("extra")) or {}
        return all(self._says_the_same(record, self.register.get(key), value) for key, value in says.items()) and all(
            fold(mine.get(heading, "")) == fold(words) for heading, words in extra.items()
        )

    def _says_the_same(self, record: Record, field_: AnyField, value: Stored) -> bool:
        ours = field_.of(record.row)
        if field_.kind.gathers:
            value = field_.kind.taken_in(record.uid, None, ours, value, known=False).value
        return field_.kind.same(value, ours)

    def _unlike(self, record: Record, shape: Record) -> bool:
        """Whether title and description are both unlike, where both sides have words to compare."""
        compared = []
        for key in dict.fromkeys((self.register.title_key, *self.register.match_keys)):
            one, other = squeeze(record.show(key)), squeeze(shape.show(key))
            if not one or not other:
                continue
            if one == other:
                return False
            from rapidfuzz import fuzz  # noqa: PLC0415 - slow to import, and only differing titles need it

            compared.append(max(fuzz.ratio(one, other), fuzz.token_set_ratio(one, other)) < _UNLIKE)
        return bool(compared) and all(compared)

    def _was_called_so(self, uid: str, shape: Record) -> bool:
        """Whether the sender last saw the record under the title or the description it still gives it."""
        then = self.base.rows.get(uid)
        keys = dict.fromkeys((self.register.title_key, *self.register.match_keys))
        return uid in self.base.repeated.uids or (
            then is not None and any(shape.row.get(key) and self.register.get(key).kind.same(shape.row[key], then.get(key)) for key in keys)
        )

    def _make_new(self, row: PlanRow, says: dict[str, Stored], extra: dict[str, str], index: int) -> None:
        row.joined = {key: says[key] for key in self._gathering if key in says}
        made: dict[str, Stored] = {UID: self.book.clock.new_uid(), "ref": row.ref or next(self._refs), **says}
        for key in row.joined:
            del made[key]
        if headed := Headed().store(extra):
            made["extra"] = headed
        self.register.leave_out_worked_out(made)
        row.after = made
        row.ref, row.uid = str(row.after["ref"]), str(row.after[UID])
        self._seen[row.uid] = row.row
        if index in self.reading.children:
            row.children, _ = self._children.plan(row.uid, self.reading.children[index], new=True)

    def _settle(self, row: PlanRow, record: Record, says: dict[str, Stored], extra: dict[str, str], index: int) -> None:
        """Compare a matched record cell by cell with what the sender last saw and what the file holds."""
        base, instead = self.base.rows.get(record.uid), self.base.instead.get(record.uid, {})
        known = base is not None
        cells: list[PlanCell] = []
        row.uid, row.ref = record.uid, record.ref
        stored = record.row
        for key, field_, values, plain in self._compared:
            theirs, ours = values[index], stored.get(key) if plain else field_.of(stored)
            if theirs == ours:
                continue
            if theirs is None and index in self.reading.unread.get(key, ()):
                self._instead.setdefault(record.uid, {})[key] = None  # what nobody can read clears nothing
            elif field_.kind.gathers:
                self._settle_gathered(cells, record, field_, theirs)
            elif not self._answers(field_, theirs, ours, says, known=known):
                if theirs is None and ours is not None:
                    self._instead.setdefault(record.uid, {})[key] = None
            elif field_.factors and self._worked_out(record, field_):
                self._keep_stated(record, field_, theirs, extra, index)
            else:
                before = self.base.was(record.uid, field_, theirs)
                self._settle_cell(cells, record, field_, (before, ours, theirs), known=known, index=index)
        self._check_ref_kept(record, index)
        said = Headed().store(extra) if self.base.repeated.settled(record.uid) else (base or {}).get("extra")
        shown = instead.get("extra", said)
        if (extra or (shown and self._tells_extra)) and (cell_ := self._settle_headed(record, shown, extra, known=known)):
            cells.append(cell_)
        self._take(row, record, cells)
        self._check_ref_free(row, record, index)
        self._settle_children(row, index)

    def _take(self, row: PlanRow, record: Record, cells: Sequence[PlanCell]) -> None:
        """Give a matched row its outcome, and what applying writes."""
        row.cells = tuple(cells)
        taken = {each.field: each.stored[2] for each in cells if each.taken}
        row.outcome = Outcome.CONFLICTING if any(each.conflict for each in cells) else Outcome.CHANGED if taken else Outcome.SAME
        row.joined = {key: taken.pop(key) for key in self._gathering if key in taken}
        if taken:
            row.before, row.after = record.row, self.register.settled({**record.row, **taken})

    def _settle_gathered(self, cells: list[PlanCell], record: Record, field_: AnyField, theirs: Stored) -> None:
        """Decide a cell that shows links or lines of other records: each of them is settled for itself."""
        known = record.uid in self.base.rows
        if theirs is None and not (self.base.stamped and known):
            return
        ours = field_.of(record.row)
        base = self.base.was(record.uid, field_, theirs)
        taken = field_.kind.taken_in(record.uid, base, ours, theirs, known=known)
        if not field_.kind.same(theirs, taken.value):
            self._instead.setdefault(record.uid, {})[field_.key] = theirs
        if not field_.kind.same(taken.value, ours):
            cells.append(self._cell(field_, (base, ours, taken.value), taken=not taken.clash))

    def _settle_children(self, row: PlanRow, index: int) -> None:
        """Compare what the row says of records that belong to its own."""
        said = self.reading.children.get(index)
        if not said:
            return
        row.children, cells = self._children.plan(row.uid, said)
        row.cells += tuple(cells)
        if any(each.conflict for each in cells):
            row.outcome = Outcome.CONFLICTING
        elif cells and row.outcome is Outcome.SAME:
            row.outcome = Outcome.CHANGED

    def _answers(self, field_: AnyField, theirs: Stored, ours: Stored, says: Mapping[str, Stored], *, known: bool) -> bool:
        """Whether a differing cell says something: a blank does only where the sender was shown something there."""
        if field_.factors and all(says.get(factor) is not None for factor in field_.factors):
            return False  # the sheet's own factors decide; a score that disagrees with them is kept under its heading
        if theirs is None:
            return self.base.stamped and known
        if isinstance(theirs, str) and isinstance(ours, str) and "\t" in ours and theirs == ours.replace("\t", ""):
            return False  # LibreOffice leaves tabs out of .ods workbooks
        return not field_.kind.same(theirs, ours) and not (isinstance(theirs, str) and self._is_notice(theirs))

    def _check_ref_kept(self, record: Record, index: int) -> None:
        """Say so where the reference of an exported row was retyped."""
        ref = self.reading.columns["ref"][index] if "ref" in self.reading.columns else None
        if self.reading.uids[index] is not None and ref and ref != record.ref and fold(str(ref)) != fold(record.ref):
            if fold((Headed().load(record.row.get("extra")) or {}).get(DOUBLED, "")) == fold(str(ref)):
                return  # it was sent under the one it had to give up
            retyped = shorten(str(ref), 20)
            self._problem(index, "ref", f"The reference of {record.ref} was changed to “{retyped}” in the workbook; it keeps its own.")

    def _check_ref_free(self, row: PlanRow, record: Record, index: int) -> None:
        """Say so where a record comes to stand beside another with its reference, so that it takes a new one."""
        if row.after is None or not _REACH.intersection(cell_.field for cell_ in row.cells):
            return
        place = place_of(self.register.record(row.after))
        other = self._by_place.get(place)
        if place != place_of(record) and other is not None and other.uid != record.uid:
            told = f"{record.ref} stands for “{shorten(other.title, 50)}” there already, so “{shorten(record.title, 50)}” takes a new one."
            self._problem(index, "ref", told)

    def _settle_cell(
        self, cells: list[PlanCell], record: Record, field_: AnyField, three: tuple[Stored, Stored, Stored], *, known: bool, index: int
    ) -> None:
        """Decide one differing cell: theirs is taken where only they changed it, both is a conflict, ours stays."""
        before, ours, theirs = three
        same = field_.kind.same
        if known and same(theirs, before):
            self._instead.setdefault(record.uid, {})[field_.key] = theirs
            if field_.key in self.base.left.get(record.uid, ()):
                cells.append(self._cell(field_, three, taken=False, stood=True))
            return
        taken = same(ours, before) if known else ours is None
        when = self._erased.get((record.uid, field_.key), 0)
        if taken and ours is None and when > self.base.position:
            taken = False
            day = self.book.store.entry_at(when).day
            told = f"{field_.label} of {record.ref} was erased here on {Day().show(day)}; the words in this workbook are not taken."
            self._problem(index, field_.key, told)
        if taken and field_.key in _REACH and (told := self._reaches(record, field_, theirs)):
            self._problem(index, field_.key, f"{record.ref} would {told}. Is that meant?")
        cells.append(self._cell(field_, three if known else (None, ours, theirs), taken=taken))
        if not taken:
            self._instead.setdefault(record.uid, {})[field_.key] = theirs

    def _reaches(self, record: Record, field_: AnyField, theirs: Stored) -> str:
        """Return in words what a cell would change of who sees a record: more people, not all organisations any more, or another one."""
        after = self.register.record({**record.row, field_.key: theirs})
        if _wider(after.of("circulation"), record.of("circulation")):
            return f"be seen more widely: {record.show('circulation')} becomes {after.show('circulation')}"
        if field_.key == "tier" and record.of("tier") == "shared":
            return f"be shared no longer: Shared becomes {field_.kind.show(after.of('tier'))}"
        if field_.key == "member" and record.row.get("member"):
            return f"belong to {after.show('member') or 'no organisation'} and no longer to {record.show('member')}"
        return ""

    def _cell(self, field_: AnyField, three: tuple[Stored, Stored, Stored], *, taken: bool, stood: bool = False) -> PlanCell:
        show = field_.kind.show
        return PlanCell(field_.key, field_.label, show(three[0]), show(three[1]), show(three[2]), taken, three, stood=stood)

    def _settle_headed(self, record: Record, base: Stored, extra: Mapping[str, str], *, known: bool) -> PlanCell | None:
        """Compare the words kept under headings, heading by heading; None where nothing differs."""
        field_ = self.register.get("extra")
        load = Headed().load
        mine, was = dict(load(record.row.get("extra")) or {}), dict(load(base) or {})
        theirs = dict(extra)
        whole, clash = dict(mine), False
        for heading, words in theirs.items():
            here, before = fold(mine.get(heading, "")), fold(was.get(heading, ""))
            if fold(words) in (here, before if known else here):
                continue
            if here != before and (known or heading in mine):
                clash = True
            else:
                whole[heading] = words
        if self._tells_extra and self.base.stamped and known:
            for heading, words in was.items():
                if heading not in theirs and fold(mine.get(heading, "")) == fold(words):
                    del whole[heading]
        shown = Headed().store({**whole, **theirs})
        after = shown if clash else Headed().store(whole)
        if clash or not Headed().same(shown, after):
            self._instead.setdefault(record.uid, {})["extra"] = shown
        if Headed().same(after, record.row.get("extra")):
            return None
        return self._cell(field_, (base, record.row.get("extra"), after), taken=not clash)

    def _worked_out(self, record: Record, field_: AnyField) -> bool:
        """Whether a score follows from factors the file has and the sheet does not answer."""
        return all(record.row.get(factor) is not None for factor in field_.factors) and not any(
            factor in self.reading.columns for factor in field_.factors
        )

    def _keep_stated(self, record: Record, field_: AnyField, theirs: Stored, extra: dict[str, str], index: int) -> None:
        extra[field_.label] = field_.kind.show(theirs)
        said, ours = field_.kind.show(theirs), field_.kind.show(field_.of(record.row))
        message = f"The sheet says {said} for {field_.label} of {record.ref}, which is {ours} from likelihood and consequence here"
        self._problem(index, field_.key, f"{message}; the words are kept beside it.")

    def _problem(self, index: int, key: str, message: str) -> None:
        self._problems.append(Problem(*self._cell_name(index, key), message))

    def _cell_name(self, index: int, key: str) -> tuple[str, str]:
        """Return the sheet and the cell that a field of a record was read from."""
        if key not in self.reading.cells:
            return self.reading.sheet, ""
        row, column = self.reading.rows[index], self.reading.cells[key]
        return self.table.drawn.place(row, column) if self.table.drawn else (self.reading.sheet, cell(row, column))


def shown_row(record: Record) -> Row:
    """Return a record's row as a version showed it, what it gathered from other records included."""
    beyond = {field_.key: field_.of(record.row) for field_ in record.register if field_.asks or field_.kind.gathers}
    if not beyond:
        return record.row
    row = Redacted({**record.row, **beyond})
    row.held = record.row.held if isinstance(record.row, Redacted) else frozenset()
    return row


def _group_of(record: Record) -> str:
    """Return what a record without a reference is told apart within: its member and group, and what it hangs on."""
    member, group, _ = place_of(record)
    return " ".join((member, group, *record.register.hangs_on(record.row)))


def _wider(theirs: Stored, ours: Stored) -> bool:
    levels = [option.key for option in CIRCULATION.options]
    return theirs in levels and ours in levels and levels.index(str(theirs)) < levels.index(str(ours))


def shown_as(part: Part) -> str:
    """Return, as JSON, what a workbook showed of a register: kept in the receipt as the base of the next import.

    `instead` holds what it showed where that was not taken; where nobody settled a conflict, it holds what the cell was
    compared with, so that it is asked about again. `at` are the columns that the fields were read from, and `rows` the
    records that became of rows which nothing in the workbook identifies.
    `left` are the fields that a person left out, by record.
    `reasons` say why cells are to be looked at, without the words in them, and `absent` are the references of records
    that the workbook should have held.
    `explained` are the references of records not in the workbook of which a person said why.
    `unread` are the records and fields whose cell nobody could read, `between` those that two organisations say differently.
    `asked` names the records that undecided rows may be, so that an erasure finds every workbook with words of one.
    """
    unsettled = (Outcome.ASKED, Outcome.INVALID)
    uids = [row.uid for row in part.rows if row.uid and row.outcome not in unsettled]
    asked = [row.uid for row in part.rows if row.uid and row.outcome in unsettled]
    instead = {uid: dict(shown) for uid, shown in part.instead.items()}
    for row in part.rows:
        for each in () if row.refused else row.cells:
            if each.is_open:
                uid, key = each.place or (row.uid, each.field)
                instead.setdefault(uid, {})[key] = each.stored[0]
    shown: dict[str, object] = {"columns": list(part.columns), "uids": uids, "instead": instead}
    beside = {
        "asked": asked,
        "left": _left_out(part),
        "reasons": [
            [f"{one.sheet} {one.cell}".strip(), _QUOTED.sub("“…”", one.message).removesuffix(_KEPT)] for one in part.problems[:_REASONS]
        ],
        "absent": [ref for ref, _ in part.absent],
        "explained": sorted(part.explained),
        "unread": unread_of(part),
        "between": between_of(part),
    }
    shown |= {name: found for name, found in beside.items() if found}
    if part.source is not None:
        shown["at"] = [part.source.reading.cells.get(key, -1) for key in part.columns]
        if nameless := _nameless(part, part.source.reading):
            shown["rows"] = nameless
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _left_out(part: Part) -> dict[str, list[str]]:
    """Return the fields of records that a person left as they are here, now or at an earlier return that said the same."""
    found: dict[str, list[str]] = {}
    for row in part.rows:
        keys = [each.field for each in row.cells if each.place is None and not each.written and (each.stood or each.settled is False)]
        if keys and row.uid and not (row.refused and row.before is None and row.after is not None):
            found[row.uid] = keys
    return found


def left_of_receipt(shown: str) -> Mapping[str, Sequence[str]]:
    """Return the fields that a person left out when a receipt's workbook was imported, by record."""
    found: Mapping[str, Sequence[str]] = json.loads(shown).get("left", {})
    return found


def _nameless(part: Part, reading: Reading) -> dict[int, str]:
    """Return the records that became of rows which neither their identity nor their reference tells, by row."""
    refs = reading.columns.get("ref") or [None] * len(reading)
    found: dict[int, str] = {}
    for row, ref, uid in zip(part.rows, refs, reading.uids, strict=True):
        settled = row.outcome not in (Outcome.ASKED, Outcome.INVALID) and row.uid and not (row.refused and row.before is None)
        if settled and (row.asked or (uid is None and (ref is None or fold(str(ref)) != fold(row.ref)))):
            found[row.row] = row.uid
    return found


def repeated_of(shown: str, cells: Mapping[str, int]) -> Repeated:
    """Return what a receipt says was settled, of the fields that are read from the same columns now as then."""
    found = json.loads(shown)
    at = dict(zip(found["columns"], found.get("at", ()), strict=False))
    columns = frozenset(key for key, place in at.items() if cells.get(key, -1) == place)
    return Repeated(frozenset(found["uids"]), columns, {int(row): uid for row, uid in found.get("rows", {}).items()})


def base_of_receipt(shown: str, rows: Mapping[str, Row]) -> tuple[Mapping[str, Row], Mapping[str, Mapping[str, Stored]]]:
    """Return the rows a receipt's workbook showed, from the rows right after it, and what it showed instead."""
    found = json.loads(shown)
    columns: Sequence[str] = found["columns"]
    kept = {"uid", *columns, "extra"}
    picked = {
        uid: {key: value for key, value in rows[uid].items() if key in kept or key.endswith(("_likelihood", "_consequence"))}
        for uid in found["uids"]
        if uid in rows
    }
    return picked, found["instead"]
