"""How the windows look: our own palette, light and dark, on Fusion, with a stylesheet kept small.

Sizes are steps of an 8-pixel grid;
the font is the system's own, and headings are multiples of it.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from workbench.resources import resource

STYLE = ("-style", "Fusion")
"""Arguments of the application: the style our palette is made for. Setting it later makes Python look at all of it first."""
STEP = 8
"""The grid: every gap is this, half or a multiple of it."""
FORM_WIDTH = 44 * STEP
"""The least width of the record beside the table."""
_HALF = 128


@dataclass(frozen=True)
class Tones:
    """The colours of one look; every text on its ground has a contrast of at least 4.5:1, every edge 3:1."""

    name: str
    ground: str
    panel: str
    line: str
    edge: str
    grip: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selected: str
    bands: tuple[tuple[str, str], ...]
    """Ground and text of low, moderate, high and extreme."""

    def band(self, place: int, of: int = 4) -> tuple[QColor, QColor]:
        """Return ground and text of a band, a scheme of another number of bands being spread over the four."""
        last = len(self.bands) - 1
        ground, text = self.bands[round(place * last / max(1, of - 1))]
        return QColor(ground), QColor(text)

    @property
    def warning(self) -> str:
        """The colour of words that say something is wrong."""
        return self.bands[-1][1]


LIGHT = Tones(
    name="light",
    ground="#F7F8FA",
    panel="#FFFFFF",
    line="#E3E6EB",
    edge="#868F9D",
    grip="#B4BCC8",
    text="#1D2530",
    muted="#5B6675",
    accent="#005EB8",
    on_accent="#FFFFFF",
    selected="#E8F1FB",
    bands=(("#E5F3E8", "#1B6B36"), ("#FFF5D6", "#7A5600"), ("#FFE6D1", "#8F3D00"), ("#FBDFE0", "#8E1220")),
)
DARK = Tones(
    name="dark",
    ground="#14181E",
    panel="#1B2027",
    line="#2C333D",
    edge="#6E7887",
    grip="#4A5563",
    text="#E8ECF1",
    muted="#9BA7B6",
    accent="#5AA9F5",
    on_accent="#0C1A28",
    selected="#1F3A57",
    bands=(("#173524", "#8ADBA3"), ("#3B3010", "#F2D06B"), ("#43270F", "#FFB37A"), ("#47191D", "#FF9CA3")),
)


def tones_of(widget: QWidget) -> Tones:
    """Return the look a widget is painted in."""
    return DARK if widget.palette().color(QPalette.ColorRole.Window).lightness() < _HALF else LIGHT


def palette(tones: Tones) -> QPalette:
    """Return the palette of a look."""
    role = QPalette.ColorRole
    made = QPalette()
    colours = {
        role.Window: tones.ground,
        role.WindowText: tones.text,
        role.Base: tones.panel,
        role.AlternateBase: tones.ground,
        role.Text: tones.text,
        role.Button: tones.panel,
        role.ButtonText: tones.text,
        role.ToolTipBase: tones.panel,
        role.ToolTipText: tones.text,
        role.PlaceholderText: tones.muted,
        role.BrightText: tones.warning,
        role.Highlight: tones.accent,
        role.HighlightedText: tones.on_accent,
        role.Link: tones.accent,
        role.LinkVisited: tones.accent,
        role.Accent: tones.accent,
        role.Light: tones.panel,
        role.Midlight: tones.line,
        role.Mid: tones.line,
        role.Dark: tones.edge,
        role.Shadow: tones.edge,
    }
    for place, colour in colours.items():
        made.setColor(place, QColor(colour))
    for place in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, place, QColor(tones.muted))
    made.setColor(QPalette.ColorGroup.Disabled, role.Base, QColor(tones.ground))
    return made


def stylesheet(tones: Tones) -> str:
    """Return what a palette cannot say: hairlines, corners, and a focus that is seen."""
    arrow, tick = (resource(f"icons/{name}-{tones.name}.svg").as_posix() for name in ("chevron", "tick"))
    field = "QLineEdit, QPlainTextEdit, QComboBox"
    focused = ", ".join(f"{name}:focus" for name in field.split(", "))
    disabled = ", ".join(f"{name}:disabled" for name in field.split(", "))
    return f"""
{field} {{ background: {tones.panel}; border: 1px solid {tones.edge}; border-radius: 4px; padding: 4px 7px; }}
QLineEdit {{ padding: 4px 5px; }}
QPlainTextEdit {{ padding: 1px 3px; }}
{focused} {{ border: 2px solid {tones.accent}; padding: 3px 6px; }}
QLineEdit:focus {{ padding: 3px 4px; }}
QPlainTextEdit:focus {{ padding: 0 2px; }}
{disabled} {{ background: {tones.ground}; border-color: {tones.line}; color: {tones.muted}; }}
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] {{ background: {tones.ground}; border-color: {tones.line}; }}
QLineEdit[readOnly="true"]:focus, QPlainTextEdit[readOnly="true"]:focus {{ border-color: {tones.accent}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {{ border: 2px solid {tones.warning}; padding: 3px 6px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{ background: {tones.panel}; border: 1px solid {tones.edge}; padding: 4px;
  selection-background-color: {tones.selected}; selection-color: {tones.text}; outline: 0; }}
QCalendarWidget QToolButton {{ color: {tones.text}; padding: 4px 8px; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {tones.ground}; }}
QPushButton {{ background: {tones.panel}; border: 1px solid {tones.edge}; border-radius: 4px; padding: 5px 13px; }}
QPushButton:hover, QPushButton:pressed {{ background: {tones.selected}; }}
QPushButton:focus {{ border: 2px solid {tones.accent}; padding: 4px 12px; }}
QPushButton:disabled {{ color: {tones.muted}; border-color: {tones.line}; background: {tones.ground}; }}
QPushButton[primary="true"] {{ background: {tones.accent}; color: {tones.on_accent}; border-color: {tones.accent}; font-weight: 600; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {tones.text}; }}
QPushButton[primary="true"]:disabled {{ background: {tones.line}; color: {tones.muted}; border-color: {tones.line}; }}
QPushButton, QTabBar {{ outline: 0; }}
QPushButton[chip="true"] {{ border-radius: 13px; padding: 3px 11px; min-height: 18px; }}
QPushButton[chip="true"]:checked {{ background: {tones.selected}; color: {tones.accent}; border: 1px solid {tones.accent}; }}
QPushButton[chip="true"]:focus {{ border: 2px solid {tones.accent}; padding: 2px 10px; }}
QPushButton[quiet="true"] {{ background: transparent; border: 1px solid transparent; color: {tones.accent}; padding: 4px 2px; }}
QPushButton[quiet="true"]:hover {{ text-decoration: underline; }}
QPushButton[quiet="true"]:focus {{ border: 2px solid {tones.accent}; padding: 3px 1px; }}
QPushButton[quiet="true"]:disabled {{ color: {tones.muted}; }}
QLabel[muted="true"] {{ color: {tones.muted}; }}
QLabel[panel="true"] {{ background: {tones.panel}; }}
QLabel[wrong="true"] {{ color: {tones.warning}; }}
QFrame[hairline="true"] {{ background: {tones.line}; border: none; }}
QWidget[panel="true"] {{ background: {tones.panel}; }}
QWidget[notice="true"] {{ background: {tones.bands[1][0]}; }}
QWidget[notice="true"] QLabel {{ color: {tones.bands[1][1]}; }}
QMenuBar {{ background: {tones.ground}; border-bottom: 1px solid {tones.line}; }}
QMenuBar::item {{ padding: 4px 9px; background: transparent; }}
QMenuBar::item:selected {{ background: {tones.selected}; color: {tones.text}; }}
QMenu {{ background: {tones.panel}; border: 1px solid {tones.edge}; padding: 4px 0; }}
QMenu::item {{ padding: 3px 24px 3px 28px; color: {tones.text}; }}
QMenu::item:selected {{ background: {tones.selected}; }}
QMenu::item:disabled {{ color: {tones.muted}; }}
QMenu::icon {{ left: 7px; }}
QMenu::separator {{ height: 1px; background: {tones.line}; margin: 4px 0; }}
QMenu::indicator {{ width: 13px; height: 13px; left: 7px; border: 1px solid {tones.edge}; border-radius: 3px; }}
QMenu::indicator:exclusive {{ border-radius: 7px; }}
QMenu::indicator:checked {{ background: {tones.accent}; border-color: {tones.accent}; image: url("{tick}"); }}
QTabBar {{ border: none; }}
QTabBar::tab {{ padding: 9px 16px 8px; border: none; border-bottom: 2px solid transparent; color: {tones.muted}; background: transparent; }}
QTabBar::tab:selected {{ color: {tones.text}; border-bottom: 2px solid {tones.accent}; }}
QTabBar::tab:focus {{ color: {tones.accent}; background: {tones.selected}; }}
QTableView {{ background: {tones.panel}; border: none; selection-background-color: {tones.selected}; selection-color: {tones.text}; }}
QTableView[framed="true"]:focus {{ border: 1px solid {tones.accent}; }}
QHeaderView {{ background: {tones.ground}; border: none; }}
QHeaderView::section {{ background: {tones.ground}; color: {tones.muted}; border: none;
  border-bottom: 1px solid {tones.line}; padding: 8px; font-weight: 600; }}
QStatusBar {{ background: {tones.ground}; border-top: 1px solid {tones.line}; }}
QStatusBar::item {{ border: none; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {tones.grip}; border-radius: 3px; margin: 3px; min-height: 32px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {tones.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; }}
QSplitter::handle {{ background: {tones.line}; }}
QScrollArea {{ border: none; background: {tones.panel}; }}
QScrollArea[framed="true"]:focus {{ border: 2px solid {tones.accent}; }}
QToolTip {{ background: {tones.panel}; color: {tones.text}; border: 1px solid {tones.edge}; padding: 4px; }}
QProgressBar {{ background: {tones.line}; border: none; border-radius: 3px; }}
QProgressBar::chunk {{ background: {tones.accent}; border-radius: 3px; }}
"""


def sized(font: QFont, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return a font so many times as large, in a weight."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * factor)
    else:
        made.setPixelSize(round(font.pixelSize() * factor))
    made.setWeight(weight)
    return made


class Theme(QObject):
    """Dresses the application, and again when the system turns dark or light.

    Signals:
        switched: the look is another one; what paints by itself paints again.
    """

    switched = Signal()

    def __init__(self, app: QApplication, scheme: str = "") -> None:
        super().__init__(app)
        self._app = app
        self._chosen: Tones | None = None
        self._worn: Tones | None = None
        self.choose(scheme)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.dress)

    @property
    def tones(self) -> Tones:
        """The colours now."""
        if self._chosen is not None:
            return self._chosen
        return DARK if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT

    def choose(self, scheme: str) -> None:
        """Take "light" or "dark" whatever the system says, or follow it again for any other word."""
        self._chosen = {"light": LIGHT, "dark": DARK}.get(scheme)
        chosen = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(scheme, Qt.ColorScheme.Unknown)
        if scheme or self._worn is not None:
            QGuiApplication.styleHints().setColorScheme(chosen)
        self.dress()

    def dress(self) -> None:
        """Put palette and stylesheet on everything, unless it wears them already."""
        tones = self.tones
        if tones is self._worn:
            return
        self._worn = tones
        self._app.setPalette(palette(tones))
        self._app.setStyleSheet(stylesheet(tones))
        self.switched.emit()
