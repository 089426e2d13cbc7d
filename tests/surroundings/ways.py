"""Addresses of mirrors, proxies of the environment, and what comes of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pytest

from tests.surroundings.names import FAR, NEAR
from tests.surroundings.proxied import ESCAPED
from tests.surroundings.together import unlike_go
from tests.surroundings.verdicts import (
    DEAD_PROXY,
    DENIED,
    FINE,
    FORBIDDEN,
    IN_CLEAR,
    NO_NAME,
    SERVER_ERROR,
    Expected,
    broken,
)
from tests.toolchains import ALL, NEWEST, Toolchain

HTTP = f"http://{FAR}:{{port}}"
HTTPS = f"https://{FAR}"
NEAR_HTTP = f"http://{NEAR}:{{port}}"
LOOPBACK = "http://127.0.0.1:{port}"
DEAD = "http://127.0.0.1:9"
NOBODY = "http://nobody.test:3128"


class Case(NamedTuple):
    """`environ` and `url` are filled by Behind. Is it `proxied`: does the proxy hear of it?"""

    url: str
    environ: str
    expected: Expected
    proxied: bool = True
    kind: str = "plain"
    toolchain: Toolchain = NEWEST

    def __str__(self) -> str:
        return f"{self.url} {self.environ} [{self.kind}] {self.toolchain}"


def around(url: str, environ: str, expected: Expected, kind: str = "plain") -> Case:
    """The proxy does not hear of it."""
    return Case(url, environ, expected, proxied=False, kind=kind)


SAMPLE = [
    Case(HTTP, f"HTTP_PROXY=http://{ESCAPED}@{{place}}", FINE, kind="plain, login"),
    Case(HTTPS, "HTTPS_PROXY=https://{place}", FINE, kind="tls"),
    around(HTTPS, f"HTTPS_PROXY=http://{{place}} NO_PROXY={FAR}", NO_NAME),
]
CHOICE = [
    Case(HTTP, "HTTP_PROXY=http://{place}", FINE),
    Case(HTTPS, "HTTPS_PROXY=http://{place}", FINE),
    Case(HTTP, "http_proxy=http://{place}", FINE),
    Case(HTTPS, "https_proxy=http://{place}", FINE),
    Case(HTTP, f"HTTP_PROXY=http://{{place}} http_proxy={DEAD}", FINE),
    Case(HTTP, "HTTP_PROXY={place}", FINE),
    Case(HTTP, "HTTP_PROXY=ftp://{place}", FINE),
    Case(f"http://{FAR}", "HTTP_PROXY=http://{place}", FINE),
    Case(FAR, "HTTPS_PROXY=http://{place}", FINE),
    Case(NEAR_HTTP, "HTTP_PROXY=http://{place}", FINE),
    around(NEAR_HTTP, "", FINE),
    around(HTTP, "", NO_NAME),
    around(HTTP, "HTTPS_PROXY=http://{place}", NO_NAME),
    around(HTTPS, "HTTP_PROXY=http://{place}", NO_NAME),
    around(HTTPS, "ALL_PROXY=http://{place}", NO_NAME),
    around(HTTP, "HTTP_PROXY=http://{place} REQUEST_METHOD=GET", DEAD_PROXY),
    Case(HTTPS, "HTTPS_PROXY=http://{place} REQUEST_METHOD=GET", FINE),
    around(NEAR_HTTP, "HTTP_PROXY=%", FINE),
    around(HTTPS, "HTTPS_PROXY=http://%zz", NO_NAME),
    around(HTTPS, "HTTPS_PROXY=http://[::1", DEAD_PROXY),
    around("http://@mirror.test:{port}", "HTTP_PROXY=http://{place}", IN_CLEAR),
    around("http://joe:pw@mirror.test:{port}", "HTTP_PROXY=http://{place}", IN_CLEAR),
    around(LOOPBACK, f"HTTP_PROXY={DEAD}", FINE),
    around("http://localhost:{port}", f"HTTP_PROXY={DEAD}", FINE),
]
NO_PROXY = [
    around(HTTP, f"HTTP_PROXY=http://{{place}} NO_PROXY={FAR}", NO_NAME),
    around(HTTP, "HTTP_PROXY=http://{place} NO_PROXY=.test", NO_NAME),
    around(HTTP, f"HTTP_PROXY=http://{{place}} NO_PROXY={FAR}:{{port}}", NO_NAME),
    around(HTTPS, f"HTTPS_PROXY=http://{{place}} NO_PROXY={FAR}:443", NO_NAME),
    around(HTTPS, "HTTPS_PROXY=http://{place} NO_PROXY=*", NO_NAME),
    around(HTTPS, f"HTTPS_PROXY=http://{{place}} no_proxy=a.test,{FAR.upper()}", NO_NAME),
    around(NEAR_HTTP, f"HTTP_PROXY={DEAD} NO_PROXY={NEAR}", FINE),
    around(NEAR_HTTP, f"HTTP_PROXY={DEAD} NO_PROXY=*.test", FINE),
    Case(HTTP, f"HTTP_PROXY=http://{{place}} NO_PROXY={NEAR},.mirror.test", FINE),
    Case(HTTP, f"HTTP_PROXY=http://{{place}} NO_PROXY={FAR}:80", FINE),
]
LOGINS = [
    Case(HTTPS, f"HTTPS_PROXY=http://{ESCAPED}@{{place}}", FINE, kind="plain, login"),
    Case(HTTP, "HTTP_PROXY=http://{place}", DENIED, kind="plain, login"),
    Case(HTTPS, "HTTPS_PROXY=http://{place}", DENIED, kind="plain, login"),
    Case(HTTPS, "HTTPS_PROXY=http://joe:wrong@{place}", DENIED, kind="plain, login"),
    Case(HTTP, f"HTTP_PROXY=https://{ESCAPED}@{{place}}", FINE, kind="tls, login"),
    Case(HTTPS, f"HTTPS_PROXY=https://{ESCAPED}@{{place}}", FINE, kind="tls, login"),
    Case(HTTPS, f"HTTPS_PROXY=socks5://{ESCAPED}@{{place}}", FINE, kind="socks, login"),
    around(HTTPS, "HTTPS_PROXY=socks5://{place}", DEAD_PROXY, kind="socks, login"),
    around(HTTPS, "HTTPS_PROXY=socks5://joe:wrong@{place}", DEAD_PROXY, kind="socks, login"),
]
KINDS = [
    Case(HTTPS, "HTTPS_PROXY=socks5://{place}", FINE, kind="socks"),
    Case(HTTP, "HTTP_PROXY=https://{place}", FINE, kind="tls"),
    around(HTTPS, "HTTPS_PROXY=https://localhost:{number}", DEAD_PROXY, kind="tls"),
    around(HTTPS, "HTTPS_PROXY=https://{place} SSL_CERT_FILE=/dev/null", DEAD_PROXY, kind="tls"),
    Case(HTTP, "HTTP_PROXY=socks5://{place}", FINE, kind="socks"),
    Case(HTTPS, "HTTPS_PROXY=socks5h://{place}", FINE, kind="socks"),
    Case("https://unknown.test", "HTTPS_PROXY=socks5://{place}", DEAD_PROXY, kind="socks"),
]
FAILURES = [
    around(HTTPS, f"HTTPS_PROXY={DEAD}", DEAD_PROXY),
    around(HTTP, f"HTTP_PROXY={DEAD}", DEAD_PROXY),
    around(HTTP, f"HTTP_PROXY={NOBODY}", DEAD_PROXY),
    around(HTTPS, f"HTTPS_PROXY=http://{ESCAPED}@127.0.0.1:9", DEAD_PROXY),
    around(HTTPS, f"HTTPS_PROXY={NOBODY}", DEAD_PROXY),
    around(HTTPS, "HTTPS_PROXY=https://127.0.0.1:9", DEAD_PROXY),
    around(HTTPS, "HTTPS_PROXY=socks5://127.0.0.1:9", DEAD_PROXY),
    Case(HTTPS, "HTTPS_PROXY=http://{place}", DEAD_PROXY, kind="plain, hangs up"),
    Case(HTTPS, "HTTPS_PROXY=https://{place}", DEAD_PROXY, kind="tls, hangs up"),
    Case(HTTP, "HTTP_PROXY=http://{place}", DEAD_PROXY, kind="plain, hangs up"),
    Case(HTTP, "HTTP_PROXY=http://{place}", FORBIDDEN, kind="plain, 403"),
    Case(HTTPS, "HTTPS_PROXY=http://{place}", FORBIDDEN, kind="plain, 403"),
    Case(HTTP, "HTTP_PROXY=http://{place}", DENIED, kind="plain, 407"),
    Case(HTTPS, "HTTPS_PROXY=http://{place}", DENIED, kind="plain, 407"),
    Case(HTTP, "HTTP_PROXY=http://{place}", SERVER_ERROR, kind="plain, 502"),
    Case(HTTPS, "HTTPS_PROXY=http://{place}", DEAD_PROXY, kind="plain, 502"),
    Case(HTTPS, "HTTPS_PROXY=http://{place} SSL_CERT_FILE=/dev/null", broken("tls-untrusted")),
]
CASES = [
    *(row._replace(toolchain=toolchain) for row in SAMPLE for toolchain in ALL),
    *CHOICE,
    *NO_PROXY,
    *LOGINS,
    *KINDS,
    *FAILURES,
    around(HTTPS, "HTTPS_PROXY=:", DEAD_PROXY),
]
EVERY_DAY = {*SAMPLE, *CHOICE[::3], *NO_PROXY[::3], *LOGINS[::3], *KINDS[::3], *FAILURES[::3]}
UNLIKE_GO = [
    unlike_go(
        Case(HTTPS, f"HTTPS_PROXY=socks5://{ESCAPED}@{{place}}", FINE, kind="socks"),
        "a login is all that we offer to a SOCKS proxy; go offers to go without",
    ),
    unlike_go(
        Case(HTTPS, "HTTPS_PROXY=http://{place}", DEAD_PROXY, kind="plain, 204"),
        "to go a tunnel stands after 200, to us after any 2xx",
    ),
]


def rows(cases: Iterable[Case]) -> list[object]:
    """As parameters: a third of each group is asked every day, the rest in the slow session."""
    slow = pytest.mark.slow
    return [case if case in EVERY_DAY else pytest.param(case, marks=slow) for case in cases]
