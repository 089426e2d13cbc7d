"""What the commands of fish do to variables (set(1), source(1), status(1) of fish)."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping

from goenvctl.startup.assignment import Found, Unread
from goenvctl.startup.fish_language import grammar
from goenvctl.startup.fish_language.expand import FishExpander
from goenvctl.startup.language.conditions import judge_test
from goenvctl.startup.language.expand import is_literal
from goenvctl.startup.language.pattern import matches
from goenvctl.startup.language.token import Opaque, Param, Text, Word
from goenvctl.startup.language.tree import Node, Simple
from goenvctl.startup.language.unknown import doubt_evaluated, doubt_named, note_origin
from goenvctl.startup.language.variables import Place, Variable, Variables
from goenvctl.startup.language.walk import SURE, Walk
from goenvctl.startup.outside import mentioned

_LONG = {
    "local": "l", "function": "f", "global": "g", "universal": "U", "export": "x", "unexport": "u",
    "erase": "e", "query": "q", "append": "a", "prepend": "p", "names": "n", "show": "S", "path": "P",
    "unpath": "N", "long": "L",
}  # fmt: skip


_OWN = frozenset(
    "set export source . status test [ true : false return exit exec eval read argparse builtin command "
    "alias".split()
)
_ACTING = frozenset("set export source . eval read argparse builtin".split())


class FishCommands:
    """The dialect of fish, with the universal variables that it starts with."""

    def __init__(self, universal: Mapping[str, Variable] | None = None) -> None:
        self.own = _OWN
        self.universal = dict(universal or {})
        self._lists: set[str] = set()
        self._local: set[str] = set()

    def commands(self, text: str) -> Iterator[Node]:
        return grammar.commands(text)

    def execute(self, walk: Walk, simple: Simple, reach: int) -> bool | None:
        words = list(simple.words)
        if words[0].bare == "command":
            return None  # a program
        while len(words) > 1 and words[0].bare == "builtin" and not words[1].bare.startswith("-"):
            del words[0]
        place, name = walk.place(simple.line), words[0].literal
        if name is None:
            name = self._expander(walk).argument(words[0])
        if name is None:
            self._doubt_command(walk, words, place)
            return None
        if name in walk.aliases:
            code = walk.aliases[name]
            if mentioned(code, walk.variables.names) or not _ACTING.isdisjoint(code.split()):
                walk.variables.doubt(None, place)
        if name in walk.functions:
            walk.call(name)
            return None
        match name:
            case "set":
                return self._set(walk, words[1:], place, reach)
            case "export":
                return self._export(walk, words[1:], place, reach)
            case "source" | ".":
                return self._source(walk, words, place, reach)
            case "status":
                return _status(walk, [word.literal or "" for word in words[1:]])
            case "test" | "[":
                return self._test(walk, words)
            case "true" | ":" | "false":
                return name != "false"
            case "return":
                walk.leave_file(reach)
            case "exit" | "exec":
                walk.leave_all(reach)
            case "alias":
                self._alias(walk, words)
            case "eval":
                return self._eval(walk, words, place, reach)
            case "read" | "argparse":
                for word in words[1:]:
                    if (word.literal or "").isidentifier():
                        walk.variables.assign(word.literal or "", None, place, is_sure=False)
        return None

    def test(self, walk: Walk, words: tuple[Word, ...]) -> bool | None:
        return None

    def case(self, walk: Walk, word: Word, pattern: Word) -> bool | None:
        value = self._expander(walk).quoted(word.parts)
        return None if value is None else matches(value, pattern.parts)

    def turns(self, walk: Walk, words: tuple[Word, ...]) -> list[str] | None:
        expander = self._expander(walk)
        turns: list[str] = []
        for word in words:
            value = expander.quoted(word.parts)
            if value is None or not _is_one(self, walk, word):
                return None
            if "*" in value:
                if not os.path.isabs(value) or "**" in value or not is_literal(word.parts):
                    return None
                turns += sorted(glob.glob(value))
            else:
                turns.append(value)
        return turns

    def exported(self, variables: Variables) -> dict[str, Found]:
        """What the shell exports: its own variables, and the universal ones that those do not hide."""
        found = variables.exported()
        for name, variable in self.universal.items():
            is_wanted = name in variables.names and name not in found
            if is_wanted and variable.is_exported and variable.is_set and variable.value is not None:
                found[name] = Found(variable.value, variable.place.path, variable.place.line)
        return {name: found[name] for name in sorted(found)}

    def _set(self, walk: Walk, words: list[Word], place: Place, reach: int) -> bool | None:
        flags, words = _flags(words)
        variables = walk.variables
        if flags is None or not words or "n" in flags or "S" in flags:
            for word in words:
                variables.assign(word.literal or "", None, place, is_sure=False, exported=True)
            return None
        unknown = [word for word in (words if "e" in flags else words[:1]) if self._named(walk, word) is None]
        if unknown and "q" not in flags:
            for word in unknown:
                doubt_named(variables, word, place)
            return None
        names = [self._named(walk, word) or "" for word in words]
        if "q" in flags:
            return self._is_set(variables, names) if not set(flags) - {"q"} else None
        if "e" in flags:
            for name in names:
                self._erase(walk, name, flags, place, reach)
            return True
        name, values = names[0], words[1:]
        if not name.isidentifier():
            if "[" in name:
                variables.assign(name.partition("[")[0], None, place, is_sure=False)
            return None
        if len(set(flags) & set("lfgU")) > 1 or len(set(flags) & set("xu")) > 1:
            variables.doubt({name}, place)  # an error
            return None
        if "l" in flags or "f" in flags:
            self._local.add(name)
            if name in variables.names:
                return True  # it ends with the file
        value = self._joined(walk, values)
        if "a" in flags or "p" in flags:
            value = None
        if len(values) != 1:
            self._lists.add(name)
        else:
            self._lists.discard(name)
        exported = True if "x" in flags else False if "u" in flags else None
        literal = all(is_literal(word.parts) for word in values)
        is_hidden = variables.is_set(name) is False and name in self.universal
        if "U" in flags or (is_hidden and "g" not in flags):
            self._set_universal(walk, name, value, place, reach, exported=exported)
            if not values and name in self.universal:
                self.universal[name] = self.universal[name]._replace(is_set=False)
                variables.doubt({name}, place)  # exported empty, or not at all in the next shell
            return True
        is_sure = reach == SURE and not walk.inside and (name not in self._local or "g" in flags)
        variables.assign(name, value, place, is_sure=is_sure, is_literal=literal, exported=exported)
        if value is None:
            note_origin(variables, name, [part for word in values for part in word.parts], is_sure=is_sure)
        return True

    def _named(self, walk: Walk, word: Word) -> str | None:
        """The name that `set` is given; None where only running tells."""
        return word.literal if word.literal is not None else self._expander(walk).argument(word)

    def _alias(self, walk: Walk, words: list[Word]) -> None:
        """`alias NAME TEXT` or `alias NAME=TEXT`."""
        sources = [word.source for word in words[1:] if not word.bare.startswith("-")]
        name, _, code = sources[0].partition("=") if len(sources) == 1 else ("", "", "")
        if len(sources) > 1:
            name, code = sources[0], " ".join(sources[1:])
        if name in _OWN or "$" in name or "(" in name:
            walk.doubt_all_after()
        walk.aliases[name] = code

    def _doubt_command(self, walk: Walk, words: list[Word], place: Place) -> None:
        """A command whose name only running tells. A path is a program."""
        walk.variables.blur()
        if (
            words[0].source.startswith("$")
            and words[0].parts[:1] != (Param("argv"),)
            and "/" not in words[0].source
        ):
            said = " ".join(word.source for word in words[1:])
            walk.variables.doubt(mentioned(said, walk.variables.names), place)
        elif "/" not in words[0].source:
            walk.variables.doubt(None, place)

    def _set_universal(
        self, walk: Walk, name: str, value: str | None, place: Place, reach: int, *, exported: bool | None
    ) -> None:
        old = self.universal.get(name)
        is_exported = bool(old and old.is_exported) if exported is None else exported
        if reach == SURE and value is not None:
            self.universal[name] = Variable(value, is_exported, place)
        elif name in walk.variables.names:
            walk.variables.assign(name, value, place, is_sure=False, exported=is_exported)

    def _erase(self, walk: Walk, name: str, flags: str, place: Place, reach: int) -> None:
        if "l" in flags or "f" in flags or not name.isidentifier():
            return
        variables = walk.variables
        is_universal = "U" in flags or ("g" not in flags and variables.is_set(name) is False)
        if not is_universal:
            variables.unset(name, place, is_sure=reach == SURE)
        elif reach == SURE:
            self.universal.pop(name, None)
        elif name in self.universal:
            variables.assign(name, None, place, is_sure=False, exported=True)

    def _is_set(self, variables: Variables, names: list[str]) -> bool | None:
        answers = [True if name in self.universal else variables.is_set(name) for name in names]
        return False if False in answers else None if None in answers else True

    def _export(self, walk: Walk, words: list[Word], place: Place, reach: int) -> bool | None:
        """The function `export` that comes with fish: `NAME=VALUE` becomes `set -gx NAME VALUE`."""
        expander = self._expander(walk)
        for word in words:
            text = expander.quoted(word.parts)
            if text is None:
                first = word.parts[0]
                known = (first.text if isinstance(first, Text) else "").partition("=")
                if known[1]:
                    walk.variables.assign(known[0], None, place, is_sure=reach == SURE, exported=True)
                else:
                    doubt_named(walk.variables, word, place)
                continue
            name, sign, value = text.partition("=")
            if not sign:
                walk.variables.export(name, place, is_sure=reach == SURE)
                continue
            literal = is_literal(word.parts)
            is_sure = reach == SURE and _is_one(self, walk, word)
            walk.variables.assign(name, value, place, is_sure=is_sure, is_literal=literal, exported=True)
        return True

    def _joined(self, walk: Walk, words: list[Word]) -> str | None:
        expander = self._expander(walk)
        values = []
        for word in words:
            value = expander.argument(word)
            if value is None and not _has_glob(word):
                value = expander.quoted(word.parts)
            if value is None:
                return None
            values.append(value)
        return " ".join(values)

    def _source(self, walk: Walk, words: list[Word], place: Place, reach: int) -> bool | None:
        path = self._expander(walk).quoted(words[1].parts) if len(words) > 1 else ""
        is_plain = path is not None and os.path.isabs(path) and not path.startswith(("/dev/", "/proc/"))
        if path is not None and is_plain and not _has_glob(words[1]):
            walk.read(path, reach, place.line)
            return None
        outputs = [part for word in words[1:] for part in word.parts if isinstance(part, Opaque)]
        if path is not None:
            walk.variables.doubt(None, place)  # found from the current folder, or no file at all
        elif outputs:
            doubt_evaluated(walk.variables, [Word(tuple(outputs), place.line)], place)
        walk.variables.blur()
        why = "which file it is can only be told by running it" if path is None else "no absolute path"
        walk.unread.append(Unread(path or "", why, place.path, place.line))
        return None

    def _test(self, walk: Walk, words: list[Word]) -> bool | None:
        if words[0].bare == "[":
            if words[-1].bare != "]":
                return None
            words = words[:-1]
        expander = self._expander(walk)
        for word in words[1:]:
            is_param = (
                len(word.parts) == 1 and isinstance(word.parts[0], Param) and not word.parts[0].is_quoted
            )
            if is_param and expander.quoted(word.parts) == "" and _is_one(self, walk, word):
                return None  # an empty word, which POSIX shells would drop
        return judge_test(words[1:], expander, walk.facts)

    def _eval(self, walk: Walk, words: list[Word], place: Place, reach: int) -> bool | None:
        values = [self._expander(walk).quoted(word.parts) for word in words[1:]]
        if None not in values:
            text = " ".join(value for value in values if value is not None)
            walk.go_through("\n" * (place.line - 1) + text.replace("\n", ";"), reach)
            return None
        doubt_evaluated(walk.variables, words[1:], place)
        return None

    def _expander(self, walk: Walk) -> FishExpander:
        expander = FishExpander(walk.variables, "fish", lambda _name, _value: None)
        expander.lists = frozenset(self._lists)
        expander.universal = self.universal
        expander.is_inside = bool(walk.inside)
        return expander


def _flags(words: list[Word]) -> tuple[str | None, list[Word]]:
    """The options of `set` as letters, None where one is not known, and the words behind them."""
    flags = ""
    for index, word in enumerate(words):
        text = word.literal or ""
        if text == "--":
            return flags, words[index + 1 :]
        if text.startswith("--"):
            if text[2:] not in _LONG:
                return None, words[index + 1 :]
            flags += _LONG[text[2:]]
        elif text.startswith("-") and len(text) > 1:
            flags += text[1:]
        else:
            return flags, words[index:]
    return flags, []


def _status(walk: Walk, words: list[str]) -> bool | None:
    said = words[0].lstrip("-") if len(words) == 1 else ""
    if said in ("is-interactive", "i"):
        return walk.facts.is_interactive
    if said in ("is-login", "l"):
        return walk.facts.is_login
    return None


def _has_glob(word: Word) -> bool:
    return any(
        "*" in part.text or "?" in part.text
        for part in word.parts
        if isinstance(part, Text) and not part.is_quoted
    )


def _is_one(commands: FishCommands, walk: Walk, word: Word) -> bool:
    """No list in it, and nothing that may be one."""
    expander = commands._expander(walk)
    return not any(
        isinstance(part, Param) and not part.is_quoted and expander._is_many(part.name) for part in word.parts
    )
