"""Settings that hold credentials, or do not, and what comes of them at a mirror that demands some."""

from __future__ import annotations

from typing import NamedTuple

from tests.surroundings.both import User
from tests.surroundings.stage import Stage
from tests.surroundings.verdicts import BAD_GOAUTH, DENIED, FINE, Expected
from tests.toolchains import ALL, NEWEST, Toolchain
from tests.web.scenarios import basic, make_repository, says, write_script

SECRET = "hush-hush"
LOGIN = basic(f"joe:{SECRET}")
IN_GIT = basic("v:q")  # what make_repository knows
NETRC = f"machine {{place}} login joe password {SECRET}"
HELPER = "{bin}/helper"
RIGHT, WRONG = f"joe:{SECRET}@", "joe:guess@"


class Case(NamedTuple):
    """`{place}` is the mirror's host and port, `{bin}` the folder of helpers.

    `is_set`: the URL is that of GOPROXY, and check is not told of one.
    """

    title: str
    expected: Expected
    userinfo: str = ""
    netrc: str = ""
    goauth: str = ""
    helper: str = ""
    demands: str = LOGIN
    environ: tuple[tuple[str, str], ...] = ()
    is_set: bool = False
    toolchain: Toolchain = NEWEST

    def __str__(self) -> str:
        return f"{self.title}, {self.toolchain}"

    def url(self, place: str) -> str:
        return f"https://{self.userinfo}{place}"

    def user(self, stage: Stage, place: str) -> User:
        """Whose home holds a netrc, and what GOAUTH names."""
        user = stage.user({}, self.toolchain)
        home = user.home

        def fill(text: str) -> str:
            return text.replace("{place}", place).replace("{bin}", str(home.bin))

        (home.path / ".netrc").write_text(fill(self.netrc))
        write_script(home.bin / "helper", fill(self.helper))
        if self.demands == IN_GIT:
            make_repository(home.bin / "repo")
        environ = {"GOAUTH": fill(self.goauth), **{name: fill(value) for name, value in self.environ}}
        if self.is_set:
            environ["GOPROXY"] = self.url(place)
        return user._replace(environ={**user.environ, **environ})


OLDEST = ALL[0]
SINCE_124 = [toolchain for toolchain in ALL if toolchain.version >= (1, 24)]
SAMPLE = [
    Case("netrc", FINE, netrc=NETRC),
    Case("the URL", FINE, RIGHT),
    Case("a machine without its port", DENIED, netrc=NETRC.replace("{place}", "127.0.0.1")),
]
CASES = [
    *(row._replace(toolchain=toolchain) for row in SAMPLE for toolchain in ALL),
    Case("nothing", DENIED),
    Case("the URL of GOPROXY", FINE, RIGHT, is_set=True),
    Case("another password", DENIED, WRONG, is_set=True),
    Case("an escaped password", FINE, "joe:p%40ss@", demands=basic("joe:p@ss")),
    Case("the URL beats netrc", DENIED, WRONG, NETRC),
    Case("netrc beats the URL", FINE, WRONG, NETRC, toolchain=OLDEST),
    Case("netrc for a path", FINE, netrc=NETRC.replace("{place}", "{place}/example.com")),
    Case("netrc is a folder", DENIED, environ=(("NETRC", "{bin}"),)),
    Case("netrc is a folder, and the URL", FINE, RIGHT, environ=(("NETRC", "{bin}"),)),
    Case("no netrc there", DENIED, netrc=NETRC, environ=(("NETRC", "{bin}/nothing"),)),
    Case("GOAUTH=netrc", FINE, netrc=NETRC, goauth="netrc"),
    Case("GOAUTH=off", DENIED, netrc=NETRC, goauth="off"),
    Case("GOAUTH=off, and the URL", FINE, RIGHT, goauth="off"),
    Case("GOAUTH before it was known", FINE, netrc=NETRC, goauth="off", toolchain=OLDEST),
    *(Case("a command", FINE, goauth=HELPER, helper=says(LOGIN), toolchain=one) for one in SINCE_124),
    Case("a command on PATH", FINE, goauth="helper", helper=says(LOGIN)),
    Case("a command that is told of 401", FINE, goauth=HELPER, helper=f"[ $# = 1 ] && {says(LOGIN)}"),
    Case("a command that knows another place", DENIED, goauth=HELPER, helper=says(LOGIN, "127.0.0.1")),
    Case("a command that fails", DENIED, goauth=HELPER, helper=f"{says(LOGIN)}; exit 1"),
    Case("a command that fails, then netrc", FINE, "", NETRC, f"{HELPER}; netrc", "exit 1"),
    Case("no such command", DENIED, goauth="{bin}/nobody"),
    *(Case("git", FINE, goauth="git {bin}/repo", demands=IN_GIT, toolchain=one) for one in SINCE_124),
    Case("git without a login", DENIED, goauth="git {bin}"),
    Case("git in no folder", BAD_GOAUTH, goauth="git {bin}/nowhere"),
    Case("git in a relative folder", BAD_GOAUTH, goauth="git repo"),
    Case("off and another", BAD_GOAUTH, goauth="off;netrc"),
    Case("an empty command", BAD_GOAUTH, goauth="netrc;"),
]
