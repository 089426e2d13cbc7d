"""The one redactor: every text that leaves the program passes through it.

`mask` hides credentials in addresses; `escape` makes control bytes visible so that a
file, a child process or the network cannot write to the terminal.
"""

from __future__ import annotations

import re

MASK = "***"

# Compiled when first needed (re keeps them): most runs show nothing that needs one.
# userinfo of an address with or without a scheme: everything up to the last `@` of the
# authority, as net/url.parseAuthority cuts it.
_USERINFO = r"//[^\s/?#,|\"'<>]*@"
# a password that holds a `/`: not userinfo to Go, but a secret all the same
_SLASHED = r"//[^\s/@,|:]*:(?!\d*(?:[/?#,|\s\"']|$))[^\s,|@]*@"
_BARE = r"(?<![\w/@.~%-])[\w.~%-]+:[^\s/@,|:]+@(?=[\w\[])"
_QUERY = (
    r"(?i)([?&;](?:[\w.-]*(?:token|secret|passw(?:or)?d|passwd|auth|key|sig|signature|credential)[\w.-]*)=)"
    r"[^&;#\s,|\"']+"
)
_CONTROL = "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"


def mask(text: str) -> str:
    """`text` with the credentials of every address in it replaced by `***`."""
    if "@" in text:
        text = re.sub(_USERINFO, f"//{MASK}@", text)
        text = re.sub(_SLASHED, f"//{MASK}@", text)
        text = re.sub(_BARE, f"{MASK}@", text)
    if "?" in text:
        text = re.sub(_QUERY, rf"\g<1>{MASK}", text)
    return text


def has_credentials(text: str) -> bool:
    """Would `mask` hide something in it?"""
    return mask(text) != text


def escape(text: str) -> str:
    """`text` on one line, control and direction characters written as escapes."""
    if text.isprintable() and text.isascii():
        return text
    return re.sub(_CONTROL, _escaped, text)


def clean(text: str) -> str:
    """What may be shown to a person: masked, then escaped."""
    return escape(mask(text))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, as surrogateescape keeps it
        return f"\\x{code - 0xDC00:02x}"
    named = {9: "\\t", 10: "\\n", 13: "\\r"}.get(code)
    return named or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
