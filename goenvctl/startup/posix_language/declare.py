"""Assignments, and the commands that make them: `export`, `typeset`, `readonly`, `unset`."""

from __future__ import annotations

from collections.abc import Sequence

from goenvctl.startup.assignment import Unread
from goenvctl.startup.language.expand import is_literal, split_assignment
from goenvctl.startup.language.token import Part, Text, Word
from goenvctl.startup.posix_language.call import Call
from goenvctl.startup.posix_language.words import BASH, SH, ZSH

_ODD_TYPES = frozenset("aAilunTFELRZ")  # the value is made into something else
_LISTS = frozenset("fFp")  # functions, or a list of what there is


def assign(call: Call, word: Word, *, is_sure: bool) -> None:
    """`NAME=VALUE`, `NAME+=VALUE` or `NAME[…]=VALUE`."""
    place = call.walk.place(word.line)
    found = split_assignment(word)
    if found is None:
        first = word.parts[0]
        assert isinstance(first, Text)
        call.variables.assign(first.text.partition("[")[0], None, place, is_sure=is_sure)
        return
    name, sign, parts = found
    value = _appended(call, name, sign, call.expander.assigned(parts))
    is_plain = is_literal(parts) and sign == "="
    call.variables.assign(name, value, place, is_sure=is_sure, is_literal=is_plain)


def export(call: Call) -> bool | None:
    exported = True
    for option in _options(call.words[1:]):
        if _LISTS & set(option):
            return True
        exported &= "n" not in option
    return _declare_all(call, exported=exported)


def typeset(call: Call) -> bool | None:
    """`declare`, `typeset`, `local`."""
    if call.dialect == SH:
        return None
    if call.words[0].literal == "local" and not call.walk.inside and call.dialect == BASH:
        return None  # an error there
    options = _options(call.words[1:])
    on = "".join(option[1:] for option in options if option[0] == "-")
    off = "".join(option[1:] for option in options if option[0] == "+")
    if _LISTS & set(on):
        return True
    if call.walk.inside and "g" not in on:
        return True  # it ends with the function
    exported = False if "x" in off else True if "x" in on else None
    return _declare_all(call, exported=exported, is_odd=bool(_ODD_TYPES & set(on)))


def readonly(call: Call) -> bool | None:
    _declare_all(call, exported=None)
    for word in call.words[1:]:
        found = split_assignment(word)
        call.variables.fix(found[0] if found else word.literal or "")
    return True


def unset(call: Call) -> bool | None:
    for word in call.words[1:]:
        name = call.expander.argument(word) or ""
        if name.startswith("-"):
            if "f" in name or "m" in name:
                return None
            continue
        call.variables.unset(name, call.place, is_sure=call.is_sure)
    return True


def _declare_all(call: Call, *, exported: bool | None, is_odd: bool = False) -> bool | None:
    for word in call.words[1:]:
        if not _is_option(word):
            _declare_one(call, word, exported=exported, is_odd=is_odd)
    return True


def _declare_one(call: Call, word: Word, *, exported: bool | None, is_odd: bool) -> None:
    place = call.walk.place(word.line)
    found = split_assignment(word)
    if found is None:
        text = call.expander.quoted(word.parts)
        if text is None:
            call.walk.unread.append(
                Unread("", "which variables it sets can only be told by running it", place.path, place.line)
            )
            call.variables.blur()
            return
        found = split_assignment(Word((Text(text, is_quoted=True),), word.line))
        if found is None:
            _mark(call, text, word, exported=exported)
            return
    name, sign, parts = found
    value = None if is_odd else _appended(call, name, sign, call.expander.declared(parts))
    call.variables.assign(
        name,
        value,
        place,
        is_sure=call.is_sure,
        is_literal=is_literal(word.parts) and sign == "=",
        exported=exported,
    )


def _mark(call: Call, name: str, word: Word, *, exported: bool | None) -> None:
    """`export NAME`. zsh makes an empty variable where there is none."""
    place = call.walk.place(word.line)
    if call.dialect == ZSH and exported and call.variables.is_set(name) is False:
        call.variables.assign(name, "", place, is_sure=call.is_sure, exported=True)
    elif exported is not None:
        call.variables.export(name, place, is_sure=call.is_sure, exported=exported)


def _appended(call: Call, name: str, sign: str, value: str | None) -> str | None:
    old = call.variables.value(name) if sign == "+=" else ""
    return None if old is None or value is None else old + value


def _options(words: Sequence[Word]) -> list[str]:
    return [word.literal or "" for word in words if _is_option(word)]


def _is_option(word: Word) -> bool:
    parts: tuple[Part, ...] = word.parts
    return (
        bool(parts)
        and isinstance(parts[0], Text)
        and parts[0].text[:1] in ("-", "+")
        and len(parts[0].text) > 1
    )
