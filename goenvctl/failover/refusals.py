"""Credentials that a mirror refused: sent once, and not again until they change. No secret is kept.

What is kept of them is a salted, slow hash: it tells the same ones again, and nothing else. It holds on
the network where they were refused; elsewhere (a tunnel is up by now) they are tried once more.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterable, Mapping
from hashlib import scrypt

from goenvctl.failover.kept import Refusal, Refusals
from goenvctl.go.address import AddressError
from goenvctl.web.blame import authority
from goenvctl.web.client import Surroundings
from goenvctl.web.credentials import Credentials
from goenvctl.web.goauth import BadGoauth


def still_refused(
    refusals: Refusals, network: str, credentials: Credentials, urls: Iterable[str]
) -> set[str]:
    """The authorities that refused, on this network, the very credentials that they would be sent now."""
    found: set[str] = set()
    for place, url in _places(urls).items():
        refusal = refusals.get(f"{network} {place}")
        offered = _offered(credentials, url) if refusal else {}
        if refusal and offered and hmac.compare_digest(_hash(offered, refusal.salt), refusal.hash):
            found.add(place)
    return found


def with_answers(
    refusals: Refusals, network: str, surroundings: Surroundings, urls: Iterable[str], now: float
) -> Refusals:
    """What is to be kept after a run: those who refused, less those that let us in."""
    known = dict(refusals)
    for place, url in _places(urls).items():
        if place in surroundings.accepted:
            known.pop(f"{network} {place}", None)
        elif place in surroundings.refused and (offered := _offered(surroundings.credentials, url)):
            salt = os.urandom(16).hex()
            known[f"{network} {place}"] = Refusal(salt, _hash(offered, salt), now)
    return known


def _places(urls: Iterable[str]) -> dict[str, str]:
    """One address of each authority."""
    return {authority(url): url for url in urls if url.startswith("https:")}


def _offered(credentials: Credentials, url: str) -> Mapping[str, str]:
    try:
        return credentials.first(url)
    except (BadGoauth, AddressError):
        return {}


def _hash(offered: Mapping[str, str], salt: str) -> str:
    said = json.dumps(sorted(offered.items())).encode()
    return scrypt(said, salt=bytes.fromhex(salt), n=1 << 14, r=8, p=1, dklen=32).hex()
