"""Assignments, and the commands that make them: `export`, `typeset`, `readonly`, `unset`."""

from __future__ import annotations

from collections.abc import Sequence

from goenvctl.startup.language.expand import is_literal, split_assignment
from goenvctl.startup.language.token import Part, Text, Word
from goenvctl.startup.language.unknown import doubt_named, may_name, note_origin
from goenvctl.startup.language.walk import MAYBE
from goenvctl.startup.posix_language.call import Call
from goenvctl.startup.posix_language.words import BASH, SH, ZSH

_ODD_TYPES = frozenset("aAilunTFELRZ")  # the value is made into something else
_OF_EXPORT = {SH: set("p-"), BASH: set("fnp-"), ZSH: set("p-fFgHlrTUuiLRZaAEht")}


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
    if sign == "+=" and call.dialect == SH:
        is_sure = False  # dash has no such thing
    value = _appended(call, name, sign, call.expander.assigned(parts))
    is_plain = is_literal(parts) and sign == "="
    call.variables.assign(name, value, place, is_sure=is_sure, is_literal=is_plain)
    if value is None and sign == "=":
        note_origin(call.variables, name, parts, is_sure=is_sure)


def export(call: Call) -> bool | None:
    options = set("".join(option[1:] for option in _options(call.words[1:])))
    if not options <= _OF_EXPORT[call.dialect]:
        call.walk.doubt_all_after()  # an error, at which some shells give up
        call = call._replace(reach=MAYBE)
    if "f" in options:
        return True
    if "p" in options:
        call = call._replace(reach=MAYBE)  # bash sets what it names, others only show
    return _declare_all(call, exported="n" not in options)


def typeset(call: Call) -> bool | None:
    """`declare`, `typeset`, `local`."""
    if call.dialect == SH:
        return None
    if call.words[0].literal == "local" and not call.walk.inside and call.dialect == BASH:
        return None  # an error there
    options = _options(call.words[1:])
    on = "".join(option[1:] for option in options if option[0] == "-")
    off = "".join(option[1:] for option in options if option[0] == "+")
    if set(on) & set("fF"):
        return True
    if "p" in on:
        call = call._replace(reach=MAYBE)
    if "n" in on or "T" in on:
        _refer(call, is_tied="T" in on)
    if call.walk.inside and "g" not in on:
        _declare_local(call)
        return True
    exported = False if "x" in off else True if "x" in on else None
    is_odd = call.words[0].literal in ("integer", "float") or bool(_ODD_TYPES & set(on))
    _declare_all(call, exported=exported, is_odd=is_odd)
    if "r" in on:
        _fix_all(call)
    return True


def readonly(call: Call) -> bool | None:
    options = "".join(_options(call.words[1:]))
    _declare_all(call, exported=True if call.dialect == ZSH and "x" in options else None)
    _fix_all(call)
    return True


def number(call: Call) -> bool | None:
    """zsh's `integer` and `float`."""
    return typeset(call) if call.dialect == ZSH else None


def unset(call: Call) -> bool | None:
    is_pattern = False
    for word in call.words[1:]:
        name = call.expander.argument(word)
        if name is not None and name.startswith("-"):
            if "f" in name:
                return None
            is_pattern |= "m" in name
        elif name is not None and not is_pattern:
            call.variables.unset(name, call.place, is_sure=call.is_sure)
        else:
            for other in call.variables.names if is_pattern else may_name(call.variables, word):
                call.variables.unset(other, call.place, is_sure=False)
    return True


def _refer(call: Call, *, is_tied: bool) -> None:
    """`declare -n REF=NAME`, `typeset -T NAME REF`: what is set by the one name is the other."""
    words = [word for word in call.words[1:] if not _is_option(word)]
    if is_tied and len(words) > 1:
        tied = split_assignment(words[0])
        call.variables.references[words[1].literal or ""] = tied[0] if tied else words[0].literal
    for word in () if is_tied else words:
        found = split_assignment(word)
        target = call.expander.quoted(found[2]) if found else None
        call.variables.references[found[0] if found else word.literal or ""] = target


def _declare_local(call: Call) -> None:
    """It ends with the function; until then nobody knows its value."""
    for word in call.words[1:]:
        found = split_assignment(word)
        name = found[0] if found else word.literal or ""
        if name.isidentifier() and name not in call.variables.names:
            call.variables.assign(name, None, call.place, is_sure=False)
            if found:
                note_origin(call.variables, name, found[2], is_sure=True)


def _fix_all(call: Call) -> None:
    for word in call.words[1:]:
        found = split_assignment(word)
        call.variables.fix(found[0] if found else word.literal or "")


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
            doubt_named(call.variables, word, place)
            return
        found = split_assignment(Word((Text(text, is_quoted=True),), word.line))
        if found is None:
            if is_odd:
                call.variables.assign(text, None, place, is_sure=call.is_sure, exported=exported)
            _mark(call, text, word, exported=exported)
            return
    name, sign, parts = found
    if sign == "+=" and call.dialect != BASH:
        call.walk.doubt_all_after()  # an error, in zsh for `export` and `readonly` only
        call = call._replace(reach=MAYBE)
    value = None if is_odd else _appended(call, name, sign, call.expander.declared(parts))
    call.variables.assign(
        name,
        value,
        place,
        is_sure=call.is_sure,
        is_literal=is_literal(word.parts) and sign == "=",
        exported=exported,
    )
    if value is None and sign == "=":
        note_origin(call.variables, name, parts, is_sure=call.is_sure)


def _mark(call: Call, name: str, word: Word, *, exported: bool | None) -> None:
    """`export NAME`. zsh makes an empty variable where there is none, but no child sees it."""
    place = call.walk.place(word.line)
    if exported is not None:
        is_zsh = call.dialect == ZSH
        call.variables.export(name, place, is_sure=call.is_sure, exported=exported, makes_empty=is_zsh)


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
