"""The window: from start until it can be used, one key in the filter line, a sort and a scroll, beside bare Qt."""

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import made
from benchmarks.measure import Figure, Options, figure, inside, limit, median, surroundings

RISKS = 230
START = """
import os, sys
from PySide6.QtWidgets import QApplication
def usable():
    QApplication.processEvents()
    shell = next(window for window in QApplication.topLevelWidgets() if hasattr(window, "overview"))
    while not shell.overview.is_filled:
        QApplication.processEvents()
    print("usable", flush=True)
    shell.book.close()  # nobody may find the file left behind the next time
    os._exit(0)
QApplication.exec = staticmethod(usable)
from workbench.__main__ import main
main()
"""
BARE = """
import os
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
app = QApplication([])
window, table = QMainWindow(), QTableView()
table.setModel(QStandardItemModel(0, 9))
window.setCentralWidget(table)
window.show()
app.processEvents()
print("usable", flush=True)
os._exit(0)
"""
KEYS = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from workbench.app import make_application
from workbench.domain.clock import Clock
from workbench.ui.settings import AUTHOR, Settings
from workbench.ui.shell import Shell
from workbench.ui.theme import Theme
app = make_application()
settings = Settings(QSettings(sys.argv[2], QSettings.Format.IniFormat))
settings.put(AUTHOR, "Benchmark")
shell = Shell(Clock("Benchmark"), settings, theme=Theme(app))
shell.start(Path(sys.argv[1]))
shell.show()
line = shell.show_register("risk").filter.input
app.processEvents()
line.setFocus()
def press(key):
    begun = time.perf_counter()
    QTest.keyClick(line, key)
    app.processEvents()
    return (time.perf_counter() - begun) * 1000
cold = press(Qt.Key.Key_T)
QTest.keyClick(line, Qt.Key.Key_Backspace)
idle = time.perf_counter()
while time.perf_counter() - idle < 6:
    app.processEvents()
keys = [Qt.Key.Key_T, Qt.Key.Key_H, Qt.Key.Key_E, Qt.Key.Key_A, Qt.Key.Key_T]
warm = [press(key) for key in keys] + [press(Qt.Key.Key_Backspace) for _ in keys]
table = shell.page.table
def framed(act):
    begun = time.perf_counter()
    act()
    app.processEvents()
    return (time.perf_counter() - begun) * 1000
fields = [field.key for field in table.register_model.fields]
framed(lambda: table.sort_by(fields[0], descending=False))
sorts = [framed(lambda: table.sort_by(key, descending=down)) for key in fields for down in (False, True)]
bar = table.verticalScrollBar()
places = [*range(0, 40 * bar.pageStep(), bar.pageStep()), *(bar.maximum() * part // 7 for part in range(8))]
scrolls = [framed(lambda: bar.setValue(place)) for place in places]
print(cold)
print(max(warm))
print(sorted(warm)[len(warm) // 2])
print(max(sorts))
print(max(scrolls))
"""
PROXY = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication, QTableView
from workbench.domain.clock import Clock
from workbench.services.book import Book
with Book.open(Path(sys.argv[1]), Clock("Benchmark"), writable=False) as book:
    fields = [field for field in book.registers["risk"] if field.column]
    cells = [[record.show(field.key) for field in fields] for record in book.records("risk")]
class Model(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()):
        return 0 if parent.isValid() else len(cells)
    def columnCount(self, parent=QModelIndex()):
        return 0 if parent.isValid() else len(fields)
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return cells[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None
app = QApplication([])
model, proxy, table = Model(), QSortFilterProxyModel(), QTableView()
proxy.setSourceModel(model)
proxy.setFilterKeyColumn(-1)
proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
table.setModel(proxy)
table.show()
app.processEvents()
taken = []
for text in ("t", "th", "the", "thea", "theat"):
    begun = time.perf_counter()
    proxy.setFilterFixedString(text)
    app.processEvents()
    taken.append((time.perf_counter() - begun) * 1000)
print(sorted(taken)[len(taken) // 2])
"""


def run(options: Options) -> list[Figure]:
    """Measure starting with made risks, at twice as many, and typing over all rows asked for."""
    platform = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    home = options.folder / "home"
    home.mkdir()
    (home / "settings.ini").write_text("[person]\nname=Benchmark\n", encoding="utf-8")
    setting = {"QT_QPA_PLATFORM": platform, "WORKBENCH_HOME": str(home)}
    starts = []
    for count in (RISKS, 2 * RISKS):
        file = options.folder / f"window-{count}.workbench"
        made.file(file, count)
        starts.append(median(options.times, lambda file=file: until_usable(START, file, **setting)))
    bare = median(options.times, lambda: until_usable(BARE, **setting))
    large = options.folder / "keys.workbench"
    made.file(large, options.rows)
    proxy = median(options.times, lambda: inside(PROXY, large, **setting))
    cold, worst, usual, sort, scroll = _frames(large, options.folder / "keys.ini", setting)
    rows = f"{options.rows:,} records"
    baseline = "bare QSortFilterProxyModel"
    return [
        figure(f"start to a usable window, {RISKS} risks", starts[0], baseline="bare window, empty table", against=bare, most=2.0),
        figure("doubling the rows: start", starts[1], baseline=f"{RISKS} risks", against=starts[0], most=2.2),
        limit(f"one key in the filter line, {rows}: median", usual, "ms", 50, baseline=baseline, against=proxy),
        limit(f"one key in the filter line, {rows}: slowest", worst, "ms", 50, baseline=baseline, against=proxy),
        limit(f"the first key after opening, {rows}", cold, "ms", 50, baseline=baseline, against=proxy),
        limit(f"sorting by a column, {rows}: slowest", sort, "ms", 50, baseline=baseline, against=proxy),
        limit(f"a frame while scrolling, {rows}: slowest", scroll, "ms", 50, baseline=baseline, against=proxy),
    ]


def until_usable(script: str, *arguments: Path, **setting: str) -> float:
    """Return the seconds from starting a process until it says that its window can be used."""
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        env=surroundings(**setting),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as child:
        said = child.stdout.readline() if child.stdout else ""
        taken = time.perf_counter() - begun
    if said.strip() != "usable":
        raise SystemExit("The window did not come up.")
    return taken


def _frames(file: Path, settings: Path, setting: dict[str, str]) -> tuple[float, ...]:
    """Return milliseconds: the first key at once, the slowest and the median once there was time, a sort, a scroll."""
    done = subprocess.run(
        [sys.executable, "-c", KEYS, str(file), str(settings)], env=surroundings(**setting), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"Typing could not be measured:\n{done.stderr}")
    return tuple(map(float, done.stdout.split()[-5:]))
