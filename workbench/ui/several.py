"""Several records beside the table: what they share, what differs, and one change that sets fields on all of them."""

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.errors import InvalidRecordError, WorkbenchError
from workbench.domain.field import AnyField
from workbench.domain.kinds import Headed, Stored
from workbench.domain.register import Record, Register
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.services.pasting import contradicted
from workbench.ui.buttons import Button
from workbench.ui.completing import complete
from workbench.ui.editors import ComboEditor, Editor
from workbench.ui.fieldbox import SingleBox
from workbench.ui.nouns import many
from workbench.ui.saving import reason
from workbench.ui.theme import FORM_WIDTH, STEP, sized

VARIOUS = "(various)"
_VARIOUS_KEY = "\x00various"


def settable(register: Register) -> list[AnyField]:
    """Return the fields that several records can be given at once: not what each is known by, nor what is gathered or worked out."""
    told = {"ref", register.title_key, *register.match_keys}
    return [field for field in register if field.key not in told and not field.kind.gathers and not isinstance(field.kind, Headed)]


class SeveralForm(QWidget):
    """Fields to be set on several records.

    Signals:
        done: they were set; carries the sentence that says so.
        closed: a person wants the keyboard back in the table.
    """

    done = Signal(str)
    closed = Signal()

    def __init__(self, book: Book, register: Register, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book, self.register = book, register
        self._records: list[Record] = []
        self._locked = False
        self.boxes: dict[str, SingleBox] = {}
        self.setMinimumWidth(FORM_WIDTH)
        self.setAccessibleName(f"The {register.plural} chosen")
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = self._page = QWidget()
        page.setProperty("panel", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 2 * STEP, 20, 2 * STEP)
        column.setSpacing(STEP + STEP // 2)
        self.title = QLabel()
        self.title.setFont(sized(self.font(), 1.35, QFont.Weight.DemiBold))
        self.hint = _muted("What you change here is set on all of them, as one change.")
        self.sentence = _muted("")
        self.go = Button()
        self.go.setProperty("primary", True)
        self.go.setToolTip("Set what was said on all of them, as one change (Ctrl+Enter)")
        self.go.clicked.connect(self.save)
        for widget in (self.title, self.hint):
            column.addWidget(widget)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(STEP + STEP // 2)
        column.addLayout(self._fields)
        self._add([field for field in settable(register) if _is_first(field)])
        self.all_fields = Button("Show all fields")
        self.all_fields.setCheckable(True)
        self.all_fields.setProperty("quiet", True)
        self.all_fields.toggled.connect(self._arrange)
        column.addWidget(self.all_fields, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.area.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addWidget(self._foot())
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._save_typed)

    def show_records(self, records: list[Record]) -> None:
        """Show what several records share; what was typed for the same ones is kept."""
        same = [record.uid for record in records] == [record.uid for record in self._records]
        self._records = list(records)
        self.title.setText(f"{many(self.register, len(records))} {'is' if len(records) == 1 else 'are'} chosen")
        for key, box in self.boxes.items():
            if not (same and box.editors[key].is_altered()):
                self._fill(box, key)
        self._arrange()
        self._count()

    def enter(self) -> None:
        """Put the keyboard into the first field."""
        for key, box in self.boxes.items():
            if not box.isHidden():
                box.editors[key].widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def altered(self) -> dict[str, object]:
        """Return what a person wants set, by field key."""
        return {key: box.editors[key].said() for key, box in self.boxes.items() if _is_said(box.editors[key])}

    def planned(self) -> tuple[dict[str, object], int, dict[str, str]]:
        """Return what would be set, how many values that changes, and what is wrong by field key."""
        good: dict[str, object] = {}
        wrong: dict[str, str] = {}
        count = 0
        for key, said in self.altered().items():
            field = self.register.get(key)
            try:
                stored = self._book.read(self.register.key, {key: said})[key]
            except WorkbenchError as error:
                wrong[key] = reason(error, field)
                continue
            if clash := next((found[key] for record in self._records if key in (found := contradicted(record, {key: stored}))), ""):
                wrong[key] = clash[:1].upper() + clash[1:]
                continue
            good[key] = said
            count += sum(1 for record in self._records if field.of(record.row) != stored)
        return good, count, wrong

    def save(self) -> bool:
        """Set what was said on all records as one change; return whether it could be."""
        good, count, wrong = self.planned()
        for key, box in self.boxes.items():
            box.say(key, wrong.get(key, ""))
        if wrong or not good or self._locked:
            return not wrong
        try:
            applied = self._book.edit(self._records, good)
        except InvalidRecordError as error:
            for key, sentence in error.problems.items():
                if key in self.boxes:
                    self.boxes[key].say(key, sentence)
            return False
        except WorkbenchError as error:
            self.sentence.setText(str(error))
            return False
        self.take_back()
        if applied is not None:
            self.done.emit(f"{counted(count, 'value')} of {many(self.register, len(self._records))} changed.")
        return True

    def _save_typed(self) -> None:
        """Set what was said, the field that is still being typed in included."""
        self._count()
        if self.go.isEnabled():
            self.save()

    def take_back(self) -> None:
        """Forget what was typed."""
        fresh = [self._book.record(self.register.key, record.uid) for record in self._records]
        self._records = [record for record in fresh if record is not None]
        for key, box in self.boxes.items():
            self._fill(box, key)
        self._count()

    def lock(self, *, locked: bool) -> None:
        """Let values be read but not changed."""
        self._locked = locked
        for box in self.boxes.values():
            box.lock(locked=locked)
        self._count()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as wide as the panel."""
        super().resizeEvent(event)
        self._page.setMaximumWidth(self.area.viewport().width())

    # Inside

    def _foot(self) -> QWidget:
        """Return what stays in sight under the fields: what would change, and the button that does it."""
        foot = QWidget()
        foot.setProperty("panel", True)
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        rule = QFrame()
        rule.setProperty("hairline", True)
        rule.setFixedHeight(1)
        column.addWidget(rule)
        row = QHBoxLayout()
        row.setContentsMargins(20, STEP, 20, STEP)
        row.setSpacing(STEP)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.go)
        column.addLayout(row)
        return foot

    def _add(self, fields: list[AnyField]) -> None:
        for field in fields:
            box = SingleBox(field)
            box.committed.connect(self._count)
            box.abandoned.connect(self._abandon)
            complete(box.editors[field.key], field, self._book)
            box.lock(locked=self._locked)
            self.boxes[field.key] = box
            self._fields.addWidget(box)

    def _fill(self, box: SingleBox, key: str) -> None:
        field, editor = self.register.get(key), box.editors[key]
        common: Stored = field.of(self._records[0].row) if self._records else None
        various = any(field.of(record.row) != common for record in self._records)
        box.say(key, "")
        editor.fill(None if various else common)
        if isinstance(editor, ComboEditor):
            if various:
                editor.offer_various(VARIOUS, _VARIOUS_KEY)
            return
        widget = editor.widget
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            usual = box.property("placeholder")
            if usual is None:
                box.setProperty("placeholder", usual := widget.placeholderText())
                widget.textChanged.connect(partial(self._count, key))
            widget.setPlaceholderText(VARIOUS if various else str(usual))

    def _abandon(self, key: str) -> None:
        box = self.boxes[key]
        if box.editors[key].is_altered():
            self._fill(box, key)
            self._count()
        else:
            self.closed.emit()

    def _arrange(self) -> None:
        everything = self.all_fields.isChecked()
        self.all_fields.setText("Show fewer fields" if everything else "Show all fields")
        if everything and (late := [field for field in settable(self.register) if field.key not in self.boxes]):
            self._add(late)
            for field in late:
                self._fill(self.boxes[field.key], field.key)
        for key, box in self.boxes.items():
            box.setVisible(everything or _is_first(self.register.get(key)) or box.editors[key].is_altered())
        for before, after in pairwise([*(box.editors[key].widget for key, box in self.boxes.items()), self.all_fields, self.go]):
            QWidget.setTabOrder(before, after)

    def _count(self, *_: object) -> None:
        """Say what would change before it does."""
        good, count, wrong = self.planned()
        noun = many(self.register, len(self._records))
        self.go.setText(f"Set on all {noun}")
        self.go.setEnabled(bool(good) and not wrong and count > 0 and not self._locked)
        for key, box in self.boxes.items():
            if key in wrong or key in box.problems:
                box.say(key, wrong.get(key, ""))
        if good:
            fields = counted(len(good), "field")
            self.sentence.setText(f"{counted(count, 'value')} would change: {fields} of {noun}." if count else "Nothing would change.")
        else:
            self.sentence.setText("")


def _is_first(field: AnyField) -> bool:
    return field.core or field.column


def _is_said(editor: Editor) -> bool:
    return editor.is_altered() and editor.said() != _VARIOUS_KEY


def _muted(words: str) -> QLabel:
    made = QLabel(words)
    made.setProperty("muted", True)
    made.setWordWrap(True)
    return made
