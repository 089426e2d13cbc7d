"""The tables of docs/exec-faults.md, from the matrix: `python -m tests.relay.page` prints them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.probe import networks
from tests.probe.matrix import Row
from tests.relay.matrix import ADDRESS, LATE, ROWS, SEVEN, Case, expected, is_fault, plain_words

COLUMNS = (
    "| fault | `,` at once | `\\|` at once | `,` later | `\\|` later | exec |",
    "|---|---|---|---|---|---|",
)

FAULTS = {
    "refused": "connection refused",
    "full": "SYN never answered",
    "reset-on-accept": "connection reset as soon as it stands",
    "close-on-accept": "connection closed as soon as it stands",
    "reset": "connection reset in place of an answer",
    "close": "connection closed in place of an answer",
    "ssh": "the banner of another protocol",
    "alert": "a TLS alert where plain HTTP was spoken",
    "endless-head": "headers without end",
    "silence-on-accept": "takes the connection, and nothing comes",
    "silence": "takes the request, and nothing comes",
    "silence-after-head": "headers, and nothing more",
    "drip-head": "headers, one byte a second",
    "drip-body": "a body of one byte a second",
    "stall": "half of the body, and nothing more",
    "flaky": "every other time 503",
    "short": "a body shorter than announced",
    "chunked-cut": "a chunked body without its end",
    "chunked-junk": "a chunked body that is none",
    "reset-body": "connection reset after half of the body",
    "bad-upstream": "404 that says `bad upstream`",
    "fetch-timed-out": "404 that says `fetch timed out`",
    "escapes": "500 with terminal escapes in its text",
    "redirect-loop": "a redirect to itself",
    "redirect-file": "a redirect to `file:`",
    "html": "200 with a web page",
    "empty": "200 with nothing",
    "no-json": "JSON without its end",
    "wrong-type": "JSON with a number for the version",
    "wrong-version": "another version",
    "escaped-version": "a version with terminal escapes",
    "bad-time": "a time that is none",
    "half-zip": "half a zip, the length as sent",
    "stale": "has not heard of the newer version",
    "other-zip": "a well-formed zip with other files",
    "flipped-zip": "a zip with one bit flipped",
    "flipped-deflated-zip": "a compressed zip with one bit flipped",
    "other-mod": "another go.mod of the same module",
    "foreign-mod": "the go.mod of another module",
    "foreign-prefix-zip": "a zip with a file of another module",
    "dotdot-zip": "a zip with a file in `../`",
    "zip-bomb": "a zip that unpacks to 600 MiB",
    "bomb": "1 MiB of gzip that unpacks to 1 GiB",
    "endless": "a body without end",
    "tampered": "a record with another hash",
    "bad-tile": "a tile with one bit flipped",
    "other-key": "a database signed by another key",
    "replayed": "the true record of another module",
    "lacking": "a true record without the zip's line",
    "tls-unknown": "TLS: unknown authority",
    "tls-self-signed": "TLS: self-signed",
    "tls-expired": "TLS: expired",
    "tls-not-yet-valid": "TLS: not yet valid",
    "tls-wrong-host": "TLS: another host's certificate",
    "tls-1.1": "TLS: 1.1 at most",
    "tls-plain": "TLS: plain HTTP on its port",
    "tls-ssh": "TLS: the banner of another protocol",
    "tls-reset": "TLS: reset in the handshake",
    "tls-reset-on-accept": "TLS: reset as soon as the connection stands",
    "tls-silence": "TLS: a handshake that never ends",
    "tls-client-1.2": "TLS 1.2: wants a client certificate",
    "tls-client-1.3": "TLS 1.3: wants a client certificate",
    "tls/redirect-http": "a redirect from https to http",
    "deflate": "an encoding that nobody asked for",
    "tail": "JSON with a tail",
    "bom": "JSON behind a BOM",
    "list-around": "JSON in a list",
    "null": "JSON `null`",
    "too-deep": "JSON 10,000 levels deep",
    "not-a-number": "JSON with `NaN`",
    "february-30": "a time on 30 February",
    "leap-second": "a time with a 60th second",
    "blank-in-time": "a time with a blank",
    "two-lengths": "two lengths",
    "no-colon": "a header without a colon",
    "nul-in-value": "a header with NUL",
    "gzip-tail": "gzip with a tail",
    "gzip-cut": "gzip without its end",
    "gzip-crc": "gzip with a wrong checksum",
    "not-gzip": "gzip that is none",
    "escapes-head": "a header with terminal escapes",
    "redirect-10": "ten redirects",
    "redirect-300": "a redirect with 300",
    "junk-before": "junk before the first version",
    "doubled-zip": "a zip with one file twice",
}
KINDS = {
    "": "",
    "info": ", for `.info`",
    "mod": ", for `.mod`",
    "zip": ", for `.zip`",
    "list": ", for `list`",
    "latest": ", for `@latest`",
    "sumdb": ", for the database",
    "supported": ", for `supported`",
    "lookup": ", for lookups",
    "tile": ", for tiles",
}
NETWORKS = {
    "nxdomain": "a name that does not exist",
    "servfail": "a name server that fails",
    "no-address": "a name without an address",
    "silent-resolver": "a name server that never answers",
    "late-resolver": "a name server that takes 3 s",
    "no-route": "no route",
    "unreachable": "unreachable, says a router",
    "silent-syn": "SYN never answered, from outside",
    "closed": "connection refused, from outside",
    "v6-silent": "IPv6 dead, IPv4 fine",
    "v6-unrouted": "IPv6 without a route, IPv4 fine",
    "to-loopback": "a redirect from outside to loopback",
    "to-private": "a redirect from outside to 10.0.0.0/8",
    "to-link-local": "a redirect from outside to a link-local address",
    "to-ula": "a redirect from outside to fd00::/8",
    "to-inside-name": "a redirect from outside to a name inside",
}


def tables() -> list[list[str]]:
    """Of the mirror, of its copy of the checksum database, and of the database at an address."""
    mirrors = [row for row in ROWS if row not in ADDRESS and row.gosumdb != "bare" and is_fault(row)]
    copies = [row for row in ROWS if row.gosumdb == "bare" and is_fault(row)]
    return [[*_table(mirrors), *_networks()], [*_table(copies)], [*_table(ADDRESS)]]


def _table(rows: list[Row] | tuple[Row, ...]) -> Iterator[str]:
    yield from COLUMNS
    for row in rows:
        later = plain_words(Case(row, SEVEN)) if Case(row, SEVEN) in LATE else ("", "")
        words = (row.comma, row.pipe, *later, expected(Case(row, 0)))
        yield _line(_said(row), words)


def _networks() -> Iterator[str]:
    for row in networks.ROWS:
        if row.name in NETWORKS:
            yield _line(NETWORKS[row.name], (row.comma, row.pipe, "", "", "ok"))


def _line(fault: str, words: tuple[str, ...]) -> str:
    return " | ".join(["| " + fault, *words]) + " |"


def _said(row: Row) -> str:
    text = row.gosumdb if row in ADDRESS else row.fault
    name, kind = (text, "") if text in FAULTS else text.rsplit(".", 1) if "." in text else (text, "")
    fault = f"status {name}" if name.isdigit() else FAULTS[name]
    off = ", GOSUMDB=off and no go.sum" if row.gosumdb == "off" else ""
    return f"{fault}{KINDS[kind]}{off}"


if __name__ == "__main__":
    for lines in tables():
        print("\n".join(lines), end="\n\n")
