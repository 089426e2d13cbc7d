"""What the other commands of POSIX-like shells do to variables, and to what is reached."""

from __future__ import annotations

import os
from collections.abc import Callable

from goenvctl.startup.assignment import Unread
from goenvctl.startup.language.conditions import judge_test
from goenvctl.startup.language.walk import MAYBE
from goenvctl.startup.posix_language import declare
from goenvctl.startup.posix_language.call import Call
from goenvctl.startup.posix_language.words import SH, ZSH


def source(call: Call) -> bool | None:
    """`. FILE`: read in this shell."""
    words, place = call.words, call.place
    if len(words) < 2 or (call.dialect == SH and words[0].literal == "source"):
        return None
    path = call.expander.argument(words[1])
    if path is not None and os.path.isabs(path):
        call.walk.read(path, call.reach, place.line)
        return None
    call.variables.blur()
    why = "which file it is can only be told by running it" if path is None else "no absolute path"
    call.walk.unread.append(Unread(path or "", why, place.path, place.line))
    return None


def set_options(call: Call) -> bool | None:
    """`set -a` and `set -o allexport`: what is assigned from here on is exported."""
    texts = [word.literal or "" for word in call.words[1:]]
    for index, text in enumerate(texts):
        if text in ("-", "--") or text[:1] not in ("-", "+"):
            break
        is_named = text[1:2] == "o"
        if (is_named and texts[index + 1 : index + 2] == ["allexport"]) or (not is_named and "a" in text):
            _all_export(call, is_on=text[0] == "-")
        if is_named:
            break
    return True


def setopt(call: Call) -> bool | None:
    """zsh's names of options."""
    if call.dialect != ZSH:
        return None
    for word in call.words[1:]:
        option = (word.literal or "").lower().replace("_", "")
        is_on = call.words[0].literal == "setopt"
        if option.startswith("no") and option != "notify":
            option, is_on = option[2:], not is_on
        if option == "allexport":
            _all_export(call, is_on=is_on)
        elif option in ("rcs", "globalrcs") and not is_on:
            call.walk.end = min(call.walk.end, MAYBE)  # later files may not be read
    return True


def evaluate(call: Call) -> bool | None:
    """`eval WORDS`: gone through where they are plain."""
    values = [call.expander.argument(word) for word in call.words[1:]]
    if None not in values:
        text = " ".join(value for value in values if value is not None)
        call.walk.go_through("\n" * (call.place.line - 1) + text.replace("\n", ";"), call.reach)
        return None
    call.variables.blur()
    said = repr([word.parts for word in call.words])
    for name in sorted(call.variables.names):
        if name in said:
            call.variables.assign(name, None, call.place, is_sure=False, exported=True)
    return None


def read(call: Call) -> bool | None:
    """`read NAME…` and others that set the variables they are given to something from elsewhere."""
    for word in call.words[1:]:
        name = word.literal or ""
        if name.isidentifier():
            call.variables.assign(name, None, call.place, is_sure=False)
    return None


def true(call: Call) -> bool | None:
    for word in call.words[1:]:
        call.expander.quoted(word.parts)  # for `${NAME:=WORD}`
    return True


def false(call: Call) -> bool | None:
    return False


def test(call: Call) -> bool | None:
    words = call.words[1:]
    if call.words[0].literal == "[" and (not words or words.pop().literal != "]"):
        return None
    return judge_test(words, call.expander, call.walk.facts)


def leave_file(call: Call) -> bool | None:
    """`return`."""
    call.walk.leave_file(call.reach)
    return None


def leave_all(call: Call) -> bool | None:
    """`exit`, and `exec` of a command; `exec` with nothing but redirections goes on."""
    if call.words[0].literal == "exit" or len(call.words) > 1:
        call.walk.leave_all(call.reach)
    return None


def shopt(call: Call) -> bool | None:
    said = [word.literal for word in call.words[1:]]
    if said == ["-q", "login_shell"]:
        return call.walk.facts.is_login
    return False if said == ["-oq", "posix"] else None


def _all_export(call: Call, *, is_on: bool) -> None:
    call.variables.all_export = is_on if call.is_sure else None


Builtin = Callable[[Call], bool | None]
BUILTINS: dict[str, Builtin] = {
    "export": declare.export,
    "declare": declare.typeset,
    "typeset": declare.typeset,
    "local": declare.typeset,
    "readonly": declare.readonly,
    "unset": declare.unset,
    ".": source,
    "source": source,
    "set": set_options,
    "setopt": setopt,
    "unsetopt": setopt,
    "eval": evaluate,
    "read": read,
    "mapfile": read,
    "readarray": read,
    "getopts": read,
    "vared": read,
    "printf": read,
    "print": read,
    ":": true,
    "true": true,
    "false": false,
    "[": test,
    "test": test,
    "return": leave_file,
    "exit": leave_all,
    "exec": leave_all,
    "shopt": shopt,
}
