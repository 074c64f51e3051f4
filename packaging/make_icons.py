"""Draw `resources/icons/workbench.svg` as the pictures that Windows and macOS want of a program: `packaging/icons/`.

Run it with the project's own Python: `.venv/bin/python packaging/make_icons.py`.
"""

import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parent.parent
DRAWN = ROOT / "resources" / "icons" / "workbench.svg"
TARGET = ROOT / "packaging" / "icons"
WINDOWS = (16, 24, 32, 48, 64, 256)
MAC = {128: b"ic07", 256: b"ic08", 512: b"ic09", 32: b"ic11", 64: b"ic12"}
_WHOLE_BYTE = 256


def drawn(size: int) -> bytes:
    """Return the picture at a size, as PNG."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWN)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(held, "PNG")  # type: ignore[call-overload]  # the stubs want bytes and take text
    return bytes(held.data().data())


def ico(sizes: tuple[int, ...]) -> bytes:
    """Return a Windows icon that holds the picture at several sizes."""
    pictures = [drawn(size) for size in sizes]
    place = 6 + 16 * len(sizes)
    head = struct.pack("<HHH", 0, 1, len(sizes))
    for size, picture in zip(sizes, pictures, strict=True):
        head += struct.pack("<BBBBHHII", size % _WHOLE_BYTE, size % _WHOLE_BYTE, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return head + b"".join(pictures)


def icns(sizes: dict[int, bytes]) -> bytes:
    """Return a macOS icon that holds the picture at several sizes."""
    body = b""
    for size, code in sizes.items():
        picture = drawn(size)
        body += code + struct.pack(">I", len(picture) + 8) + picture
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def main() -> None:
    """Write both."""
    drawing = QGuiApplication([])
    TARGET.mkdir(exist_ok=True)
    (TARGET / "program.ico").write_bytes(ico(WINDOWS))
    (TARGET / "program.icns").write_bytes(icns(MAC))
    drawing.quit()


if __name__ == "__main__":
    main()
