"""The one redactor: every text that leaves the program passes through it.

`mask` hides credentials in addresses; `escape` makes control bytes visible so that a
file, a child process or the network cannot write to the terminal.
"""

from __future__ import annotations

import re

MASK = "***"

# Compiled when first needed (re keeps them): most runs show nothing that needs one.
# Userinfo, to the last `@` before the path; a password may hold what parts entries elsewhere
# (`,` `|`, blanks, quotes), so with a `:` that starts no port and ends no host it goes further.
_USERINFO = (
    r"//+(?:(?:[^/\s@,|]*@)+|[^/\s@:,|]+:(?!\d+(?:[\s/,|?#]|$))(?=[^\s/])[^/\n]*@)"
    r"|(?<=:)/(?=[^/\s@]*:)[^/\s@]*@"
)
# a password that holds a `/`, one behind what looks like a port, and one that lost its `@`:
# no userinfo to Go, but secrets all the same
_SLASHED = r"//[^\s/@,|:]*:(?!\d*(?:[/?#,|\s\"'，。；：、（）”]|$))[^\n@]*@|//[^\s/@,|:]+:\d+/[^\s/@,|]*@"
_ENDS = r"\d+(?:[;:).]+(?:\s|$)|[，。；：、（）”])"  # a port, and then the sentence goes on
_BAD_PORT = rf"(//[^\s/:@,|\[\]?#*]+:)(?!{_ENDS})(?=\d*[^\d\s/?#,|\"'])[^\s/?#,|\"']+"
_BARE = r"(?<![\w/@.~%-])[\w.~%-]+:(?!\d+/|//)[^\s@,|:]+@(?=[\w\[])|(?<=[,|])[^\s/@,|:]+@(?=[\w\[])"
# queries and fragments are never needed to tell one mirror from another
_QUERY = r"(//[^\s?#,|\"']*[?#])[^\s,|\"']+"
_COMMANDS = r"(GOAUTH=['\"]?)([^'\"\n]+)"
_HARMLESS = ("off", "netrc", "git")  # GOAUTH commands whose words are no secrets
_CONTROL = "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"


def mask(text: str) -> str:
    """`text` with the credentials of every address in it replaced by `***`."""
    if "@" in text:
        text = re.sub(_USERINFO, _masked_userinfo, text)
        text = re.sub(_SLASHED, f"//{MASK}@", text)
        text = re.sub(_BARE, f"{MASK}@", text)
    if "//" in text:
        text = re.sub(_BAD_PORT, rf"\g<1>{MASK}", text)
        if "?" in text or "#" in text:
            text = re.sub(_QUERY, rf"\g<1>{MASK}", text)
    if "GOAUTH=" in text:
        text = re.sub(_COMMANDS, lambda match: match[1] + _masked_commands(match[2]), text)
    return text


def mask_value(name: str, value: str) -> str:
    """A variable's value: as `mask`, and of GOAUTH's commands only what cannot hold a secret."""
    return mask(_masked_commands(value) if name == "GOAUTH" else value)


def escape(text: str) -> str:
    """`text` on one line, control and direction characters written as escapes."""
    if text.isprintable() and text.isascii():
        return text
    return re.sub(_CONTROL, _escaped, text)


def clean(text: str) -> str:
    """What may be shown to a person: masked, then escaped."""
    return escape(mask(text))


def _masked_userinfo(match: re.Match[str]) -> str:
    slashes = match[0][: len(match[0]) - len(match[0].lstrip(":/"))]
    return f"{slashes}{MASK}@"


def _masked_commands(value: str) -> str:
    """Of each command the program's name."""
    shown = []
    for command in value.split(";"):
        words = command.split(None, 1)
        shown.append(command if len(words) < 2 or words[0] in _HARMLESS else f"{words[0]} {MASK}")
    return ";".join(shown)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, as surrogateescape keeps it
        return f"\\x{code - 0xDC00:02x}"
    named = {9: "\\t", 10: "\\n", 13: "\\r"}.get(code)
    return named or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
