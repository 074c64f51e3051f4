"""The record beside the table: its fields by group, each saved when left, and what happened to it underneath."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.errors import InvalidRecordError, WorkbenchError
from workbench.domain.joining import Lines
from workbench.domain.register import Record, Register
from workbench.domain.text import joined
from workbench.services.book import Book
from workbench.services.kin import gathers, written
from workbench.ui.buttons import Button
from workbench.ui.children import ChildrenPanel
from workbench.ui.completing import complete
from workbench.ui.fieldbox import FieldBox, Place, places_of
from workbench.ui.headings import group_heading
from workbench.ui.history import HistoryList, stories
from workbench.ui.links import LinksPanel
from workbench.ui.nouns import one
from workbench.ui.pills import PillLabel, pill_of
from workbench.ui.saving import reason
from workbench.ui.theme import FORM_WIDTH, STEP, sized

_HISTORY_AFTER = 150
"""Milliseconds a record must stay chosen before its history is read."""


class Group:
    """One group of the form: a heading and its boxes in two columns."""

    def __init__(self, name: str, places: list[Place]) -> None:
        self.name, self.places = name, places
        self.widget = QWidget()
        self.heading = group_heading(name, self.widget)
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, STEP, 0, 0)
        column.setSpacing(STEP)
        column.addWidget(self.heading)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(2 * STEP)
        self.grid.setVerticalSpacing(STEP + STEP // 2)
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnMinimumWidth(0, 10 * STEP)
        beside = QWidget()  # without anything in its second column a group would make its first one wider than others
        beside.setFixedHeight(0)
        self.grid.addWidget(beside, 0, 1)
        column.addLayout(self.grid)

    @property
    def shown(self) -> list[FieldBox]:
        """The boxes that are shown, in reading order."""
        return [place.box for place in self.places if place.box and not place.box.isHidden()]

    def arrange(self, wanted: list[bool], make: Callable[[Place, QWidget], FieldBox]) -> None:
        """Place the boxes that are wanted, narrow ones side by side, and hide the rest."""
        for place in self.places:
            if place.box:
                self.grid.removeWidget(place.box)
        row = column = 0
        for place, shown in zip(self.places, wanted, strict=True):
            if not shown:
                if place.box:
                    place.box.hide()
                continue
            box = place.box or make(place, self.widget)
            if box.is_wide:
                row += 1 if column else 0
                self.grid.addWidget(box, row, 0, 1, 2)
                row, column = row + 1, 0
            else:
                self.grid.addWidget(box, row, column)
                row, column = (row + 1, 0) if column else (row, 1)
            box.show()
        self.widget.setVisible(any(wanted))


class RecordForm(QScrollArea):
    """A record to be read and changed; every field is saved by itself as one change.

    Signals:
        refused: something could not be saved; carries a sentence.
        closed: a person wants the keyboard back in the table.
        removed: what belongs to the record was removed; carries the sentence that says so.
        followed: a person wants to go to a linked record; carries its register and uid.
    """

    refused = Signal(str)
    closed = Signal()
    removed = Signal(str)
    followed = Signal(str, str)

    def __init__(self, book: Book, register: Register, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book, self.register = book, register
        self._record: Record | None = None
        self._arranged: list[list[bool]] = []
        self._ordered: list[int] = []
        self._saving = False
        self._locked = book.read_only
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_HISTORY_AFTER)
        self._later.timeout.connect(self._read_history)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(FORM_WIDTH)
        self.setAccessibleName(f"The {register.noun} chosen")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

        page = QWidget()
        page.setProperty("panel", True)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(20, 2 * STEP, 20, 2 * STEP)
        self._column.setSpacing(STEP)
        self._build_heading()
        self.boxes: dict[str, FieldBox] = {}
        self.groups: list[Group] = []
        for name, fields in register.groups().items():
            group = Group(name, places_of(fields, register.find))
            self.groups.append(group)
            self._column.addWidget(group.widget)
        self._build_kin(book, register)
        self.all_fields = Button("Show all fields")
        self.all_fields.setCheckable(True)
        self.all_fields.setProperty("quiet", True)
        self.all_fields.toggled.connect(self._show_all_fields)
        self._column.addWidget(self.all_fields, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.children_)
        self._column.addWidget(self.links)
        self._history_heading = group_heading("History", page)
        self._history_heading.setContentsMargins(0, STEP, 0, 0)
        self._column.addWidget(self._history_heading)
        self.history = HistoryList()
        self._column.addWidget(self.history)
        self._column.addStretch(1)
        self.empty = QLabel(f"Choose {one(register)} to see it here.")
        self.empty.setProperty("muted", True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._column.addWidget(self.empty, 4)
        self._page = page
        self.setWidget(page)
        self.show_record(None)

    # What is shown

    @property
    def record(self) -> Record | None:
        """The record shown."""
        return self._record

    @property
    def shown_keys(self) -> list[str]:
        """The keys of the fields a person can see, in reading order."""
        return [key for group in self.groups for box in group.shown for key in box.keys]

    def show_record(self, record: Record | None) -> None:
        """Show another record, or none; what was typed for the last one is saved first."""
        same = record is not None and self._record is not None and record.uid == self._record.uid
        if not same:
            self.settle()
        self._record = record
        for group in self.groups:
            group.widget.setVisible(record is not None)
        about = (self._top, self.title, self.missing, self.all_fields, self.children_, self.links, self._history_heading, self.history)
        for widget in about:
            widget.setVisible(record is not None)
        self.children_.show_record(record)
        self.links.show_record(record)
        self.empty.setVisible(record is None)
        if record is None:
            self._later.stop()
            return
        self._fill_heading(record)
        for box in dict.fromkeys(self.boxes.values()):
            box.fill(record, keep_altered=same)
            box.lock(locked=self._locked)
        self._arrange()
        if not same:
            self.verticalScrollBar().setValue(0)
            self.history.fill([])
        self._later.start()

    def show_nothing(self) -> None:
        """Say that nothing is chosen."""
        self.show_record(None)
        self.empty.setText(f"Choose {one(self.register)} to see it here.")

    def lock(self, *, locked: bool) -> None:
        """Let the record be read but not changed."""
        self._locked = locked
        for box in dict.fromkeys(self.boxes.values()):
            box.lock(locked=locked)
        self.children_.lock(locked=locked)
        self.links.lock(locked=locked)

    def go_to(self, key: str) -> None:
        """Put the keyboard into a field, showing it first."""
        if self._record is None or key not in self.register:
            return
        if key == "ref" and key not in self.shown_keys:
            key = self.register.title_key
        gathered = gathers(self.register.get(key))
        if key not in self.shown_keys and gathered and gathered[0] in self.children_.offers:
            self.children_.begin(gathered[0])
            return
        if key not in self.shown_keys:
            self.all_fields.setChecked(True)
        box = self.boxes.get(key)
        if box is None:
            return
        editor = box.editors[key] if not box.editors[key].widget.isHidden() else next(iter(box.editors.values()))
        editor.widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(box, 0, 2 * STEP)

    def begin_link(self) -> None:
        """Put the keyboard where a link is made."""
        if self._record is not None and not self._locked:
            self.links.begin()
            self._bring_in_sight(self.links)

    def begin_line(self) -> None:
        """Put the keyboard into the next line that can be added."""
        if self._record is not None and not self._locked:
            self.children_.begin_next()

    def _follow_begun(self, section: QWidget) -> None:
        """Take a section that was just made into the order of the form, and bring it in sight."""
        self._arrange()
        self._bring_in_sight(section)

    def _bring_in_sight(self, widget: QWidget) -> None:
        """Bring something in sight that may only just have been made, and so has no place yet."""
        self._column.activate()
        self.ensureWidgetVisible(widget, 0, 2 * STEP)
        QTimer.singleShot(0, widget, lambda: self.ensureWidgetVisible(widget, 0, 2 * STEP))

    # What is saved

    def save(self, key: str) -> bool:
        """Save one field; a value that cannot be kept stays in its input with the reason beside it."""
        record, box = self._record, self.boxes[key]
        editor = box.editors[key]
        if record is None or self._saving or self._locked or not editor.is_altered():
            return True
        self._saving = True
        try:
            applied = self._book.edit([record], {key: editor.said()})
        except WorkbenchError as error:
            box.say(key, reason(error, self.register.get(key)))
            if not isinstance(error, InvalidRecordError):
                self.refused.emit(str(error))
            return False
        finally:
            self._saving = False
        box.say(key, "")
        fresh = self._book.record(self.register.key, record.uid)
        if fresh and self._record and fresh.uid == self._record.uid:
            self._record = fresh
            editor.fill(written(self.register.get(key), fresh.row))
            if applied is None:
                box.fill(fresh, keep_altered=True)
        return True

    def settle(self) -> bool:
        """Save whatever is still being typed; return whether all of it could be."""
        record = self._record
        if record is None:
            return True
        saved = self.children_.settle()
        for key, box in list(self.boxes.items()):
            editor = box.editors[key]
            if editor.is_altered() and not self.save(key):
                saved = False
                label = self.register.get(key).label
                self.refused.emit(f"{label} of {record.ref or record.title} was not saved: {box.problems.get(key, '')}")
        return saved

    def _take_back(self, key: str) -> None:
        if self._record is None:
            return
        box = self.boxes[key]
        if box.editors[key].is_altered() or key in box.problems:
            box.editors[key].fill(written(self.register.get(key), self._record.row))
            box.say(key, "")
        else:
            self.closed.emit()

    # Inside

    def _build_heading(self) -> None:
        self._top = QWidget()
        row = QHBoxLayout(self._top)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        self.ref = QLabel()
        self.ref.setProperty("muted", True)
        self.ref.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.ref, 1)
        self.pill = PillLabel()
        row.addWidget(self.pill)
        self.title = QLabel()
        self.title.setFont(sized(self.font(), 1.35, QFont.Weight.DemiBold))
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.missing = QLabel()
        self.missing.setProperty("muted", True)
        self.missing.setWordWrap(True)
        self._column.addWidget(self._top)
        self._column.addWidget(self.title)
        self._column.addWidget(self.missing)

    def _fill_heading(self, record: Record) -> None:
        shown = [record.ref, record.show("tier"), record.show("circulation")]
        self.ref.setText(" · ".join(part for part in shown if part))
        self.title.setText(record.show(record.register.title_key) or record.title or f"A new {record.register.noun}")
        field = self.register.find("current_score")
        pill = pill_of(record, field) if field else None
        self.pill.setVisible(pill is not None)
        self.pill.fill(pill, field.label if field else "")
        blank = [field.label for field in record.missing()]
        self.missing.setText(f"Still to be filled in: {joined(blank)}." if blank else "")
        self.missing.setVisible(bool(blank))

    def _arrange(self) -> None:
        record, everything = self._record, self.all_fields.isChecked()
        if record is None:
            return

        def is_shown(place: Place) -> bool:
            if place.is_heading:
                return everything
            if place.is_read_only or self._is_told_below(place):
                return place.holds(record)
            return everything or place.is_first or place.holds(record) or bool(place.box and place.box.problems)

        wanted = [[is_shown(place) for place in group.places] for group in self.groups]
        moved = wanted != self._arranged
        if not self._arranged:
            self._page.hide()  # boxes made on what nobody sees are laid out once, not one after the other
        for group, shown in zip(self.groups, wanted, strict=True):
            if moved:
                group.arrange(shown, self._make)
            else:
                group.widget.setVisible(any(shown))
        self._page.show()
        below = [id(widget) for widget in self._below()]
        if moved or below != self._ordered:
            self._arranged, self._ordered = wanted, below
            self._order_tabs()
        self.all_fields.setVisible(everything or not all(map(all, wanted)))

    def _is_told_below(self, place: Place) -> bool:
        """Whether all that a field says stands in a table below, so that there are not two ways to write it."""
        kinds = [field.kind for field in place.fields]
        below = [gathers(field) for field in place.fields]
        if not all(one is not None and one[0] in self.children_.offers for one in below):
            return False
        return all(kind.adopts if isinstance(kind, Lines) else True for kind in kinds)

    def _build_kin(self, book: Book, register: Register) -> None:
        """Make the places of what belongs to the record, and of its links."""
        self.children_ = ChildrenPanel(book, register)
        self.children_.removed.connect(self.removed)
        self.children_.refused.connect(self.refused)
        self.children_.followed.connect(self.followed)
        self.children_.begun.connect(self._follow_begun)
        self.links = LinksPanel(book, told={kin.relation for kin in self.children_.kins if kin.relation})
        self.links.removed.connect(self.removed)
        self.links.followed.connect(self.followed)

    def _make(self, place: Place, parent: QWidget) -> FieldBox:
        """Make a box that is shown for the first time."""
        box = place.box = place.make(parent)
        box.committed.connect(self.save)
        box.abandoned.connect(self._take_back)
        self.boxes.update(dict.fromkeys(box.keys, box))
        for field in box.fields:
            complete(box.editors[field.key], field, self._book)
        if self._record is not None:
            box.fill(self._record)
        box.lock(locked=self._locked)
        return box

    def _below(self) -> list[QWidget]:
        """Return what takes the keyboard under the fields, in reading order."""
        return [*self.children_.stops(), *self.links.stops()]

    def _order_tabs(self) -> None:
        """Have Tab go through the form as it is read, whenever its boxes were made."""
        before: QWidget | None = None
        inputs = [editor.widget for group in self.groups for box in group.shown for editor in box.editors.values()]
        for widget in (*inputs, self.all_fields, *self._below(), self.history.more):
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget

    def _show_all_fields(self, everything: bool) -> None:  # noqa: FBT001 - Qt's own signal
        self.all_fields.setText("Show fewer fields" if everything else "Show all fields")
        self._arrange()

    def _read_history(self) -> None:
        if self._record is not None:
            entries = self._book.history(self._record.uid)
            self.history.fill(stories(entries, self._record.uid, self.register))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as wide as the panel, so that words wrap instead of running out of it."""
        super().resizeEvent(event)
        self._page.setMaximumWidth(self.viewport().width())
