"""The variables of a shell while its files are read, and what may be otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from goenvctl.startup.assignment import Assignment, Found

# Whether these are set depends on the session, even where a file says nothing of them.
_OF_THE_SESSION = (
    "SSH_", "TERM", "COLORTERM", "TMUX", "STY", "DISPLAY", "WAYLAND_", "VSCODE_", "WSL", "INSIDE_EMACS",
    "SUDO_", "XDG_S", "XDG_V", "XDG_CURRENT_", "DESKTOP_", "GDM", "VTE_", "KITTY_", "ALACRITTY_", "WEZTERM_",
    "TILIX_", "KONSOLE_", "CI", "LC_", "LANG",
)  # fmt: skip


MANY = 20  # doubts that one is compared with, so that a loop does not tell one twice


class Place(NamedTuple):
    """A line of a file, and its text."""

    path: str = ""
    line: int = 0
    text: str = ""


class Variable(NamedTuple):
    """`value` is None where it cannot be told; `is_set` is false where a name is only marked for export.

    `is_passed` is false where zsh has set it to nothing only for such a mark: then no child sees it.
    """

    value: str | None
    is_exported: bool = False
    place: Place = Place()
    is_set: bool = True
    is_passed: bool = True


class Variables:
    """`names` are those asked for; `solid` are known to be not empty, whatever their value."""

    def __init__(
        self,
        base: Mapping[str, str],
        own: Mapping[str, str | None],
        names: Iterable[str],
        solid: Iterable[str] = (),
    ) -> None:
        self.names = frozenset(names)
        self.solid = {*solid, *(name for name, value in own.items() if value)}
        self.doubts: dict[str, list[Assignment]] = {}
        self.is_open = False  # something was not read: what is not known here may be set all the same
        self.all_export: bool | None = False
        self.is_broken = False  # a read-only one was to be set: shells give up the line, the file, or all
        self.is_clouded = False  # a line set variables whose names nobody knows
        self.origins: dict[str, str] = {}  # the code whose output a variable holds
        self.references: dict[str, str | None] = {}  # what is set in truth where a name is; None for anything
        self._fixed: set[str] = set()
        self._found = {name: Variable(value, is_exported=True) for name, value in base.items()}
        self._found.update({name: Variable(value) for name, value in own.items()})

    def value(self, name: str) -> str | None:
        """Its value, empty where it is unset, None where it cannot be told."""
        found = self._found.get(name)
        if self.doubts.get(name):
            return None
        if found:
            return found.value if found.is_set else ""
        return None if self.is_open or name.startswith(_OF_THE_SESSION) else ""

    def is_set(self, name: str) -> bool | None:
        if self.doubts.get(name):
            return None
        if found := self._found.get(name):
            return found.is_set
        return None if self.is_open or name.startswith(_OF_THE_SESSION) else False

    def is_exported(self, name: str) -> bool:
        found = self._found.get(name)
        return bool(found and found.is_exported)

    def assign(
        self,
        name: str,
        value: str | None,
        place: Place,
        *,
        is_sure: bool,
        is_literal: bool = False,
        exported: bool | None = None,
    ) -> None:
        """`exported` None leaves the export as it is; False takes it off."""
        if name in self.references:
            self.doubt({self.references[name]} if self.references[name] else None, place, kind="assign")
            return
        self.origins.pop(name, None)
        is_sure &= is_literal or not self.is_clouded
        if exported is None and self.all_export:
            exported = True
        old = self._found.get(name)
        was_exported = bool(old and old.is_exported)
        if exported is None and self.all_export is None and not was_exported:
            self._doubt(Assignment(name, value, *place, "export", False, is_literal))
        kind = "export" if exported else "assign"
        self.is_broken |= name in self._fixed
        if not is_sure or name in self._fixed:
            if name not in self.names or (not was_exported and exported is None):
                self._found[name] = Variable(None, was_exported, place)
            self.solid.discard(name)
            self._doubt(Assignment(name, value, *place, kind, False, is_literal))
            return
        self.solid.discard(name)
        is_exported = was_exported if exported is None else exported
        self._found[name] = Variable(value, is_exported, place)
        if name in self.names:
            left = "unset" if was_exported else "export"
            kept = [doubt for doubt in self.doubts.get(name, ()) if exported is None and doubt.kind == left]
            self.doubts[name] = kept
            if value is None:
                self._doubt(Assignment(name, None, *place, kind, True, is_literal))

    def export(
        self, name: str, place: Place, *, is_sure: bool, exported: bool = True, makes_empty: bool = False
    ) -> None:
        """Mark a name, which need not have a value yet; or take the mark off."""
        old = self._found.get(name)
        if bool(old and old.is_exported) == exported and (old or not exported):
            return
        if not is_sure:
            known = old.value if old and old.is_set else None
            self._doubt(Assignment(name, known, *place, "export" if exported else "unset", False, False))
        elif old:
            self._found[name] = old._replace(is_exported=exported)
        else:
            self._found[name] = Variable("", exported, place, is_set=makes_empty, is_passed=False)

    def unset(self, name: str, place: Place, *, is_sure: bool) -> None:
        self.solid.discard(name)
        self.is_broken |= name in self._fixed
        if is_sure and name not in self._fixed:
            self._found.pop(name, None)
            self.doubts.pop(name, None)
        elif name in self._found or self.doubts.get(name):
            if name not in self.names:
                self._found[name] = Variable(None, self.is_exported(name), place)
            self._doubt(Assignment(name, None, *place, "unset", False))

    def fix(self, name: str) -> None:
        """It is read-only from here on: a later line fails, and what a shell does then differs."""
        self._fixed.add(name)

    def doubt(self, names: Iterable[str | None] | None, place: Place, kind: str = "export") -> None:
        """A line that may set these variables to anything; with None all that are asked for."""
        if names is None:
            self.is_clouded = self.is_open = True
        for name in self.names if names is None else self.names.intersection(names):
            self._doubt(Assignment(name, None, *place, kind, False, False))

    def blur(self) -> None:
        """Something not read may have set any of them but those asked for."""
        self.is_open = True

    def exported(self) -> dict[str, Found]:
        """Those asked for that are exported with a value that can be told."""
        found = {}
        for name in sorted(self.names):
            variable = self._found.get(name)
            is_seen = variable and variable.is_exported and variable.is_set and variable.is_passed
            if variable and is_seen and variable.value is not None:
                found[name] = Found(variable.value, variable.place.path, variable.place.line)
        return found

    def all_doubts(self) -> tuple[Assignment, ...]:
        """Those that matter: a value that nothing may export is none."""
        return tuple(
            doubt
            for name in sorted(self.doubts)
            if self.is_exported(name) or any(doubt.kind == "export" for doubt in self.doubts[name])
            for doubt in self.doubts[name]
        )

    def _doubt(self, assignment: Assignment) -> None:
        if assignment.name in self.names:
            known = self.doubts.setdefault(assignment.name, [])
            if assignment not in known[-MANY:]:
                known.append(assignment)
