"""What must never be shown, although a mirror may say it back: the credentials of this run."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from urllib.parse import unquote

from goenvctl.redact import MASK

SHORTEST = 3  # characters: masking single letters would only garble


def _spellings(secret: str) -> set[str]:
    """As it is, and as it stands in quotes."""
    escaped = secret.encode("unicode_escape").decode()
    return {secret, escaped, escaped.replace("'", "\\'"), escaped.replace('"', '\\"')}


class Secrets:
    """Learns what was offered, and takes it out of any text."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def learn(self, headers: Mapping[str, str]) -> None:
        """Of each header the value, its words, and the user and password in a Basic one."""
        for value in headers.values():
            self._known.update((value, *value.split()))
            scheme, _, token = value.partition(" ")
            if scheme.lower() == "basic":
                self._learn_basic(token)

    def learn_userinfo(self, userinfo: str) -> None:
        """`user:password` of an address, as it stands there and decoded."""
        for text in (userinfo, unquote(userinfo)):
            self._known.update((text, text.partition(":")[2]))

    def hush(self, text: str) -> str:
        """The text without any of them; the longest first, for one may hold another."""
        known = {spelled for secret in self._known for spelled in _spellings(secret)}
        for secret in sorted(known, key=len, reverse=True):
            if len(secret) >= SHORTEST and secret.lower() not in ("basic", "bearer"):
                text = text.replace(secret, MASK)
        return text

    def _learn_basic(self, token: str) -> None:
        try:
            self.learn_userinfo(b64decode(token).decode("utf-8", "replace"))
        except (binascii.Error, ValueError):
            return
