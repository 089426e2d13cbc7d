"""Verifier keys of signed notes, checked without a network.

Source: golang.org/x/mod/sumdb/note (NewVerifier): `name+hash+key`, key being base64 of one
algorithm byte and 32 bytes of Ed25519, hash the first four bytes, in hex, of
SHA-256(name, newline, decoded key).
"""

from __future__ import annotations

import re
from typing import NamedTuple

ED25519 = 1
KEY_BYTES = 33  # the algorithm and the public key


class BadKey(ValueError):
    """The text is no verifier key; the message names the part that is wrong."""


class VerifierKey(NamedTuple):
    """`key_hash` is the number a signature line carries; `public_key` are the 32 bytes."""

    name: str
    key_hash: int
    public_key: bytes


def parse_verifier_key(text: str) -> VerifierKey:
    """The key in `name+hash+base64`. Raises BadKey with what is wrong and what would be right."""
    name, _, rest = text.partition("+")
    hash_hex, _, encoded = rest.partition("+")
    if not name or re.search(r"[\s\ud800-\udfff]", name) or not rest:  # surrogates: bytes, no UTF-8
        raise BadKey("malformed verifier key: it must read name+hash+key")
    if not re.fullmatch("[0-9A-Fa-f]{8}", hash_hex):
        raise BadKey(f"malformed verifier key: {hash_hex!r} is not 8 hexadecimal digits")
    import base64
    import binascii

    try:
        decoded = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise BadKey("malformed verifier key: the last part is not base64") from exc
    if not decoded:
        raise BadKey("malformed verifier key: the last part is empty")
    wanted, stated = _key_hash(name, decoded), int(hash_hex, 16)
    if len(decoded) != KEY_BYTES and decoded[0] == ED25519:
        raise BadKey(
            f"broken verifier key: the key is {len(decoded)} bytes long where {KEY_BYTES} are"
            + (f", and its hash is {wanted:08x}, not {stated:08x}" if wanted != stated else "")
        )
    if wanted != stated:
        raise BadKey(f"wrong verifier key: its hash is {wanted:08x}, not {stated:08x}")
    if decoded[0] != ED25519:
        raise BadKey(f"unknown verifier algorithm {decoded[0]}: Go knows only Ed25519 (1)")
    return VerifierKey(name, stated, decoded[1:])


def _key_hash(name: str, key: bytes) -> int:
    import hashlib  # 3 ms, and only a key of one's own needs it

    return int.from_bytes(hashlib.sha256(name.encode() + b"\n" + key).digest()[:4], "big")
