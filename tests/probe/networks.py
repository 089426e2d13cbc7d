"""Names, addresses and routes that fail, the verdict that each deserves, and what plain `go` does."""

from __future__ import annotations

from typing import NamedTuple

from tests.probe.matrix import HEALTHY
from tests.probe.plain_go import ERR, HANG, OK

OUTSIDE, ALSO_OUTSIDE, CLASH = "198.51.100.7", "198.51.100.8", "198.18.0.7"
OUTSIDE_V6, SILENT_V6 = "2001:db8::7", "2001:db8::8"
INSIDE = {"loopback": "127.0.0.1", "private": "10.1.2.3", "link-local": "169.254.7.7", "ula": "fd00::7"}
ADDRESSES = (OUTSIDE, ALSO_OUTSIDE, CLASH, OUTSIDE_V6, SILENT_V6, *INSIDE.values())
UNREACHABLE = "203.0.113.0/24"  # refused by a router; for other addresses there is no route at all

NAMES = {
    "mirror.test": [OUTSIDE],
    "empty.test": [],
    "v6-silent.test": [SILENT_V6, OUTSIDE],
    "v6-unrouted.test": ["2001:db8:dead::1", OUTSIDE],
    "inside.test": [INSIDE["private"]],
    "full.alpha.test": [OUTSIDE],
    "full.beta.test": [ALSO_OUTSIDE],
}


class Network(NamedTuple):
    """In `url`, a mirror listens at {port} of every address, {full} drops every SYN, {closed} refuses."""

    name: str
    url: str
    comma: str
    pipe: str
    verdict: str
    reason: str


class Offline(NamedTuple):
    """Mirrors, and the database at an address: what `check` calls it when they fail together."""

    name: str
    urls: tuple[str, ...]
    database: str
    local_problem: str | None


def _escape(name: str, verdict: tuple[str, str]) -> Network:
    return Network(f"to-{name}", f"http://{OUTSIDE}:{{port}}/to-{name}", OK, OK, *verdict)


ESCAPES = ("broken", "redirect-escape")
ROWS = (
    Network("name", "http://mirror.test:{port}/good", OK, OK, *HEALTHY),
    Network("nxdomain", "http://nowhere.test:{port}/good", ERR, OK, "unreachable", "dns"),
    Network("servfail", "http://servfail.test:{port}/good", ERR, OK, "unreachable", "dns"),
    Network("no-address", "http://empty.test:{port}/good", ERR, OK, "unreachable", "dns"),
    Network("silent-resolver", "http://silent.test:{port}/good", HANG, HANG, "unreachable", "dns-timeout"),
    Network("late-resolver", "http://late.mirror.test:{port}/good", OK, OK, "degraded", "dns-slow"),
    Network("no-route", "http://192.0.2.9:{port}/good", ERR, OK, "unreachable", "no-route"),
    Network("unreachable", "http://203.0.113.9:{port}/good", ERR, OK, "unreachable", "no-route"),
    Network("silent-syn", f"http://{OUTSIDE}:{{full}}/good", HANG, HANG, "unreachable", "connect-timeout"),
    Network("closed", f"http://{OUTSIDE}:{{closed}}/good", ERR, OK, "unreachable", "connect-refused"),
    Network("v6-silent", "http://v6-silent.test:{port}/good", OK, OK, *HEALTHY),
    Network("v6-unrouted", "http://v6-unrouted.test:{port}/good", OK, OK, *HEALTHY),
    _escape("loopback", ESCAPES),
    _escape("private", ESCAPES),
    _escape("link-local", ESCAPES),
    _escape("ula", ESCAPES),
    _escape("inside-name", ESCAPES),
    _escape("outside", HEALTHY),
    _escape("clash", HEALTHY),
    Network("inside-to-inside", "http://10.1.2.3:{port}/to-loopback", OK, OK, *HEALTHY),
)

_NO_NAME = ("http://nowhere.alpha.test:{port}/good", "http://nowhere.beta.test:{port}/good")
_GOOD = f"http://{OUTSIDE}:{{port}}/good"
OFFLINE = (
    Offline("no-names", _NO_NAME, "http://nowhere.gamma.test:{port}/good", "offline"),
    Offline(
        "silent-resolver",
        ("http://silent.alpha.test:{port}/good", "http://silent.beta.test:{port}/good"),
        "http://silent.gamma.test:{port}/good",
        "offline",
    ),
    Offline(
        "no-route",
        ("http://192.0.2.9:{port}/good", "http://203.0.113.9:{port}/good"),
        "http://203.0.113.10:{port}/good",
        "offline",
    ),
    Offline(
        "silent-syn",
        ("http://full.alpha.test:{full}/good", "http://full.beta.test:{full}/good"),
        f"http://{INSIDE['private']}:{{full}}/good",
        "offline",
    ),
    Offline("one-works", (*_NO_NAME, _GOOD), "http://nowhere.gamma.test:{port}/good", None),
    Offline("database-works", _NO_NAME, _GOOD, None),
    Offline("refused", ("http://mirror.test:{closed}", f"http://{ALSO_OUTSIDE}:{{closed}}"), _GOOD, None),
)


class Proxy(NamedTuple):
    """HTTPS_PROXY, what two https mirrors of different operators get behind it, and what it is called."""

    name: str
    url: str
    go: str
    verdict: str
    reason: str
    local_problem: str | None


BEHIND_PROXY = (f"https://{OUTSIDE}/mirror", f"https://{ALSO_OUTSIDE}/mirror")  # which nobody comes to see
PROXY_PORTS = ("silence-on-accept", "proxy-403", "proxy-407", "proxy-502")
PROXIES = (
    Proxy("refused", "http://127.0.0.1:{closed}", ERR, "unreachable", "proxy", "proxy"),
    Proxy("silent", "http://127.0.0.1:{silence-on-accept}", HANG, "unreachable", "proxy", "proxy"),
    Proxy("unresolved", "http://nowhere.test:3128", ERR, "unreachable", "proxy", "proxy"),
    Proxy("broken", "http://127.0.0.1:{proxy-502}", ERR, "unreachable", "proxy", "proxy"),
    Proxy("demanding", "http://127.0.0.1:{proxy-407}", ERR, "denied", "auth-required", "proxy"),
    Proxy("forbidding", "http://127.0.0.1:{proxy-403}", ERR, "denied", "forbidden", None),
)
