"""What a program of the desktop starts with, and what a login does."""

from __future__ import annotations

from pathlib import Path

from goenvctl.host import Host
from goenvctl.startup.assignment import Found
from goenvctl.startup.desktop import desktop_environ
from goenvctl.startup.fresh import fresh_base
from tests.startup.real import NAMES, furnish


def test_the_files_of_a_session(tmp_path: Path) -> None:
    """Lines of /etc/environment and environment.d count, later names win, parameters are expanded."""
    files = {
        "etc/environment": "# system\nGOPROXY=\"https://a.example\"\nexport GOSUMDB=off # why\nGOVCS='x'\n",
        "etc/environment.d/10-a.conf": "GOVCS=hidden\n",
        ".config/environment.d/10-a.conf": "MINE=b\n",
        ".config/environment.d/20-b.conf": 'GOPRIVATE="${MINE}.example,${NONE:-c}"\nGOSUMDB=on\n',
    }
    host = Host(furnish(tmp_path, files))
    etc, own = tmp_path / "etc", tmp_path / ".config" / "environment.d"
    fresh = desktop_environ(host, NAMES, str(etc), str(tmp_path / "lib"))
    assert fresh.variables == {
        "GOPRIVATE": Found("b.example,c", str(own / "20-b.conf"), 1),
        "GOPROXY": Found("https://a.example", str(etc / "environment"), 2),
        "GOSUMDB": Found("on", str(own / "20-b.conf"), 2),
        "GOVCS": Found("x", str(etc / "environment"), 4),
    }
    assert fresh.doubts == ()


def test_what_the_display_manager_decides(tmp_path: Path) -> None:
    """A line of ~/.profile is a doubt on the desktop: some display managers read it."""
    host = Host(furnish(tmp_path, {".profile": "\nexport GOPROXY=off\n", ".bashrc": "export GOVCS=x\n"}))
    fresh = desktop_environ(host, NAMES, str(tmp_path / "etc"), str(tmp_path / "lib"))
    assert fresh.variables == {}
    assert [(doubt.name, doubt.value, doubt.line, doubt.is_certain) for doubt in fresh.doubts] == [
        ("GOPROXY", "off", 2, False)
    ]


def test_the_environment_of_a_login(tmp_path: Path) -> None:
    """A login starts with who and where one is and /etc/environment: no variable of Go's of this terminal."""
    environ = furnish(tmp_path, {"etc/environment": "GOSUMDB=off\nUSER=\n"})
    host = Host({**environ, "GOPROXY": "off", "XDG_CONFIG_HOME": "/c", "XDG_SESSION_ID": "4", "SSH_TTY": "x"})
    assert fresh_base(host, str(tmp_path / "etc")) == {
        "HOME": str(tmp_path),
        "PATH": environ["PATH"],
        "LANG": "C.UTF-8",
        "XDG_CONFIG_HOME": "/c",
        "GOSUMDB": "off",
    }
