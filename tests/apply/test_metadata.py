"""What a file is besides its bytes (links, owner, attributes), and writers that come in between."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from goenvctl import atomic
from goenvctl.apply import files
from tests.home import Home

FIRST = b"GOFLAGS=-mod=mod\n"
CN = b"GOPROXY=https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct\nGOSUMDB=sum.golang.google.cn\n"
THEIRS = b"GOFLAGS=-mod=mod\nGOPATH=/tmp/theirs\n"


def test_a_hard_link_stays_one(home: Home) -> None:
    """A file with two names keeps both: it is written in place."""
    home.write_env(FIRST)
    other = home.path / "other"
    os.link(home.env_file, other)
    assert home.call("use", "cn").code == 0
    assert other.read_bytes() == FIRST + CN
    assert home.call("undo").code == 0
    assert other.read_bytes() == FIRST
    assert other.samefile(home.env_file)


def test_attributes_stay(home: Home) -> None:
    """Extended attributes survive `use` and `undo`."""
    home.write_env(FIRST)
    try:
        os.setxattr(home.env_file, "user.note", b"mine")
    except OSError as exc:
        pytest.skip(f"no extended attributes here: {exc}")
    for command in (("use", "cn"), ("undo",)):
        assert home.call(*command).code == 0
        assert os.getxattr(home.env_file, "user.note") == b"mine"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_the_owner_stays(home: Home) -> None:
    """A file that root changes still belongs to its owner."""
    home.write_env(FIRST)
    os.chown(home.env_file, 65534, 65533)
    for command in (("use", "cn"), ("undo",)):
        assert home.call(*command).code == 0
        assert (home.env_file.stat().st_uid, home.env_file.stat().st_gid) == (65534, 65533)


def test_a_dangling_link(home: Home) -> None:
    """A link whose file is not there yet: the file is made where it points, and goes again."""
    target = home.path / "dotfiles" / "env"
    home.env_file.parent.mkdir(parents=True)
    home.env_file.symlink_to(target)
    assert home.call("use", "cn").code == 0
    assert target.read_bytes() == CN
    assert home.call("undo").code == 0
    assert (home.env_file.is_symlink(), target.exists()) == (True, False)


def test_a_loop_of_links(home: Home) -> None:
    """A link onto itself cannot be written: exit 3, and it stays."""
    home.env_file.parent.mkdir(parents=True)
    home.env_file.symlink_to("env")
    assert home.call("use", "cn").code == 3
    assert os.readlink(home.env_file) == "env"


def test_a_writer_before_the_rename(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody writes while our file is being made is not lost: the plan is made anew from it."""
    home.write_env(FIRST)
    real = atomic.write_atomically
    calls: list[str] = []

    def meddled(path: str, data: bytes, **options: Any) -> None:
        if not calls:
            home.env_file.write_bytes(THEIRS)
        calls.append(path)
        real(path, data, **options)

    monkeypatch.setattr(files, "write_atomically", meddled)
    assert home.call("use", "cn").code == 0
    assert len(calls) == 2
    assert home.read_env() == THEIRS + CN
    assert len(home.call("history", "--json").json["changes"]) == 1


@pytest.mark.parametrize("truncated", [False, True])
def test_a_writer_across_the_rename(home: Home, monkeypatch: pytest.MonkeyPatch, truncated: bool) -> None:
    """Somebody who had opened the file before the rename and writes after it is heard too."""
    home.write_env(FIRST)
    real = os.rename
    hits: list[object] = []

    def meddled(source: str, target: str, **options: Any) -> None:
        if Path(target) != home.env_file or hits:
            real(source, target, **options)
            return
        with open(target, "wb" if truncated else "r+b") as file:
            hits.append(target)
            real(source, target, **options)
            file.write(THEIRS)

    monkeypatch.setattr(os, "rename", meddled)
    assert home.call("use", "cn").code == 0
    assert len(hits) == 1
    assert home.read_env() == THEIRS + CN


def test_a_writer_that_never_rests(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody changes the file at every try, goenvctl gives up: exit 3, and their last word stands."""
    home.write_env(FIRST)
    real = atomic.write_atomically
    words: list[bytes] = []

    def meddled(path: str, data: bytes, **options: Any) -> None:
        words.append(b"GOPATH=/tmp/%d\n" % len(words))
        home.env_file.write_bytes(words[-1])
        real(path, data, **options)

    monkeypatch.setattr(files, "write_atomically", meddled)
    answer = home.call("use", "cn")
    assert (answer.code, len(words)) == (3, 3)
    assert "somebody keeps changing it" in answer.stderr
    assert home.read_env() == words[-1]
    assert home.call("current").stdout == ""
