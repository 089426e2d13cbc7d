"""GOAUTH: who is asked for credentials, in which order, and how the answers read.

Source: cmd/go/internal/auth (auth.go, userauth.go, gitauth.go) of Go 1.24 to 1.27, cmd/internal/quoted,
net/url. Nothing is run here. No message repeats the value or an answer: both may hold secrets.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple
from urllib.parse import quote

from goenvctl.go.address import Address, AddressError, parse_address
from goenvctl.go.proxylist import SPACE
from goenvctl.host import reason
from goenvctl.language import tr

_FIELDS = re.compile(f"[^{SPACE}]+")
_QUOTED = re.compile(r"""[ \t\r\n]*(?:"([^"]*)"|'([^']*)'|([^"' \t\r\n][^ \t\r\n]*))""")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HOST = "!$&'()*+,;=:[]<>\""  # what url.String leaves as it is, besides letters and digits
_PATH = "/:@!$&'()*+,;=[]"
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


class BadGoauth(ValueError):
    """Go stops at this GOAUTH at the first https request; the message is Go's without the value."""


class BadAnswer(ValueError):
    """A command's answer has another form than `go help goauth` says; all of it is void."""


class Method(NamedTuple):
    """One item of GOAUTH: `kind` is netrc, git or command; `words` are git's folder, or what is run.

    A command that Go cannot split has no words: it fails in silence.
    """

    kind: str
    words: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Method({self.kind!r})"


def parse_goauth(value: str) -> tuple[Method, ...]:
    """The methods, the first with the highest priority; none for `off`. An empty value is `netrc`.

    Raises BadGoauth, also where the folder of `git DIR` is none. Go begins at the end of the list, and so
    names the last fault.
    """
    items = (value or "netrc").split(";")
    methods = [_parse_method(item.strip(SPACE), is_alone=len(items) == 1) for item in reversed(items)]
    return tuple(method for method in reversed(methods) if method.kind != "off")


def parse_answer(data: bytes) -> dict[str, dict[str, str]]:
    """What a command wrote, as headers by prefix; no headers say that a prefix has none. Raises BadAnswer.

    The answer is blocks of lines: URLs, an empty line, headers, an empty line. A prefix comes without
    `https://`; bytes beyond ASCII in a header are characters of Latin-1.
    """
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    if lines.pop():
        raise BadAnswer("the last line does not end")
    answer: dict[str, dict[str, str]] = {}
    while lines:
        prefixes = [_parse_prefix(line) for line in _block(lines)]
        headers: dict[str, str] = {}
        for name, value in map(_parse_header, _block(lines)):
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        answer.update((prefix, headers) for prefix in prefixes)
    return answer


def parse_git_answer(data: bytes) -> tuple[str, str, str]:
    """What `git credential fill` wrote: the URL, the user, the password; empty where it does not say."""
    prefix = Address("", None, "", "", "", "", "")
    login = {"username": "", "password": ""}
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        key, equals, value = line.strip(SPACE).partition("=")
        if not equals:
            continue
        if key in login:
            login[key] = value
        elif key == "protocol":
            prefix = prefix._replace(scheme=value)
        elif key == "host":
            prefix = prefix._replace(host=quote(value, _HOST, errors="surrogateescape"))
        elif key == "path":
            prefix = prefix._replace(path=quote(value, "/$&+,:;=@", errors="surrogateescape"))
        elif key == "url":
            prefix = _request_uri(value) or prefix
    return _spelled(prefix), login["username"], login["password"]


def canonical(url: str) -> str:
    """The URL as url.String spells it, which is how prefixes are compared. Raises AddressError."""
    return _spelled(parse_address(url))


def _parse_method(item: str, *, is_alone: bool) -> Method:
    words = _FIELDS.findall(item)
    if not words:
        raise BadGoauth(tr("GOAUTH encountered an empty command"))
    if words[0] == "off" and not is_alone:
        raise BadGoauth(tr("GOAUTH=off cannot be combined with other authentication commands"))
    if words[0] == "git":
        return Method("git", (_git_folder(words),))
    return Method(words[0]) if words[0] in ("off", "netrc") else Method("command", _split(item))


def _git_folder(words: list[str]) -> str:
    if len(words) != 2:
        raise BadGoauth(tr("GOAUTH=git dir method requires an absolute path to the git working directory"))
    if not os.path.isabs(words[1]):
        raise BadGoauth(
            tr(
                "GOAUTH=git dir method requires an absolute path to the git working directory, "
                "dir is not absolute"
            )
        )
    try:
        os.stat(words[1])
    except (OSError, ValueError) as exc:
        raise BadGoauth(
            tr("GOAUTH=git encountered an error; cannot stat dir: {reason}", reason=reason(exc))
        ) from None
    if not os.path.isdir(words[1]):
        raise BadGoauth(
            tr(
                "GOAUTH=git dir method requires an absolute path to the git working directory, "
                "dir is not a directory"
            )
        )
    return words[1]


def _split(command: str) -> tuple[str, ...]:
    """As quoted.Split: quotes count at the start of a word; a quote that does not end voids the command."""
    words, at = [], 0
    while match := _QUOTED.match(command, at):
        words.append(next(word for word in match.groups() if word is not None))
        at = match.end()
    return () if command[at:].strip(" \t\r\n") else tuple(words)


def _block(lines: list[str]) -> list[str]:
    """Take the lines up to the next empty one."""
    if "" not in lines:
        raise BadAnswer("an empty line is missing")
    end = lines.index("")
    block = lines[:end]
    del lines[: end + 1]
    return block


def _parse_prefix(line: str) -> str:
    address = _request_uri(line)
    if address is None:
        raise BadAnswer("a line where a URL must be is none")
    return _spelled(address).removeprefix("https://")


def _parse_header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(": ")
    value = value.strip(SPACE)
    if not (colon and _TOKEN.fullmatch(name)) or _CONTROL.search(value):
        raise BadAnswer("a line where a header must be is none")
    name = "-".join(part.capitalize() for part in name.split("-"))
    return name, value.encode("utf-8", "surrogateescape").decode("latin-1")


def _request_uri(text: str) -> Address | None:
    """As url.ParseRequestURI: a whole URL or an absolute path, and `#` has no meaning."""
    if text == "*":
        return Address("", None, "", text, "", "", "")
    head, mark, query = text.partition("?")
    text = head.replace("#", "%23") + mark + query.replace("#", "")
    try:
        address = parse_address(f"http://h{text}" if text.startswith("/") else text)
    except AddressError:
        return None
    if text.startswith("/"):
        address = address._replace(scheme="", host="")
    elif not address.scheme:
        return None
    return address._replace(query=query or mark)


def _spelled(address: Address) -> str:
    """As url.String, but that escapes stay as they came."""
    text = f"{address.scheme}:" if address.scheme else ""
    query = f"?{address.query.removeprefix('?')}" if address.query else ""
    if address.opaque:
        return text + address.opaque + query
    if address.userinfo is not None:
        text += f"//{address.userinfo}@"
    elif address.host or (text and address.path):
        text += "//"
    text += quote(address.host, _HOST + "%", errors="surrogateescape")
    if address.host and address.path and not address.path.startswith("/"):
        text += "/"
    if not text and ":" in address.path.partition("/")[0]:
        text = "./"  # what stands before the colon is no scheme
    return text + quote(address.path, _PATH + "%", errors="surrogateescape") + query
