"""Words that only running tells, where they name a variable or are evaluated: whom they may concern."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from goenvctl.startup.language.token import Opaque, Param, Part, Text, Word
from goenvctl.startup.language.variables import Place, Variables
from goenvctl.startup.outside import spoken_of

_OUTPUT = ("$(", "`", "<(", "=(", "(")  # how the output of a command is written


def doubt_evaluated(variables: Variables, words: Sequence[Word], place: Place) -> None:
    """`eval WORDS` and `source <(…)`: the rule of outside.py for output, else every variable asked for."""
    code = " ".join("".join(_codes(word.parts, variables)) for word in words)
    concerned = spoken_of(code, variables.names) if "\0" not in code else variables.names
    variables.doubt(None if concerned == variables.names else concerned, place)
    variables.blur()


def doubt_named(variables: Variables, word: Word, place: Place, kind: str = "export") -> None:
    """`export WORD`, where the word's text is not known: those whose names it can begin with."""
    concerned = may_name(variables, word)
    variables.doubt(None if concerned == variables.names else concerned, place, kind)
    variables.blur()


def may_name(variables: Variables, word: Word) -> frozenset[str]:
    """The variables asked for that a word may mean, as `NAME` or `NAME=VALUE`.

    One that may become several words may mean any. `"${x}_HOME=…"` means those that end so.
    """
    pattern: list[str] = []
    for part in word.parts:
        if isinstance(part, Text):
            name, sign, _ = part.text.partition("=")
            pattern.append(re.escape(name.rstrip("+") if sign else name))
            if sign:
                break
        elif not part.is_quoted:
            return variables.names
        else:
            value = _value(variables, part)
            pattern.append(".*" if value is None else re.escape(value))
    return frozenset(name for name in variables.names if re.fullmatch("".join(pattern), name, re.DOTALL))


def note_origin(variables: Variables, name: str, parts: Sequence[Part], *, is_sure: bool) -> None:
    """Remember of which commands a variable, just assigned, holds the output."""
    if any(isinstance(part, Opaque) and part.text.startswith(_OUTPUT) for part in parts):
        before = "" if is_sure else variables.origins.get(name, "")
        variables.origins[name] = "\n".join(filter(None, (before, *_codes(parts, variables))))


def _value(variables: Variables, part: Part) -> str | None:
    """What a plain `$NAME` holds; None where nobody knows, as with `$1`."""
    is_plain = isinstance(part, Param) and not part.op and part.name.isidentifier()
    return variables.value(part.name) if isinstance(part, Param) and is_plain else None


def _codes(parts: Sequence[Part], variables: Variables) -> Iterator[str]:
    """The code that parts stand for; a NUL where nobody knows."""
    for part in parts:
        if isinstance(part, Text):
            yield part.text
        elif isinstance(part, Opaque):
            is_output = part.text.startswith(_OUTPUT) and not part.text.startswith(("$((", "(("))
            yield part.text if is_output else "\0"
        elif (known := _value(variables, part)) is not None:
            yield known
        elif part.name in variables.solid:
            yield part.name  # the shell's own, no code
        else:
            yield variables.origins.get(part.name, "\0")
