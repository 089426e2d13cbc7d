"""Homes that nobody would choose."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.home import Home
from tests.toolchains import NEWEST


def test_a_home_that_is_no_utf8(tmp_path: Path) -> None:
    """`use`, `status` and `undo` work where the home's name is no UTF-8."""
    home = Home(tmp_path / os.fsdecode(b"h\xff"))
    before = home.read_env()
    assert home.goenvctl("use", "cn", "--to", "go-env", "--to", "bash").code == 0
    assert home.goenvctl("status", "--json").json["profile"] == "cn"
    assert home.goenvctl("use", "cn", "--to", "go-env", "--to", "bash").code == 0
    assert home.goenvctl("undo").code == 0
    assert (home.read_env(), (home.path / ".bashrc").exists()) == (before, False)


def test_a_fifo_for_an_env_file(tmp_path: Path) -> None:
    """Behind a shim of `go`, an env file that never ends holds nobody up: the shim is not let near it."""
    home = Home(tmp_path / "home", None)
    shim = home.bin / "go"
    shim.write_text(
        f'#!/bin/sh\n[ "$GOENV" = off ] || exec cat "$HOME/.config/go/env"\nexec {NEWEST.go} "$@"\n'
    )
    shim.chmod(0o755)
    home.env_file.parent.mkdir(parents=True)
    os.mkfifo(home.env_file)
    ended = home.call("status", "--json")
    assert ended.code == 0
    assert home.call("use", "cn").code == 3


@pytest.mark.parametrize(
    "pattern",
    [
        "https://u:s3cret",
        "http:/u:s3cret@m",
        "https://m.example/?x=s3cret",
        "https://m.example#s3cret",
        "https://u:s3cret@m.example:8080/team",
    ],
)
def test_a_pattern_with_a_secret(tmp_path: Path, pattern: str) -> None:
    """What is suggested instead of a bad pattern holds no part of it that may be a secret."""
    home = Home(tmp_path / "home", None)
    home.write_env(f"GOPRIVATE={pattern}\n".encode())
    for ended in (home.call("status"), home.call("status", "--json")):
        assert "never matches" in ended.stdout + ended.stderr
        assert "s3cret" not in ended.stdout + ended.stderr
