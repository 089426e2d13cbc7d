"""JSON with comments, edited as text: every byte that is not ours stays.

The dialect of VS Code's settings: `//` and `/* */` comments, a comma after the last member, a
byte order mark. Of members of one name the last counts.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from goenvctl.language import tr
from goenvctl.targets.base import Unfit

_TRIVIA = re.compile(r"(?:\s|\ufeff|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_SCALAR = re.compile(r"[^\s,\[\]{}:\"/]+")
_DEPTH = 200


class Member(NamedTuple):
    """`"key": value`: where the key starts, and where the value starts and ends."""

    key: str
    start: int
    value: int
    end: int


class Members(NamedTuple):
    """An object: its first character, the place of its `}`, and what stands between them."""

    start: int
    close: int
    members: tuple[Member, ...]

    def last(self, key: str) -> Member | None:
        return next((member for member in reversed(self.members) if member.key == key), None)


def root(text: str) -> Members:
    """The object that the whole text is. Raises Unfit."""
    start = _skip(text, 0)
    found, end = _object(text, start, 0)
    if _skip(text, end) != len(text):
        raise Unfit(tr("something stands behind the last brace, in line {line}", line=_line(text, end)))
    return found


def object_at(text: str, start: int) -> Members:
    """The object that begins there. Raises Unfit."""
    return _object(text, start, 0)[0]


def with_member(text: str, owner: Members, key: str, value: str) -> str:
    """The text with that member set; `value` is JSON. A new one comes last, on a line of its own."""
    present = owner.last(key)
    if present:
        return text[: present.value] + value + text[present.end :]
    eol = "\r\n" if "\r\n" in text else "\n"
    outer = _indent(text, owner.start)
    indent = _indent(text, owner.members[-1].start) if owner.members else ""
    if len(indent) <= len(outer):
        indent = outer + ("\t" if outer.startswith("\t") else "    ")
    lines = value.replace("\n", eol + indent)
    at = _end_of_content(text, owner)
    has_comma = bool(owner.members and _comma_after(text, owner.members[-1].end))
    tail = "," * has_comma + ("" if "\n" in text[at : owner.close] else eol + outer)
    text = text[:at] + f"{eol}{indent}{json.dumps(key)}: {lines}{tail}" + text[at:]
    if owner.members and not has_comma:
        end = owner.members[-1].end
        text = text[:end] + "," + text[end:]
    return text


def without_member(text: str, owner: Members, key: str) -> str:
    """The text without the members of that name."""
    while member := owner.last(key):
        start = len(text[: member.start].rstrip(" \t\r\n"))
        end = member.end
        if comma := _comma_after(text, end):
            end = comma
        elif member is not owner.members[0]:
            before = owner.members[owner.members.index(member) - 1]
            comma = _comma_after(text, before.end)
            text = text[: comma - 1] + text[comma:]
            start, end = start - 1, end - 1
        text = text[:start] + text[end:]
        owner = _object(text, owner.start, 0)[0]
    return text


def _object(text: str, start: int, depth: int) -> tuple[Members, int]:
    if text[start : start + 1] != "{":
        raise _unfit(text, start)
    members: list[Member] = []
    at = _skip(text, start + 1)
    while text[at : at + 1] != "}":
        key = _STRING.match(text, at)
        if not key:
            raise _unfit(text, at)
        colon = _skip(text, key.end())
        if text[colon : colon + 1] != ":":
            raise _unfit(text, colon)
        value = _skip(text, colon + 1)
        end = _value(text, value, depth + 1)
        members.append(Member(_loaded(text, key[0], at), at, value, end))
        at = _separator(text, end, "}")
    return Members(start, at, tuple(members)), at + 1


def _value(text: str, at: int, depth: int) -> int:
    """Where the value that begins there ends."""
    if depth > _DEPTH:
        raise _unfit(text, at)
    first = text[at : at + 1]
    if first == "{":
        return _object(text, at, depth)[1]
    if first == "[":
        at = _skip(text, at + 1)
        while text[at : at + 1] != "]":
            at = _separator(text, _value(text, at, depth + 1), "]")
        return at + 1
    found = (_STRING if first == '"' else _SCALAR).match(text, at)
    if not found:
        raise _unfit(text, at)
    _loaded(text, found[0], at)
    return found.end()


def _separator(text: str, end: int, close: str) -> int:
    """Behind a value and its comma: the next member, or the closing mark."""
    at = _skip(text, end)
    if text[at : at + 1] == ",":
        return _skip(text, at + 1)
    if text[at : at + 1] != close:
        raise _unfit(text, at)
    return at


def _loaded(text: str, token: str, at: int) -> str:
    try:
        return str(json.loads(token, strict=False))
    except ValueError as exc:
        raise _unfit(text, at) from exc


def _skip(text: str, at: int) -> int:
    found = _TRIVIA.match(text, at)
    assert found
    return found.end()


def _comma_after(text: str, end: int) -> int:
    """The place behind the comma that follows a value, or 0."""
    at = _skip(text, end)
    return at + 1 if text[at : at + 1] == "," else 0


def _end_of_content(text: str, owner: Members) -> int:
    """Where the last member, its comma and the comments behind it end."""
    return len(text[: owner.close].rstrip(" \t\r\n"))


def _indent(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _unfit(text: str, at: int) -> Unfit:
    return Unfit(tr("no JSON in line {line}", line=_line(text, at)))
