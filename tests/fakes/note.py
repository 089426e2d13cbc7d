"""Signed notes: a text, a blank line, and who vouches for the text."""

from __future__ import annotations

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ED25519 = b"\x01"


class Signer:
    """A named Ed25519 key, made from 32 bytes of seed."""

    def __init__(self, name: str, seed: bytes) -> None:
        """Derive the key; the same name and seed give the same signatures."""
        self.name = name
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self._public = _ED25519 + self._private.public_key().public_bytes_raw()
        self._id = hashlib.sha256(name.encode() + b"\n" + self._public).digest()[:4]

    @property
    def verifier(self) -> str:
        """The public half as `name+hash+base64`, the form GOSUMDB takes."""
        return f"{self.name}+{self._id.hex()}+{base64.b64encode(self._public).decode()}"

    def sign(self, text: str) -> str:
        """Return `text`, which ends in a newline, as a note with one signature."""
        signature = self._id + self._private.sign(text.encode())
        encoded = base64.b64encode(signature).decode()
        return f"{text}\n\N{EM DASH} {self.name} {encoded}\n"
