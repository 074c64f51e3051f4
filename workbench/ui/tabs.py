"""The tabs of an open file: one register each, or several that belong to one subject, side by side behind a second row."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget


@dataclass(frozen=True)
class Tab:
    """One tab: its key, what stands on it (nothing: its only register's own label), and its registers in order; the Overview has none."""

    key: str
    label: str
    registers: tuple[str, ...]


TABS = (
    Tab("overview", "Overview", ()),
    Tab("risk", "", ("risk",)),
    Tab("assurance", "", ("assurance",)),
    Tab("decision", "", ("decision",)),
    Tab("action", "", ("action",)),
    Tab("meetings", "Meetings and packs", ("meeting", "forum", "paper")),
    Tab("collaborative", "Collaborative", ("member", "person", "post", "objective", "appetite", "scheme", "interest", "link")),
)


class SubjectPage(QWidget):
    """A tab of several registers: a second row of tabs, and the page of the one in front.

    Signals:
        turned: another register is in front; carries its key.
    """

    turned = Signal(str)

    def __init__(self, name: str, labels: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setProperty("second", True)
        self.bar.setAccessibleName(name)
        for key, label in labels.items():
            self.bar.addTab(label)
            self.bar.setTabData(self.bar.count() - 1, key)
        self.bar.currentChanged.connect(self._turn)
        self.stack = QStackedWidget()
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)

    @property
    def register(self) -> str:
        """The key of the register in front."""
        return str(self.bar.tabData(max(0, self.bar.currentIndex())))

    def turn_to(self, register: str) -> None:
        """Bring a register to the front."""
        place = next((place for place in range(self.bar.count()) if self.bar.tabData(place) == register), -1)
        if place >= 0:
            self.bar.setCurrentIndex(place)

    def show_page(self, page: QWidget) -> None:
        """Show the page of the register in front."""
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def _turn(self, _place: int) -> None:
        self.turned.emit(self.register)
