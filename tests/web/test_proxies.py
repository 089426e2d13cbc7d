"""Proxies of the environment, judged by the package that net/http uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.go.address import AddressError
from goenvctl.go.version import Version
from goenvctl.web.proxies import ProxyRefused, proxy_for
from tests.go.command import Go
from tests.toolchains import ALL, Toolchain
from tests.web.oracle import Oracle, proxies_oracle

SETTLED = Version(1, 24, 1)  # the rules are the same from here on


class Judge(NamedTuple):
    """One Go's own package."""

    version: Version
    oracle: Oracle

    def proxy_for(self, environ: dict[str, str], url: str) -> str:
        answer = self.oracle.ask("proxy", url, *(f"{name}={value}" for name, value in environ.items()))
        if answer.error:
            return f"error: {answer.error}"
        if answer.values == ("none",):
            return ""
        scheme, userinfo, host = answer.values
        if scheme in ("http", "https", "socks5", "socks5h"):
            return f"{scheme}://{userinfo}{host}"
        return (
            f"http://{userinfo}{host}"
            if re.search(r":\d+$", host)
            else f"http://{userinfo}{host.rstrip(':')}:0"
        )


@pytest.fixture(scope="module", params=ALL, ids=str)
def judge(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    yield from _appoint(request.param, tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="module", params=[go for go in ALL if go.version >= SETTLED], ids=str)
def settled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    yield from _appoint(request.param, tmp_path_factory.mktemp("go"))


def _appoint(toolchain: Toolchain, folder: Path) -> Iterator[Judge]:
    with proxies_oracle(Go(toolchain, folder)) as oracle:
        yield Judge(toolchain.version, oracle)


def ours(environ: dict[str, str], url: str) -> str:
    try:
        return proxy_for(environ, url)
    except ProxyRefused as exc:
        return f"error: {exc}"


PROXY = "http://proxy:3128"

WHICH: list[tuple[dict[str, str], str, str]] = [
    ({}, "https://a.com/", ""),
    ({"HTTPS_PROXY": PROXY}, "https://a.com/x?y", PROXY),
    ({"HTTPS_PROXY": PROXY}, "http://a.com/", ""),
    ({"HTTP_PROXY": PROXY}, "http://a.com/", PROXY),
    ({"HTTP_PROXY": PROXY}, "https://a.com/", ""),
    ({"ALL_PROXY": PROXY, "all_proxy": PROXY}, "https://a.com/", ""),
    ({"https_proxy": PROXY}, "https://a.com/", PROXY),
    ({"HTTPS_PROXY": "upper:1", "https_proxy": "lower:1"}, "https://a.com/", "http://upper:1"),
    ({"HTTPS_PROXY": "", "https_proxy": "lower:1"}, "https://a.com/", "http://lower:1"),
    ({"HTTPS_PROXY": PROXY, "no_proxy": "a.com"}, "https://a.com/", ""),
    ({"HTTPS_PROXY": PROXY, "NO_PROXY": "b.com", "no_proxy": "a.com"}, "https://a.com/", PROXY),
    ({"HTTPS_PROXY": PROXY}, "ftp://a.com/", ""),
    ({"HTTPS_PROXY": PROXY, "REQUEST_METHOD": "GET"}, "https://a.com/", PROXY),
    ({"HTTP_PROXY": PROXY, "REQUEST_METHOD": ""}, "http://a.com/", PROXY),
    ({"REQUEST_METHOD": "GET"}, "http://a.com/", ""),
]

VALUES = [
    ("proxy:3128", "http://proxy:3128"),
    ("proxy", "http://proxy"),
    ("10.0.0.1:80", "http://10.0.0.1:80"),
    ("[::1]:80", "http://[::1]:80"),
    ("https://proxy", "https://proxy"),
    ("HTTPS://proxy", "https://proxy"),
    ("socks5://proxy:1080", "socks5://proxy:1080"),
    ("http://u:p%40ss@proxy:1/path?q#f", "http://u:p%40ss@proxy:1"),
    ("u:p@proxy:1", "http://u:p@proxy:1"),
    ("http://u@proxy", "http://u@proxy"),
    (":8080", "http://:8080"),
    ("//proxy:1", "http://"),
    ("http://pro xy", "http://http:"),
    ("http://proxy:port", "http://http:"),
    ("proxy:port", "http://:0"),
    ("pro xy", "http://:0"),
    ("[::1", ""),
    ("http://pro%zzxy", ""),
    ("\x7f", ""),
]

NO_PROXY = [
    ("*", "https://a.com", False),
    ("b.com, * ", "https://a.com", False),
    ("*:443", "https://a.com", True),
    ("", "https://localhost", False),
    ("", "https://localhost:8443/", False),
    ("", "https://LOCALHOST", True),
    ("", "https://localhost.", True),
    ("", "https://a.localhost", True),
    ("", "https://127.0.0.1", False),
    ("", "https://127.255.1.2:1", False),
    ("", "https://[::1]:8443", False),
    ("", "https://[::ffff:127.0.0.1]", False),
    ("", "https://127.1", True),
    ("", "https://0.0.0.0", True),
    ("a.com", "https://a.com", False),
    ("a.com", "https://A.COM", False),
    ("A.com", "https://a.com", False),
    ("a.com", "https://b.a.com", False),
    ("a.com", "https://ba.com", True),
    ("a.com", "https://a.com.", True),
    (".a.com", "https://a.com", True),
    (".a.com", "https://b.a.com", False),
    ("*.a.com", "https://a.com", True),
    ("*.a.com", "https://b.a.com", False),
    ("*a.com", "https://ba.com", True),
    ("b.*", "https://b.com", True),
    ("a.com:443", "https://a.com", False),
    ("a.com:443", "https://a.com:8443", True),
    ("a.com:8443", "https://a.com:8443", False),
    ("a.com:80", "http://a.com", False),
    ("a.com:", "https://a.com", False),
    ("a.com:https", "https://a.com", True),
    (" a.com\t,\u3000c.com\x85", "https://c.com", False),
    ("b.com a.com", "https://a.com", True),
    (",,a.com,", "https://a.com", False),
    (":443", "https://a.com", True),
    (".", "https://a.com", True),
    ("*.", "https://a.com.", False),
    ("https://a.com", "https://a.com", True),
    ("com", "https://a.com", False),
    ("a.com/", "https://a.com", True),
    ("10.1.2.3", "https://10.1.2.3", False),
    ("10.1.2.3", "https://10.1.2.4", True),
    ("10.1.2.3:443", "https://10.1.2.3", False),
    ("10.1.2.3:80", "https://10.1.2.3", True),
    ("10.0.0.0/8", "https://10.1.2.3", False),
    ("10.9.9.9/8", "https://10.1.2.3", False),
    ("10.0.0.0/08", "https://10.1.2.3", False),
    ("10.0.0.0/33", "https://10.1.2.3", True),
    ("10.0.0.0/255.0.0.0", "https://10.1.2.3", True),
    ("10.0.0.0/8:443", "https://10.1.2.3", True),
    ("10.0.0.0/+8", "https://10.1.2.3", True),
    ("10.0.0.0/", "https://10.1.2.3", True),
    ("10.0.0.0/8", "https://a.com", True),
    ("010.1.2.3", "https://10.1.2.3", True),
    ("0.0.0.0/0", "https://10.1.2.3", False),
    ("::/0", "https://10.1.2.3", True),
    ("::ffff:10.0.0.0/104", "https://10.1.2.3", False),
    ("::ffff:10.0.0.0/90", "https://10.1.2.3", True),
    ("::ffff:10.1.2.3", "https://10.1.2.3", False),
    ("10.1.2.3", "https://[::ffff:10.1.2.3]", False),
    ("2001:db8::1", "https://[2001:db8::1]", False),
    ("[2001:db8::1]", "https://[2001:db8::1]", True),
    ("[2001:db8::1]:443", "https://[2001:db8::1]", False),
    ("[2001:db8::1]:80", "https://[2001:db8::1]", True),
    ("2001:DB8:0::/32", "https://[2001:db8::1]", False),
    ("2001:db8::/32", "https://10.1.2.3", True),
    ("bücher.de", "https://xn--bcher-kva.de", False),
    ("xn--bcher-kva.de", "https://bücher.de", False),
    ("BÜCHER.de", "https://b.bücher.de", False),
    (".bücher.de", "https://bücher.de", True),
    (".bücher.de", "https://b.bücher.de", False),
    ("*.中国", "https://模块.中国", False),
    ("xn--fiqs8s", "https://模块。中国", False),
    ("straße.de", "https://xn--strae-oqa.de", False),
    ("strasse.de", "https://straße.de", True),
    ("☕.example", "https://☕.example", False),
    ("ﬀ.com", "https://ff.com", False),
    ("xn--fiqs8s", "https://%E4%B8%AD%E5%9B%BD", False),
]

CHANGED: list[tuple[dict[str, str], str, str, str]] = [
    ({"HTTPS_PROXY": PROXY, "NO_PROXY": "2.3"}, "https://10.1.2.3", "", PROXY),
    ({"HTTPS_PROXY": PROXY, "NO_PROXY": "fe80::1"}, "https://[fe80::1%25eth0]", PROXY, ""),
    ({"HTTPS_PROXY": PROXY, "NO_PROXY": "a.com"}, "https://[fe80::1%25b.a.com]", "", PROXY),
    ({"HTTPS_PROXY": "socks5h://proxy:1080"}, "https://a.com", "http://socks5h:", "socks5h://proxy:1080"),
    ({"HTTPS_PROXY": "ftp://u@proxy:21/"}, "https://a.com", "http://ftp:", "http://u@proxy:21"),
    ({"HTTPS_PROXY": PROXY, "NO_PROXY": "fe80::1%eth0"}, "https://[fe80::1%25eth0]", "", PROXY),
    ({"HTTPS_PROXY": "http://"}, "https://a.com", "http://", "http://http:"),
    ({"HTTPS_PROXY": "ftp://proxy"}, "https://a.com", "http://ftp:", "http://proxy:0"),
]


@pytest.mark.parametrize(("environ", "url", "proxy"), WHICH, ids=repr)
def test_which_variable(judge: Judge, environ: dict[str, str], url: str, proxy: str) -> None:
    """The scheme of the request chooses the variable; upper case goes before lower, empty counts as unset."""
    assert ours(environ, url) == judge.proxy_for(environ, url) == proxy


@pytest.mark.parametrize(("value", "proxy"), VALUES, ids=repr)
def test_the_value_of_a_proxy(judge: Judge, value: str, proxy: str) -> None:
    """A proxy without a scheme is an http one; a value that is no address with or without http:// is none."""
    environ = {"HTTPS_PROXY": value}
    assert (ours(environ, "https://a.com"), judge.proxy_for(environ, "https://a.com")) == (proxy, proxy)


@pytest.mark.parametrize(("entries", "url", "is_proxied"), NO_PROXY, ids=repr)
def test_no_proxy(judge: Judge, entries: str, url: str, is_proxied: bool) -> None:
    """This machine is never reached through a proxy, nor what an entry of NO_PROXY covers."""
    environ = {"HTTP_PROXY": PROXY, "HTTPS_PROXY": PROXY, "NO_PROXY": entries}
    assert ours(environ, url) == judge.proxy_for(environ, url) == (PROXY if is_proxied else "")


@pytest.mark.parametrize("url", ["http://a.com", "http://localhost"])
def test_a_cgi_program_is_refused(judge: Judge, url: str) -> None:
    """With REQUEST_METHOD set, HTTP_PROXY may be a header that somebody sent: Go makes no request."""
    environ = {"HTTP_PROXY": PROXY, "REQUEST_METHOD": "GET"}
    message = "refusing to use HTTP_PROXY value in CGI environment; see golang.org/s/cgihttpproxy"
    assert ours(environ, url) == judge.proxy_for(environ, url) == f"error: {message}"


@pytest.mark.parametrize(("environ", "url", "before", "now"), CHANGED, ids=repr)
def test_what_changed_in_go(judge: Judge, environ: dict[str, str], url: str, before: str, now: str) -> None:
    """Where Go changed its mind (names and addresses apart, schemes kept), the newer rule holds."""
    assert ours(environ, url) == now
    assert judge.proxy_for(environ, url) == (now if judge.version >= SETTLED else before)


def test_a_request_to_no_address() -> None:
    """What is no URL has no proxy, but an error."""
    with pytest.raises(AddressError, match="invalid port after host"):
        proxy_for({"HTTPS_PROXY": PROXY}, "https://a.com:port")


ODD = "bücher.de xn--bcher-kva.de ΣΊΣΥΦΟΣ.gr İ.com a_b.com -a-.com ß \u0301a.de אב1.com a۰.com"
PLAIN = "a.com b.a.com A.com. com . localhost 10.1.2.3 127.0.0.1 1.2"
names = st.sampled_from([*PLAIN.split(), *ODD.split()])
literals = st.builds("[{}]".format, st.ip_addresses(v=6) | st.sampled_from(["::1", "::ffff:1.2.3.4"]))
hosts = names | literals | st.ip_addresses(v=4).map(str)
ports = st.sampled_from(["", "", "", ":", ":443", ":80", ":8443"])
networks = st.builds("{}/{}".format, st.ip_addresses().map(str) | names, st.integers(0, 130))
pieces = st.text("a1:.[]/*%, \u3000é", max_size=8)
entries = st.builds("{}{}{}".format, st.sampled_from(["", "", ".", "*."]), hosts, ports) | networks | pieces
lists = st.lists(entries, max_size=4).map(",".join)
urls = st.builds("{}://{}{}/x".format, st.sampled_from(["http", "https"]), hosts, ports)
values = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "http://", "https://", "socks5://", "socks5h://", "ftp://", "//"]),
    st.sampled_from(["", "u@", "u:p@", "u:p%40@", "u p@", "a@b@"]),
    hosts | st.text("a1.[]/*, \u3000é", max_size=8),
    ports | st.just("/path"),
)


@given(value=values, no_proxy=lists, url=urls)
@example(value=PROXY, no_proxy="a.com", url="https://\u0301a.com/x")
@settings(max_examples=1500, deadline=None)
def test_any_environment(settled: Judge, value: str, no_proxy: str, url: str) -> None:
    """Whatever the variables say, our proxy is Go's."""
    environ = {"HTTP_PROXY": value, "HTTPS_PROXY": value, "NO_PROXY": no_proxy}
    try:
        assert unquote(ours(environ, url)) == unquote(settled.proxy_for(environ, url))
    except AddressError as exc:
        assert settled.proxy_for(environ, url).startswith("error: parse "), exc
