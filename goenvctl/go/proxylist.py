"""GOPROXY as Go reads it: entries, and who is asked next after which answer.

Source: cmd/go/internal/modfetch/proxy.go (proxyList, newProxyRepo, TryProxies). Go checks
the whole list at first use; one bad entry voids it all.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from goenvctl.go.address import Address, AddressError, parse_address
from goenvctl.language import tr

MOVES_ON_COMMA = (404, 410)  # the only answers after which a `,` asks the next entry
SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


class ProxyListError(ValueError):
    """Go would refuse the list; `entry` is the offending item as written, or empty."""

    def __init__(self, reason: str, entry: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.entry = entry


class Entry(NamedTuple):
    """One item: `kind` is mirror, file, direct or off; `separator` is what follows it, or empty.

    `url` is the address Go uses (scheme added), empty for direct and off.
    """

    text: str
    kind: str
    url: str
    separator: str

    @property
    def address(self) -> Address:
        return parse_address(self.url)

    @property
    def is_in_the_clear(self) -> bool:
        """Plain http from elsewhere than this machine, by name or number; nothing is resolved."""
        address = self.address
        name = address.hostname
        is_loopback = name in ("localhost", "::1") or (name[:4] == "127." and name.replace(".", "").isdigit())
        return address.scheme == "http" and not is_loopback

    def moves_on_after(self, status: int | None) -> bool:
        """Is the next entry asked after this HTTP status (None: no answer at all)?"""
        if self.separator == "|":
            return status != 200
        return self.separator == "," and status in MOVES_ON_COMMA


class ProxyList(NamedTuple):
    """The entries that Go uses, and those after `direct` or `off` that it never looks at."""

    entries: tuple[Entry, ...]
    ignored: tuple[str, ...]

    @property
    def mirrors(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind == "mirror")

    @property
    def asks_no_mirror(self) -> bool:
        """Nothing but `file:` entries and `off`: no module path leaves the machine through it."""
        return all(entry.kind in ("file", "off") for entry in self.entries)

    @property
    def has_direct(self) -> bool:
        return any(entry.kind == "direct" for entry in self.entries)


def parse_proxy_list(value: str) -> ProxyList:
    """GOPROXY's value as entries. Raises ProxyListError where Go would refuse the list."""
    items = [(text.strip(SPACE), separator) for text, separator in _split(value)]
    items = [(text, separator) for text, separator in items if text]
    entries: list[Entry] = []
    for at, (text, separator) in enumerate(items):
        entry = _parse_entry(text, separator)
        entries.append(entry)
        if entry.kind in ("direct", "off"):
            return ProxyList(tuple(entries), tuple(text for text, _ in items[at + 1 :]))
    if not entries:
        raise ProxyListError(tr("GOPROXY list contains no entries"))
    return ProxyList(tuple(entries), ())


def _split(value: str) -> list[tuple[str, str]]:
    parts = re.split(r"([,|])", value)
    return list(zip(parts[::2], [*parts[1::2], ""], strict=True))


def _parse_entry(text: str, separator: str) -> Entry:
    if text in ("off", "direct"):
        return Entry(text, text, "", separator)
    url = text
    # A single word is reserved for built-in behaviours; `:/` or a leading `/` must be a whole URL.
    if re.search("[.:/]", text) and ":/" not in text and not text.startswith("/"):
        url = "https://" + text
    try:
        address = parse_address(url)
    except AddressError as exc:
        raise ProxyListError(str(exc), text) from exc
    if address.scheme == "file":
        if not (address.is_path_only and url[len("file:") :].startswith("//")):
            raise ProxyListError(tr("a file:// URL may hold nothing but a path"), text)
        return Entry(text, "file", url, separator)
    if not address.scheme:
        raise ProxyListError(tr("proxy URL without a scheme"), text)
    if address.scheme not in ("http", "https"):
        raise ProxyListError(tr("scheme must be https, http or file"), text)
    return Entry(text, "mirror", url, separator)
