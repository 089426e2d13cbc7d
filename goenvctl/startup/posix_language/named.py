"""Aliases and what else changes which command a name is."""

from __future__ import annotations

import re

from goenvctl.startup.language.walk import Walk
from goenvctl.startup.outside import mentioned
from goenvctl.startup.posix_language.call import Call

KEYWORDS = frozenset(
    "if then else elif fi for while until do done case esac function select time [[ { } !".split()
)
_WORDS = re.compile(r"[^\s;&|()<>'\"`$]+")
_HARMLESS = frozenset(("[", "test", "true", "false", ":", "exit", "-"))


def alias(call: Call) -> bool | None:
    """`alias NAME=TEXT`. One of the name of a command of the shell's makes all that follows doubtful."""
    is_global = False
    for word in call.words[1:]:
        name, sign, code = word.source.partition("=")
        if not sign:
            is_global |= name.startswith("-") and "g" in name
            continue
        if (name in call.own and name != "-") or "$" in name or "`" in name:
            call.walk.doubt_all_after()
        if name in KEYWORDS:
            call.variables.doubt(None, call.place)
        call.walk.aliases[f"-g {name}" if is_global else name] = code
    return None


def doubt_aliased(call: Call) -> bool:
    """Is the command an alias that sets variables, or does it hold a global one? Then it may set anything."""
    aliases = call.walk.aliases
    if not aliases or not call.words:
        return False
    used = [call.words[0].bare, *(f"-g {word.bare}" for word in call.words)]
    is_acting = any(acts(call.walk, aliases[name], call.own) for name in used if name in aliases)
    if is_acting:
        call.variables.doubt(None, call.place)
    return is_acting


def acts(walk: Walk, code: str, own: frozenset[str], deep: int = 0) -> bool:
    """Does this code of an alias do something to variables, as far as its words tell?"""
    words = _WORDS.findall(code)
    if mentioned(code, walk.variables.names) or not (own - _HARMLESS).isdisjoint(words):
        return True
    if not walk.functions.keys().isdisjoint(words):
        return True
    others = {word for word in words if word in walk.aliases and walk.aliases[word] != code}
    return deep < 10 and any(acts(walk, walk.aliases[word], own, deep + 1) for word in others)


def enable(call: Call) -> bool | None:
    """`enable -n NAME` of bash, `disable NAME` of zsh: a command of the shell's is one no more."""
    if any(word.literal is None or word.literal in call.own for word in call.words[1:]):
        call.walk.doubt_all_after()
    return None
