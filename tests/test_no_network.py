"""Nothing opens a network connection."""

import socket
from pathlib import Path
from typing import Any

import pytest

from workbench import cli

RETURN = "Ref,Risk title,Risk description,Current likelihood,Current consequence,Risk owner\nK-1,Boilers are old,They fail,4,4,Ann Lee\n"


class NetworkUsedError(AssertionError):
    """Something tried to reach another computer."""


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Refuse, and remember, every attempt to reach another computer."""
    tried: list[str] = []

    def refuse(name: str) -> Any:
        def refused(*arguments: object, **_named: object) -> None:
            tried.append(name)
            raise NetworkUsedError(f"{name}{arguments[1:]}")

        return refused

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse(name))
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse(name))
    return tried


def test_the_guard_itself_refuses(no_network: list[str]):
    with socket.socket() as one, pytest.raises(NetworkUsedError):
        one.connect(("127.0.0.1", 9))
    with pytest.raises(NetworkUsedError):
        socket.create_connection(("example.org", 80))
    assert no_network == ["connect", "create_connection"]


def test_no_main_path_reaches_for_the_network(no_network: list[str], path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    returned, out, pdf = tmp_path / "return.csv", tmp_path / "out.xlsx", tmp_path / "out.pdf"
    returned.write_text(RETURN, encoding="utf-8")
    for arguments in (
        ["new", path, "--name", "Carrow"],
        ["add", path, "member", "name=Alderbrook"],
        ["add", path, "risk", "title=https://example.org/late", "current_likelihood=4", "current_consequence=4"],
        ["set", path, "risk", "R-001", "owner=jo@example.org"],
        ["inspect", returned],
        ["import", path, returned, "--member", "Alderbrook", "--apply"],
        ["export", path, out],
        ["import", path, out, "--apply"],
        ["pack", path, pdf],
        ["list", path, "risk"],
        ["history", path],
        ["undo", path],
        ["backup", path],
        ["erase", path, "risk", "R-001", "owner", "--reason", "Left"],
        ["check", path],
    ):
        assert cli.run([str(each) for each in arguments]) == 0, (arguments, capsys.readouterr())
    assert no_network == []
