"""A home whose built-in mirrors are on the loopback: profiles of the user's by the same names win."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.check.net import Net
from tests.home import Home

BUILT_IN = ("cn", "official")


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    with Net(tmp_path / "tree") as entered:
        yield entered


@pytest.fixture
def settled(home: Home, net: Net) -> Home:
    """`cn` and `official` name one good mirror; bash is the shell, and go.mod names a private host."""
    mirror = net.mirror()
    for name in BUILT_IN:
        net.profile(home, mirror.url, name=name, keys=f'summary = "the loopback as {name}"\n')
    home.environ |= {"SHELL": "/bin/bash", "TZ": "UTC"}
    (home.path / ".bashrc").write_text("alias ll='ls -l'\n")
    (home.work / "go.mod").write_text("module github.com/acme/app\n\nrequire git.corp.example/x v1.0.0\n")
    return home
