"""Signed notes, and the verifier keys that open them; no network.

Source: golang.org/x/mod/sumdb/note (NewVerifier, Open). A key is `name+hash+key`, key being base64
of one algorithm byte and 32 bytes of Ed25519, hash the first four bytes, in hex, of
SHA-256(name, newline, decoded key). A note is a text, a blank line, and a line for each signature:
em dash, name, and base64 of the key's hash and the signature.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from goenvctl.language import tr

ED25519 = 1
KEY_BYTES = 33  # the algorithm and the public key
MAX_SIGNATURES = 100

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")  # all but the newline
_SIGNATURE = re.compile(r"— ([^\s+]+) (.+)")


class BadKey(ValueError):
    """The text is no verifier key; the message names the part that is wrong."""


class MalformedNote(ValueError):
    """The bytes are no signed note: junk, no signatures, or a line among them that is none."""


class UnverifiedNote(ValueError):
    """A well-formed note that our key did not sign, or not this text."""


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
        raise BadKey(tr("malformed verifier key: it must read name+hash+key"))
    if not re.fullmatch("[0-9A-Fa-f]{8}", hash_hex):
        raise BadKey(tr("malformed verifier key: {digits!r} is not 8 hexadecimal digits", digits=hash_hex))
    decoded = _from_base64(encoded)
    if decoded is None:
        raise BadKey(tr("malformed verifier key: the last part is not base64"))
    if not decoded:
        raise BadKey(tr("malformed verifier key: the last part is empty"))
    wanted, stated = _key_hash(name, decoded), int(hash_hex, 16)
    if len(decoded) != KEY_BYTES and decoded[0] == ED25519:
        raise BadKey(_wrong_length(len(decoded), wanted, stated))
    if wanted != stated:
        raise BadKey(
            tr(
                "wrong verifier key: its hash is {wanted}, not {stated}",
                wanted=f"{wanted:08x}",
                stated=f"{stated:08x}",
            )
        )
    if decoded[0] != ED25519:
        raise BadKey(tr("unknown verifier algorithm {number}: Go knows only Ed25519 (1)", number=decoded[0]))
    return VerifierKey(name, stated, decoded[1:])


def _wrong_length(length: int, wanted: int, stated: int) -> str:
    if wanted == stated:
        return tr(
            "broken verifier key: the key is {length} bytes long where {expected} are",
            length=length,
            expected=KEY_BYTES,
        )
    return tr(
        "broken verifier key: the key is {length} bytes long where {expected} are, "
        "and its hash is {wanted}, not {stated}",
        length=length,
        expected=KEY_BYTES,
        wanted=f"{wanted:08x}",
        stated=f"{stated:08x}",
    )


def open_note(note: bytes, key: VerifierKey) -> str:
    """The text that the key signed, with its last newline. Raises MalformedNote and UnverifiedNote.

    Signatures by other keys are passed over; of several by this one the first counts.
    """
    text, signatures = _parse_note(note)
    shown = f"{key.name}+{key.key_hash:08x}"
    ours = [signature for *signer, signature in signatures if signer == [key.name, key.key_hash]]
    if not ours:
        raise UnverifiedNote(tr("the note is not signed by {key}", key=shown))
    if not _verifies(key, text.encode(), ours[0]):
        raise UnverifiedNote(tr("the note's signature by {key} is wrong", key=shown))
    return text


def _parse_note(note: bytes) -> tuple[str, list[tuple[str, int, bytes]]]:
    """The text and, for each signature, its name, the key's hash and the bytes."""
    try:
        plain = note.decode()
    except UnicodeDecodeError as exc:
        raise MalformedNote(tr("the note is not UTF-8")) from exc
    if _CONTROL.search(plain):
        raise MalformedNote(tr("the note holds a control character"))
    text, blank, block = plain.rpartition("\n\n")
    if not (blank and block.endswith("\n")):
        raise MalformedNote(tr("the note has no signatures"))
    lines = block.removesuffix("\n").split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise MalformedNote(tr("the note has more than {number} signatures", number=MAX_SIGNATURES))
    return text + "\n", [_parse_signature(line) for line in lines]


def _parse_signature(line: str) -> tuple[str, int, bytes]:
    found = _SIGNATURE.fullmatch(line)
    decoded = _from_base64(found[2]) if found else None
    if not found or not decoded or len(decoded) < 5:
        raise MalformedNote(tr("a line among the note's signatures is none"))
    return found[1], int.from_bytes(decoded[:4], "big"), decoded[4:]


def _verifies(key: VerifierKey, text: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # 30 ms, and only a note needs it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def _from_base64(text: str) -> bytes | None:
    """The bytes, or None where Go's decoder fails; Python's own takes padding that is too much."""
    import base64

    if len(text) % 4 or not re.fullmatch("[A-Za-z0-9+/]*={0,2}", text):
        return None
    return base64.b64decode(text)


def _key_hash(name: str, key: bytes) -> int:
    import hashlib  # 3 ms, and only a key of one's own needs it

    return int.from_bytes(hashlib.sha256(name.encode() + b"\n" + key).digest()[:4], "big")
