"""Our own simple icons, drawn in the colour of the words beside them."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from workbench.resources import resource

_SIZE = 16


def icon(name: str, colour: str) -> QIcon:
    """Return an icon of `resources/icons` in a colour, sharp on every screen."""
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - the first window has few pictures

    text = resource(f"icons/{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(text.encode()))
    made = QIcon()
    for scale in (1, 2, 3):
        picture = QPixmap(QSize(_SIZE, _SIZE) * scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, _SIZE * scale, _SIZE * scale))
        painter.end()
        picture.setDevicePixelRatio(scale)
        made.addPixmap(picture)
    return made


def application_icon() -> QIcon:
    """Return the icon of the program itself."""
    return QIcon(str(resource("icons/workbench.svg")))
