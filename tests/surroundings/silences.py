"""Proxies and helpers that never answer: `go` waits for ever, `check` does not."""

from __future__ import annotations

from typing import NamedTuple

from tests.surroundings.both import Both, ask_at_once
from tests.surroundings.helped import LATER, Helped
from tests.surroundings.names import FAR
from tests.surroundings.proxied import Behind
from tests.surroundings.stage import Stage
from tests.surroundings.together import unlike_go
from tests.surroundings.verdicts import SILENT_HELPER, SILENT_PROXY, Expected

HTTP = f"http://{FAR}:{{port}}"
HTTPS = f"https://{FAR}"


class Proxied(NamedTuple):
    """A mirror behind a proxy of this kind (see proxied.py)."""

    url: str
    proxy: str
    expected: Expected
    kind: str

    def __str__(self) -> str:
        return f"{self.url} {self.proxy} [{self.kind}]"

    def run(self, stage: Stage) -> tuple[Both, int]:
        """What both found, and that no helper was left behind."""
        with Behind(stage, self.kind) as behind:
            proxy = behind.fill(self.proxy)
            user = stage.user({"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy}, has_names=True)
            return ask_at_once(user, behind.fill(self.url)), 0


Silence = Proxied | Helped

HELPED = [
    Helped("a command", SILENT_HELPER),
    Helped("a command when told of a refusal", SILENT_HELPER, helper=LATER),
    Helped("a command, and the URL", SILENT_HELPER, userinfo="joe:hush@"),
    Helped("a command, and no need of it", SILENT_HELPER, demands=None),
    Helped("git", SILENT_HELPER, "git {bin}/repo"),
]
TWO = Helped("two commands", SILENT_HELPER, "{bin}/helper; {bin}/helper")
CASES: list[Silence] = [
    Proxied(HTTPS, "http://{place}", SILENT_PROXY, "plain, silent"),
    Proxied(HTTP, "http://{place}", SILENT_PROXY, "plain, silent"),
    Proxied(HTTPS, "https://{place}", SILENT_PROXY, "plain, silent"),
    Proxied(HTTPS, "https://{place}", SILENT_PROXY, "tls, silent"),
    Proxied(HTTPS, "socks5://{place}", SILENT_PROXY, "socks, silent"),
    Proxied(HTTP, "socks5://{place}", SILENT_PROXY, "socks, silent"),
    *HELPED,
    TWO,
]
LEFT = [unlike_go(TWO, "the probe ends before the second is killed, and nobody kills it")]
