"""Any mix of what people do leaves the file as they remember it, and the journal tells the same story."""

import copy
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.making import MEMBERS, FixedClock, bring_in, faults, make_book, rows_of_book, rows_of_journal, rows_of_store, stamp_of
from workbench.domain.errors import CannotUndoError
from workbench.services.book import Book

pytestmark = pytest.mark.long

WORDS = st.sampled_from(
    ["", "Delayed discharge", "Ward closed; staff off sick", "=1+1", "“Quoted”  twice", "Naïve é\nline two", "{", "null", "0"]
)
LEVELS = st.sampled_from([None, 1, 3, 5])
PICK = st.integers(0, 11)
VALUES = st.fixed_dictionaries(
    {}, optional={"title": WORDS, "owner": WORDS, "notes": WORDS, "current_likelihood": LEVELS, "current_consequence": LEVELS}
)
State = dict[str, dict[str, dict[str, object]]]


class Workbench(RuleBasedStateMachine):
    """A person at work, with a perfect memory."""

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")  # noqa: S108 - only made, used and removed here
        self.folder = Path(tempfile.mkdtemp(prefix="machine-", dir=memory if memory.is_dir() else None))
        self.clock = FixedClock()
        self.book: Book = make_book(self.folder / "board.workbench", self.clock, risks=2)
        self.state: State = rows_of_book(self.book)
        self.past: list[State] = []
        self.future: list[State] = []
        self.days: dict[str, State] = {}
        self.steps = 0

    @initialize()
    def begin(self):
        start = copy.deepcopy(self.state)
        self.past = [{**start, "risk": {}}]
        ids = list(start["risk"])
        self.past.append({**copy.deepcopy(start), "risk": {ids[0]: copy.deepcopy(start["risk"][ids[0]])}})
        self.remember_day()

    def teardown(self):
        self.book.close()
        shutil.rmtree(self.folder)

    def remember_day(self) -> None:
        self.days[self.book.store.head().day] = copy.deepcopy(self.state)

    def did(self, before: State) -> None:
        """Take note of an edit: undo goes back to before it, redo is over."""
        self.past.append(before)
        self.future.clear()
        self.remember_day()

    def risks(self) -> list[str]:
        return list(self.state.get("risk", {}))

    def one(self, pick: int) -> str:
        return self.risks()[pick % len(self.risks())]

    @rule(values=VALUES)
    def add(self, values):
        before = copy.deepcopy(self.state)
        made = self.book.add("risk", values)
        assert {key: value for key, value in made.row.items() if key in values} == {
            key: made.register.get(key).kind.read(value) for key, value in values.items() if value not in (None, "")
        }
        assert made.ref not in {row["ref"] for rows in (*before.values(),) for row in rows.values()}
        self.state.setdefault("risk", {})[made.uid] = dict(made.row)
        self.did(before)

    @precondition(lambda self: self.risks())
    @rule(pick=PICK, values=VALUES, several=st.booleans())
    def edit(self, pick, values, several):
        uids = self.risks() if several else [self.one(pick)]
        before = copy.deepcopy(self.state)
        register = self.book.register("risk")
        for uid in uids:
            changed = {**self.state["risk"][uid], **{key: register.get(key).kind.read(value) for key, value in values.items()}}
            self.state["risk"][uid] = {key: value for key, value in changed.items() if value is not None}
        done = self.book.edit([self.book.record("risk", uid) for uid in uids], values)
        assert (done is None) == (self.state == before)
        if done is not None:
            self.did(before)

    @precondition(lambda self: self.risks())
    @rule(pick=PICK)
    def remove(self, pick):
        uid = self.one(pick)
        before = copy.deepcopy(self.state)
        self.book.remove([self.book.record("risk", uid)])
        del self.state["risk"][uid]
        self.did(before)

    @rule()
    def undo(self):
        if not self.past:
            assert self.book.undo_name == ""
            with pytest.raises(CannotUndoError):
                self.book.undo()
            return
        assert self.book.undo_name
        self.book.undo()
        self.future.append(self.state)
        self.state = self.past.pop()
        self.remember_day()

    @rule()
    def redo(self):
        if not self.future:
            assert self.book.redo_name == ""
            with pytest.raises(CannotUndoError):
                self.book.redo()
            return
        assert self.book.redo_name
        self.book.redo()
        self.past.append(self.state)
        self.state = self.future.pop()
        self.remember_day()

    @rule(pick=PICK, words=WORDS, level=LEVELS, fresh=st.integers(0, 2), stamped=st.booleans(), member=st.sampled_from(["", MEMBERS[0]]))
    def bring_a_return_in(self, pick, words, level, fresh, stamped, member):
        before = copy.deepcopy(self.state)
        self.steps += 1
        lines = []
        if self.risks():
            row = self.state["risk"][self.one(pick)]
            lines.append({"uid": row["uid"], "ref": row["ref"], "title": row.get("title"), "owner": words, "current_likelihood": level})
        lines += [{"ref": f"T-{self.steps}-{number}", "title": f"Theirs {self.steps} {number}", "owner": words} for number in range(fresh)]
        if not lines:
            return
        keys = ("ref", "title", "owner", "current_likelihood")
        stamp = stamp_of(self.book, keys=keys) if stamped else None
        plan = bring_in(self.book, lines, member=member, stamp=stamp, keys=keys, name=f"return {self.steps}.xlsx")
        assert sum(count for name, count in plan.counts.items() if name != "absent") == len(lines)
        for row in plan.rows:
            if row.after is not None:
                self.state.setdefault("risk", {})[row.uid] = {key: value for key, value in row.after.items() if value is not None}
        receipts = {uid: dict(row) for uid, row in self.book.store.rows("receipt").items()}
        if receipts != before.get("receipt", {}):
            assert before.get("receipt", {}).items() <= receipts.items()
            self.state["receipt"] = receipts
            # That a member's return came is noted beside the receipt, in the same set, once for each workbook.
            noted = {uid: dict(row) for uid, row in self.book.store.rows("return").items()}
            assert len(noted) == len(before.get("return", {})) + bool(member)
            self.state["return"] = noted
            self.did(before)
        else:
            assert self.state == before

    @precondition(lambda self: self.risks())
    @rule(pick=PICK, key=st.sampled_from(["owner", "title", "notes"]))
    def erase(self, pick, key):
        uid = self.one(pick)
        self.book.erase(self.book.record("risk", uid), key, "It names a patient")
        receipts = {number: dict(row) for number, row in self.book.store.rows("receipt").items()}
        for state in (self.state, *self.days.values()):
            state.get("risk", {}).get(uid, {}).pop(key, None)
            for number in state.get("receipt", {}):
                state["receipt"][number] = receipts[number] if number in receipts else state["receipt"][number]
        self.past.clear()
        self.future.clear()
        self.remember_day()

    @rule()
    def reopen(self):
        path = self.book.path
        self.book.close()
        self.book = Book.open(path, self.clock)
        assert not self.book.read_only

    @rule(days=st.integers(-4, 6))
    def days_pass(self, days):
        self.clock.pass_days(days)

    @invariant()
    def everybody_remembers_the_same(self):
        now = {key: rows for key, rows in self.state.items() if rows}
        assert rows_of_store(self.book) == now
        assert rows_of_book(self.book) == now
        assert rows_of_journal(self.book) == now
        assert faults(self.book) == []

    @invariant()
    def each_day_is_as_it_was(self):
        for day, state in list(self.days.items())[-4:]:
            found = self.book.rows_at(self.book.store.position_at(day))
            for key in ("risk", "member"):
                assert {uid: dict(row) for uid, row in found.get(key, {}).items()} == state.get(key, {})


TestWorkbench = Workbench.TestCase
