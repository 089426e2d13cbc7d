"""What can only be told by knocking: at HTTP proxies, the checksum database and the mirrors in use."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence

from goenvctl.doctor.dial import Place, dial
from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import ERROR, WARNING, Finding, Unknown, found_in
from goenvctl.go.address import Address, AddressError, parse_address
from goenvctl.language import tr
from goenvctl.probe.outcome import HOSTILE, USABLE
from goenvctl.records import Record, RecordsLost, open_records, plain_url
from goenvctl.sumdb.database import ALIAS, BadDatabase, Database, parse_gosumdb
from goenvctl.web.proxies import ProxyRefused, proxy_for

PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
ELSEWHERE = (
    "https://github.com"  # what `direct` may ask; the proxies are looked up for it, nobody knocks there
)
DAY_S = 86400.0


def http_proxies(examined: Examined) -> Iterator[Finding]:
    try:
        proxies = {proxy for url in _urls(examined) if (proxy := proxy_for(examined.host.environ, url))}
    except ProxyRefused as exc:
        yield Finding("http-proxy", ERROR, str(exc), "unset REQUEST_METHOD")
        return
    places = {place: proxy for proxy in sorted(proxies) if (place := _place(proxy))}
    for place, why in dial(places).items():
        if why:
            name = _variable(examined.host.environ, places[place])
            message = tr(
                "{name} sends everything through {place}, and nobody listens there ({reason})",
                name=name,
                place=place,
                reason=why,
            )
            remedy = tr("start that proxy, or unset {name}", name=name)
            yield Finding("http-proxy", ERROR, message, remedy)


def database(examined: Examined) -> Iterator[Finding]:
    """Mirrors that do not pass the database on, and a database that cannot be reached, stop every build."""
    found = _database(examined)
    records = newest(examined)
    if not found.url and any(record.sumdb == "proxied" for record in records):
        return
    url = _address_of(found)
    environ = examined.host.environ
    if any(proxy_for(environ, one) for one in (url, *(entry.url for entry in examined.mirrors))):
        raise Unknown(tr("the way goes through an HTTP proxy; goenvctl check tells"))
    wanted = _place(url)
    mirrors = [place for entry in examined.mirrors if (place := _place(entry.url))]
    if wanted is None:
        return
    reached = dial([wanted, *mirrors])
    if not reached[wanted]:
        return
    if all(reached[place] for place in mirrors):
        raise Unknown(tr("no mirror can be reached either: this machine looks offline"))
    setting = examined.settings["GOSUMDB"]
    if found.url or any(record.sumdb == "absent" for record in records):
        message = tr(
            "GOSUMDB: {place} cannot be reached ({reason}), and no mirror stands in for it",
            place=wanted,
            reason=reached[wanted],
        )
        yield found_in(setting, "database", ERROR, message, _other_way(found))
    else:
        message = tr(
            "GOSUMDB: {place} cannot be reached ({reason}); whether a mirror stands in for it is not known",
            place=wanted,
            reason=reached[wanted],
        )
        yield found_in(setting, "database", WARNING, message, tr("goenvctl check tells"))


def unwell(examined: Examined) -> Iterator[Finding]:
    """What the newest check said; nobody is asked."""
    records = newest(examined)
    if not records:
        raise Unknown(tr("no mirror in use was checked within a day; goenvctl check does it"))
    for record in records:
        if record.verdict not in USABLE:
            scale = ERROR if record.verdict == HOSTILE else WARNING
            ago_min = max(int((examined.host.now() - record.time) // 60), 0)
            message = tr(
                "{url} was {verdict} ({reason}) {ago}",
                url=record.url,
                verdict=tr(record.verdict),
                reason=record.reason,
                ago=_ago(ago_min),
            )
            yield Finding("mirror-unwell", scale, message, "goenvctl check; goenvctl use --fastest")


def newest(examined: Examined) -> Sequence[Record]:
    """The newest record of each mirror in use, of the last day."""
    path = examined.session.paths.records
    if not os.path.exists(path):
        return ()
    wanted = {plain_url(entry.url) for entry in examined.mirrors}
    try:
        with open_records(path) as records:
            found = records.since(examined.host.now() - DAY_S)
    except RecordsLost as exc:
        raise Unknown(str(exc)) from exc
    return tuple({record.url: record for record in found if record.url in wanted}.values())


def _database(examined: Examined) -> Database:
    if not examined.mirrors:
        raise Unknown(tr("no mirror is in use"))
    try:
        found = parse_gosumdb(examined.settings["GOSUMDB"].value)
    except BadDatabase as exc:
        raise Unknown(tr("Go refuses GOSUMDB")) from exc
    if found is None:
        raise Unknown("GOSUMDB=off")
    return found


def _address_of(found: Database) -> str:
    """Without a scheme Go takes https."""
    return found.url if "://" in found.url else f"https://{found.url or found.key.name}"


def _urls(examined: Examined) -> list[str]:
    urls = [entry.url for entry in examined.mirrors]
    with contextlib.suppress(Unknown):
        urls.append(_address_of(_database(examined)))
    if examined.proxies and examined.proxies.has_direct:
        urls.append(ELSEWHERE)
    return urls


def _place(url: str) -> Place | None:
    """Where a connection to it would go; None for a folder and for what is no address."""
    try:
        address: Address = parse_address(url)
        if address.scheme not in PORTS:
            return None  # a folder
        name, _, port = address.host.rpartition(":")
        is_port = bool(name) and port.isdigit() and not address.host.endswith("]")
        return Place(address.hostname, int(port) if is_port else PORTS[address.scheme])
    except AddressError:
        return None


def _variable(environ: Mapping[str, str], proxy: str) -> str:
    """Which variable names this proxy."""
    place = proxy.rpartition("@")[2].rpartition("/")[2]
    names = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
    return next((name for name in names if place.removesuffix(":0") in environ.get(name, "")), "HTTPS_PROXY")


def _other_way(found: Database) -> str:
    if found.key.name == "sum.golang.org" and ALIAS not in found.url:
        return tr(
            "goenvctl use PROFILE --fastest finds a way; go env -w GOSUMDB={alias} is the same log elsewhere",
            alias=ALIAS,
        )
    return tr("goenvctl use PROFILE --fastest finds another way to the same database")


def _ago(minutes: int) -> str:
    if minutes < 60:
        return tr("{minutes} min ago", minutes=minutes)
    return tr("{hours} h ago", hours=minutes // 60)
