"""Where this machine is likely to be, and what is proposed as private: read here, asked of nobody."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goenvctl.host import Host
from goenvctl.paths import Paths
from goenvctl.session import Session
from goenvctl.setup.guess import guess_where
from goenvctl.setup.proposals import propose_patterns, propose_targets


@pytest.mark.parametrize(
    ("environ", "zone", "where"),
    [
        ({}, "Asia/Shanghai", "cn"),
        ({}, "Asia/Urumqi", "cn"),
        ({}, "Europe/Berlin", "elsewhere"),
        ({"TZ": "Asia/Shanghai"}, "Europe/Berlin", "cn"),
        ({"TZ": ":/usr/share/zoneinfo/Asia/Shanghai"}, "UTC", "cn"),
        ({"LANG": "zh_CN.UTF-8"}, "Europe/Berlin", "elsewhere"),
        ({"LANG": "zh_CN.UTF-8"}, "Etc/UTC", "cn"),
        ({"LANG": "zh_TW.UTF-8"}, "UTC", "elsewhere"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "UTC", "elsewhere"),
        ({"TZ": "PRC"}, "UTC", "cn"),
        ({}, "UTC", "elsewhere"),
    ],
)
def test_where(tmp_path: Path, environ: dict[str, str], zone: str, where: str) -> None:
    """The clock's zone tells; where it is the world's, as in a container, the locale does."""
    place = tmp_path / "zoneinfo" / zone
    place.parent.mkdir(parents=True)
    place.touch()
    (tmp_path / "localtime").symlink_to(place)
    assert guess_where(Host(environ), str(tmp_path / "localtime")) == where


def test_no_zone(tmp_path: Path) -> None:
    """Without a zone and a locale it is elsewhere."""
    assert guess_where(Host({}), str(tmp_path / "none")) == "elsewhere"


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A user in a folder of theirs; `work` is the current one."""
    (tmp_path / "work").mkdir()
    folders = (str(tmp_path / name) for name in ("config", "site", "state", "cache"))
    host = Host({"HOME": str(tmp_path), "SHELL": "/bin/zsh"}, str(tmp_path / "work"))
    return Session(host, Paths(*folders))


def _write(session: Session, name: str, text: str) -> None:
    path = os.path.join(session.host.cwd, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Path(path).write_text(text)


def test_go_mod(session: Session) -> None:
    """A host that the world cannot reach is ticked; the owner of the module at hand only proposed."""
    _write(session, "go.mod", "module github.com/acme/app\n\nrequire git.corp.example/x v1.0.0\n")
    found = {one.pattern: (one.why, one.is_sure) for one in propose_patterns(session)}
    assert found == {
        "git.corp.example": ("named in go.mod:3", True),
        "github.com/acme": ("the module in this folder", False),
    }


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("git@git.corp.example:team/app.git", "git.corp.example"),
        ("ssh://git@git.corp.example:2222/team/app.git", "git.corp.example"),
        ("https://gitlab.com/acme/app", "gitlab.com/acme"),
        ("git@github.com:acme/app.git", "github.com/acme"),
    ],
)
def test_git_remotes(session: Session, url: str, pattern: str) -> None:
    """A remote tells the host, and at a public code host the owner."""
    _write(session, ".git/config", f'[remote "origin"]\n\turl = {url}\n')
    assert [one.pattern for one in propose_patterns(session)] == [pattern]


def test_a_folder_below(session: Session) -> None:
    """The remotes of the repository that the folder lies in count."""
    _write(session, ".git/config", '[remote "origin"]\n\turl = git@git.corp.example:a/b.git\n')
    _write(session, "cmd/app/main.go", "package main\n")
    below = Session(Host(session.host.environ, os.path.join(session.host.cwd, "cmd", "app")), session.paths)
    assert [one.pattern for one in propose_patterns(below)] == ["git.corp.example"]


def test_what_is_known_is_not_proposed(session: Session) -> None:
    """What is known as private already is not proposed again."""
    _write(session, "go.mod", "module github.com/acme/app\n\nrequire git.corp.example/x v1.0.0\n")
    Path(session.paths.user_config).mkdir()
    Path(session.paths.config_file).write_text('private = ["*.corp.example"]\n')
    assert [one.pattern for one in propose_patterns(session)] == ["github.com/acme"]


def test_targets(session: Session) -> None:
    """Go's env file, the login shell, and shells with a startup file are places to write."""
    Path(session.host.home, ".bashrc").touch()
    assert propose_targets(session) == ["go-env", "bash", "zsh"]
