"""What a word of fish means, as far as the variables known at that point tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goenvctl.startup.language.expand import Expander
from goenvctl.startup.language.token import Param, Part, Text
from goenvctl.startup.language.variables import Variable

_OF_THE_SHELL = ("argv", "status", "pipestatus", "fish_pid", "last_pid")


class FishExpander(Expander):
    """`lists` are variables that are not exactly one word; `universal` stand behind the others."""

    lists: frozenset[str] = frozenset()
    universal: Mapping[str, Variable] = {}
    is_inside = False  # a function, which has variables of its own

    def _join(self, parts: Sequence[Part], *, is_assigned: bool) -> str | None:
        if len(parts) > 1 and any(
            isinstance(part, Param) and not part.is_quoted and self._is_many(part.name) for part in parts
        ):
            return None
        return super()._join(parts, is_assigned=False)

    def _piece(self, part: Part, *, is_first: bool, is_last: bool, is_assigned: bool) -> str | None:
        if is_first and isinstance(part, Text) and not part.is_quoted and part.text.startswith("%"):
            return None  # `%self`
        return super()._piece(part, is_first=is_first, is_last=is_last, is_assigned=is_assigned)

    def _param(self, part: Param) -> str | None:
        is_unset = self.variables.is_set(part.name) is False
        if part.name in _OF_THE_SHELL or (self.is_inside and is_unset and part.name not in self.universal):
            return None
        if self.variables.is_set(part.name) is False and part.name in self.universal:
            return self.universal[part.name].value
        return super()._param(part)

    def _is_many(self, name: str) -> bool:
        return (
            name in _OF_THE_SHELL
            or name in self.lists
            or (self.variables.is_set(name) is False and name not in self.universal)
        )
