"""What the other commands of POSIX-like shells do to variables, and to what is reached."""

from __future__ import annotations

import os
from collections.abc import Callable

from goenvctl.startup.assignment import Unread
from goenvctl.startup.language.conditions import judge_test
from goenvctl.startup.language.token import Opaque, Word
from goenvctl.startup.language.unknown import doubt_evaluated, doubt_named
from goenvctl.startup.language.walk import MAYBE
from goenvctl.startup.outside import mentioned
from goenvctl.startup.posix_language import declare
from goenvctl.startup.posix_language.call import Call
from goenvctl.startup.posix_language.named import alias, enable
from goenvctl.startup.posix_language.words import SH, ZSH

_STREAMS = ("/dev/stdin", "/dev/fd/", "/proc/")
# From here on a line may not be run, or mean something else.
_ODD_ON = frozenset(
    "noexec nounset errexit errreturn keyword onecmd posix rcquotes cshjunkiequotes kshtypeset posixbuiltins "
    "posixidentifiers kshautoload globassign privileged restricted".split()
)
_ODD_OFF = frozenset("exec unset rcs globalrcs aliases equals".split())


def source(call: Call) -> bool | None:
    """`. FILE`: read in this shell."""
    words, place = call.words, call.place
    if len(words) < 2 or (call.dialect == SH and words[0].literal == "source"):
        return None
    if words[1].literal == "--":
        del words[1]
    path = call.expander.argument(words[1]) if len(words) > 1 else ""
    if path is not None and os.path.isabs(path) and not path.startswith(_STREAMS):
        call.walk.read(path, call.reach, place.line)
        return None
    if path is not None:
        call.variables.doubt(None, place)  # found from the current folder, or there is no file to read
    elif any(isinstance(part, Opaque) for part in words[1].parts):
        doubt_evaluated(call.variables, [_without_unknown(words[1])], place)
    call.variables.blur()
    why = "which file it is can only be told by running it" if path is None else "no absolute path"
    call.walk.unread.append(Unread(path or "", why, place.path, place.line))
    return None


def set_options(call: Call) -> bool | None:
    """`set -a` and `set -o allexport`: what is assigned from here on is exported.

    Under `-e`, `-u`, `-n` and their like the rest may not be run.
    """
    texts = [call.expander.argument(word) for word in call.words[1:]]
    while texts:
        text = texts.pop(0)
        if text is None:
            call.walk.doubt_all_after()
            call.variables.all_export = None
            break
        if text in ("-", "--") or text[:1] not in ("-", "+"):
            break
        if text[-1] == "o":
            _set_option(call, (texts.pop(0) if texts else "") or "", is_on=text[0] == "-")
        if "a" in text:
            _all_export(call, is_on=text[0] == "-")
        if text[0] == "-" and not set("eunktr").isdisjoint(text):
            call.walk.doubt_all_after()
    return True


def setopt(call: Call) -> bool | None:
    """zsh's names of options."""
    if call.dialect != ZSH:
        return None
    for word in call.words[1:]:
        _set_option(call, word.literal or "", is_on=call.words[0].literal == "setopt")
    return True


def _set_option(call: Call, name: str, *, is_on: bool) -> None:
    """One option by its name, in the spelling of any shell."""
    option = name.lower().replace("_", "")
    if option.startswith("no") and option not in ("notify", "noexec", "nounset"):
        option, is_on = option[2:], not is_on
    if option == "allexport":
        _all_export(call, is_on=is_on)
    elif option in (_ODD_ON if is_on else _ODD_OFF):
        call.walk.doubt_all_after()


def evaluate(call: Call) -> bool | None:
    """`eval WORDS`: gone through where they are plain."""
    values = [call.expander.argument(word) for word in call.words[1:]]
    if None not in values:
        text = " ".join(value for value in values if value is not None)
        call.walk.go_through("\n" * (call.place.line - 1) + text.replace("\n", ";"), call.reach)
        return None
    doubt_evaluated(call.variables, call.words[1:], call.place)
    return None


def emulate(call: Call) -> bool | None:
    """zsh: another shell's rules from here on, or with `-c` for one text."""
    if call.dialect != ZSH:
        return None
    literals = [word.literal for word in call.words[1:]]
    if "-c" in literals:
        behind = call.words[literals.index("-c") + 2 :]
        evaluate(call._replace(words=[call.words[0], *behind[:1]], reach=MAYBE))
    elif literals != ["-L", "zsh"] and not call.walk.inside:
        call.walk.doubt_all_after()
    return None


def trap(call: Call) -> bool | None:
    """What is run later, perhaps after every command, may set what it names."""
    code = " ".join(word.source for word in call.words[1:])
    call.variables.doubt(mentioned(code, call.variables.names), call.place)
    return None


def let(call: Call) -> bool | None:
    """Arithmetic sets what stands in it."""
    code = " ".join(word.source for word in call.words[1:])
    for name in sorted(mentioned(code, call.variables.names)):
        call.variables.assign(name, None, call.place, is_sure=False)
    return None


def printf(call: Call) -> bool | None:
    """`printf -v NAME`."""
    is_set = len(call.words) > 1 and (call.words[1].literal or "").startswith("-v")
    return read(call) if is_set else None


def read(call: Call) -> bool | None:
    """`read NAME…` and others that set the variables they are given to something from elsewhere."""
    for word in call.words[1:]:
        name = call.expander.argument(word)
        if name is None:
            doubt_named(call.variables, word, call.place, "assign")
        elif (name := name.removeprefix("-v").partition("[")[0]).isidentifier():
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
    if "o" in (said[0] or "" if said else "") and "q" not in (said[0] or ""):
        for name in said[1:]:
            _set_option(call, name or "", is_on="s" in (said[0] or ""))
    if said == ["-q", "login_shell"]:
        return call.walk.facts.is_login
    return False if said == ["-oq", "posix"] else None


def _without_unknown(word: Word) -> Word:
    """Parameters are no commands: only what is printed counts for the name of a file."""
    return Word(tuple(part for part in word.parts if isinstance(part, Opaque)), word.line)


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
    "printf": printf,
    "print": printf,
    "zstyle": read,
    "zparseopts": read,
    "strftime": read,
    "sysread": read,
    "let": let,
    "trap": trap,
    "alias": alias,
    "enable": enable,
    "disable": enable,
    "emulate": emulate,
    "integer": declare.number,
    "float": declare.number,
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
