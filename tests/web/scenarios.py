"""Settings that hold credentials, and what a mirror that refuses is shown for them."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path
from typing import NamedTuple

from goenvctl.go.version import Version
from tests.fakes.tls import TlsMirror

INFO = "/example.com/a/@v/v1.0.0.info"
PATH = "/usr/local/bin:/usr/bin:/bin"


class Scenario(NamedTuple):
    """`seen` is the header Authorization of each request for INFO, repeats left out, as Go 1.25 and later
    send it; `seen_124` and `seen_121` are what older ones do, where that differs from the next newer.

    `{place}` is the mirror's host and port, `{bin}` the folder of helpers.
    """

    title: str
    seen: list[str]
    goauth: str = ""
    netrc: str = ""
    userinfo: str = ""
    helper: str = "exit 1"
    seen_124: list[str] | None = None
    seen_121: list[str] | None = None

    def expected(self, version: Version) -> list[str]:
        seen = self.seen
        if version < (1, 25):
            seen = self.seen_124 or seen
        if version < (1, 24):
            seen = self.seen_121 or seen
        return seen

    def prepare(self, mirror: TlsMirror, folder: Path) -> dict[str, str]:
        """Write the files; the environment that makes it so."""

        def fill(text: str) -> str:
            return text.replace("{place}", mirror.place).replace("{bin}", str(folder))

        (folder / ".netrc").write_text(fill(self.netrc))
        write_script(folder / "helper", fill(self.helper))
        if "git" in self.goauth:
            make_repository(folder / "repo")
        return {"HOME": str(folder), "PATH": f"{folder}:{PATH}", "GOAUTH": fill(self.goauth)}


def write_script(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def make_repository(folder: Path) -> None:
    """A folder in which git knows the login v:q for everything."""
    environ = {"HOME": str(folder.parent), "PATH": PATH}
    helper = "!f() { echo username=v; echo password=q; }; f"
    subprocess.run(["git", "init", "-q", str(folder)], env=environ, check=True)
    subprocess.run(["git", "config", "credential.helper", helper], cwd=folder, env=environ, check=True)


def basic(login: str) -> str:
    return "Basic " + base64.b64encode(login.encode()).decode()


def says(authorization: str, prefix: str = "{place}") -> str:
    """What a helper runs to answer with one header."""
    return rf"printf 'https://{prefix}\n\nAuthorization: {authorization}\n\n'"


U, V = basic("u:p"), basic("v:q")
NETRC = "machine {place} login u password p"
HELPER = "{bin}/helper"

SCENARIOS = [
    Scenario("nothing", [""]),
    Scenario("netrc is the default", [U], netrc=NETRC),
    Scenario("netrc", [U], "netrc", NETRC),
    Scenario("a machine without its port", [""], netrc="machine 127.0.0.1 login u password p"),
    Scenario("another machine", [""], netrc="machine example.com login u password p"),
    Scenario("two logins", [U], netrc=f"{NETRC}\nmachine {{place}} login v password q"),
    Scenario("default", [""], netrc="default login u password p"),
    Scenario("a path", [U], netrc="machine {place}/example.com login u password p", seen_124=[""]),
    Scenario("half a path", [""], netrc="machine {place}/example login u password p"),
    Scenario("a scheme", [U], netrc="machine https://{place} login u password p", seen_121=[""]),
    Scenario("a slash", [U], netrc="machine {place}/ login u password p", seen_124=[""]),
    Scenario("the URL", [V], userinfo="v:q@"),
    Scenario("the URL, escaped", [basic("v@w:q/r")], userinfo="v%40w:q%2Fr@"),
    Scenario("the URL, no password", [basic("v:")], userinfo="v@"),
    Scenario("the URL, nothing in it", [basic(":")], userinfo="@"),
    Scenario("the URL and netrc", [V], netrc=NETRC, userinfo="v:q@", seen_121=[U]),
    Scenario("the URL and off", [V], "off", NETRC, userinfo="v:q@", seen_121=[U]),
    Scenario("off", [""], "off", NETRC, seen_121=[U]),
    Scenario("a helper", [V], HELPER, helper=says(V), seen_121=[""]),
    Scenario("a helper on PATH", [V], "helper", helper=says(V), seen_121=[""]),
    Scenario(
        "quoted words",
        [V],
        f"{HELPER} 'a b' \"c\"",
        helper=f'[ "$#$1$2" = "2a bc" ] && {says(V)}',
        seen_121=[""],
    ),
    Scenario("a helper instead of netrc", [""], HELPER, NETRC, seen_121=[U]),
    Scenario("netrc before a helper", [U], f"netrc; {HELPER}", NETRC, helper=says(V)),
    Scenario("a helper before netrc", [V], f"{HELPER};netrc", NETRC, helper=says(V), seen_121=[U]),
    Scenario(
        "a longer prefix",
        [V],
        f"netrc;{HELPER}",
        NETRC,
        helper=says(V, "{place}/example.com/a"),
        seen_124=[U],
    ),
    Scenario("half a prefix", [""], HELPER, helper=says(V, "{place}/example")),
    Scenario("the whole URL", [V], HELPER, helper=says(V, "{place}" + INFO), seen_121=[""]),
    Scenario("a prefix with a slash", [V], HELPER, helper=says(V, "{place}/"), seen_124=[""]),
    Scenario(
        "asked for a URL",
        ["", V],
        HELPER,
        helper=f'[ "$1" = https://{{place}}{INFO} ] && {says(V)}',
        seen_121=[""],
    ),
    Scenario(
        "told of the refusal",
        ["", V],
        HELPER,
        helper=f'read line && [ "$line" = "HTTP/1.1 401 Unauthorized" ] && {says(V)}',
        seen_121=[""],
    ),
    Scenario(
        "another login",
        [U, V],
        HELPER,
        helper=f"if [ $# = 0 ]; then {says(U)}; else {says(V)}; fi",
        seen_121=[""],
    ),
    Scenario(
        "a login taken back",
        [U, ""],
        HELPER,
        helper=rf"if [ $# = 0 ]; then {says(U)}; else printf 'https://{{place}}\n\n\n'; fi",
        seen_121=[""],
    ),
    Scenario("a helper that fails", [""], HELPER, helper=f"{says(V)}; exit 1"),
    Scenario("a helper that babbles", [""], HELPER, helper=f"{says(V)}; echo bye"),
    Scenario("no such helper", [U], "{bin}/nobody;nobody-at-all;netrc", NETRC),
    Scenario("an open quote", [""], "helper 'a", helper=says(V)),
    Scenario("git", ["", V], "git {bin}/repo", seen_121=[""]),
    Scenario("git after netrc", [U], "netrc;git {bin}/repo", NETRC),
    Scenario("git before netrc", [U, V], "git {bin}/repo;netrc", NETRC, seen_121=[U]),
    Scenario("git and the URL", [U], "git {bin}/repo", userinfo="u:p@"),
]
