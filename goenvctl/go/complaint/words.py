"""Go's own words in its output: names that others chose are taken out, so that they prove nothing."""

from __future__ import annotations

import re

_QUOTED = re.compile(
    r'"(?P<double>(?:[^"\\\n]|\\[^\n])*+)"?|“(?P<curly>[^”\n]*+)”?|(?<!\w)\'(?P<single>[^\'\n]*+)\'(?!\w)'
)
_VERSION = re.compile(r"go\d[\d.]*\w*")  # of the toolchain that GOTOOLCHAIN or go.mod names
_URL = re.compile(r"\b(https?|file|ftp|ssh|git):(/[^\s\"')]*+)")
_DATABASE = re.compile(r"/(?:supported|(lookup|tile)/.*)$")
_LETTERS = r"\w.~!+$%\\\-"
_TOKEN = re.compile(rf"(?<![{_LETTERS}/@])[{_LETTERS}]*+[/@][{_LETTERS}/@]*+")
_FILE = re.compile(r"(?:/(?:go\.(?:mod|work|sum)|modules\.txt)|\.(?:go|s))$")


def own_words(text: str) -> str:
    """`text` with `_` for what stands in quotes, in URLs, in module paths and versions; lines stay lines.

    Kept are what tells which file or question a URL is (`https://_/lookup/_`, `https://_.zip`,
    `https://_?go-get=1`), `@`, the kind of a file at the end of a path, single characters within '', and
    "go1.N". A quotation that does not end is no quotation. Takes time linear in the text.
    """
    return _TOKEN.sub(_of_token, _URL.sub(_of_url, _QUOTED.sub(_of_quotation, text)))


def _of_quotation(found: re.Match[str]) -> str:
    whole, inner = found[0], found[found.lastgroup or 0]
    is_character = whole[0] == "'" and len(inner) == 1
    if len(whole) == len(inner) + 1 or not inner or is_character or _VERSION.fullmatch(inner):
        return whole
    url = _URL.match(inner)
    return f"{whole[0]}{_of_url(url) if url else '_'}{whole[-1]}"


def _of_url(found: re.Match[str]) -> str:
    rest = found[2].rstrip(":,;")
    if not rest.strip("/"):  # go's words: `invalid file:// proxy URL`
        return found[0]
    kept = ""
    if "?go-get=1" in rest:
        kept = "?go-get=1"
    elif rest.endswith(".zip"):
        kept = ".zip"
    elif not re.search(r"/@v/|/@latest$", rest) and (asked := _DATABASE.search(rest)):
        kept = f"/{asked[1]}/_" if asked[1] else "/supported"
    return f"{found[1]}://_{kept}{found[2][len(rest) :]}"


def _of_token(found: re.Match[str]) -> str:
    """A path with a version, or one whose first element is a domain."""
    token = found[0]
    if "@" not in token and not re.match(r"[^/.]+\.[^/]", token):
        return token
    file = _FILE.search(token)
    return ("_@_" if "@" in token else "_") + (file[0] if file else "")
