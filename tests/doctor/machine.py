"""A machine on which nothing is wrong, and faults that are made on it."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest

from goenvctl.doctor.examined import Examined
from goenvctl.session import Session
from tests.home import Ended, Home

BAD = ("warning", "error")


class Fault(NamedTuple):
    """One thing that is wrong: what stands in which file and variable, and what `doctor` says of it.

    `files` are below the home. `profile` is active, or none.
    """

    id: str
    scale: str
    words: str
    env: bytes = b""
    files: Mapping[str, bytes] = {}
    environ: Mapping[str, str] = {}
    profile: str = ""

    def make(self, home: Home) -> None:
        if self.env:
            home.write_env((home.read_env() or b"") + self.env)
        for name, data in self.files.items():
            path = home.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        home.environ.update(self.environ)


def diagnosed(home: Home, *arguments: str) -> list[dict[str, Any]]:
    """What `doctor` finds."""
    ended = home.call("doctor", "--json", *arguments)
    assert ended.stderr == ""
    findings: list[dict[str, Any]] = ended.json["findings"]
    assert ended.code == int(any(one["scale"] == "error" for one in findings))
    assert ended.json["errors"] == sum(one["scale"] == "error" for one in findings)
    return findings


def bad(findings: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The ids and messages of warnings and errors."""
    return [(one["id"], one["message"]) for one in findings if one["scale"] in BAD]


@contextmanager
def examined(home: Home, root: Path, env: Mapping[str, str] | None = None) -> Iterator[Examined]:
    """The machine with the system's own files under `root`."""
    environ = {**home.environ, **(env or {})}
    with mock.patch.dict(os.environ, environ, clear=True):
        yield Examined(Session(), str(root))


@contextmanager
def listening() -> Iterator[str]:
    """The address of somebody on loopback who takes every connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        threading.Thread(target=_accept, args=(listener,), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _accept(listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        connection.close()


def fix(home: Home) -> Ended:
    return home.call("doctor", "--fix", "--yes")


def skip_without(shell: str) -> str:
    """The shell's path."""
    from tests.shells import SHELLS

    path = SHELLS[shell].path
    if not path:
        pytest.skip(f"no {shell} here (.ci/run installs it)")
    return path
