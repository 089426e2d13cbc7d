"""A profile as a value, read from its TOML file (docs/profiles.md describes the format)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.errors import InvalidInput, Problem
from goenvctl.go.variables import VARIABLES
from goenvctl.language import N_, tr

SCHEMA = 1
BUILT_IN = "built-in"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_QUOTES = N_("mend the line; values stand in double quotes")
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)$")


class Param(NamedTuple):
    """A blank of a template. `default` and `effective` (a variable's name) fill it when nobody does."""

    about: str = ""
    default: str | None = None
    effective: str = ""


class Profile(NamedTuple):
    """`source` is built-in, site, user or file; `lines` tells where each key stands, from 1."""

    name: str
    path: str
    source: str
    summary: str
    aliases: tuple[str, ...]
    trust: str
    fallback: tuple[str, ...]
    control: tuple[str, ...]
    unset: tuple[str, ...]
    params: Mapping[str, Param]
    go: Mapping[str, str]
    lines: Mapping[str, int]

    @property
    def is_template(self) -> bool:
        return bool(self.params)

    @property
    def values(self) -> dict[str, str | None]:
        """What it sets, and None for what it unsets."""
        return {**dict.fromkeys(self.unset), **self.go}

    @property
    def about(self) -> str:
        """The summary as a person is shown it; that of a built-in profile is translated."""
        return self._said(self.summary)

    def about_param(self, name: str) -> str:
        """What a parameter of the template is for, likewise."""
        return self._said(self.params[name].about)

    def _said(self, text: str) -> str:
        return tr(text) if self.source == BUILT_IN else text

    def problem(self, id: str, message: str, hint: str, key: str = "") -> Problem:
        return Problem(id, message, hint, self.path, self.lines.get(key))


def with_values(profile: Profile, values: Mapping[str, str | None]) -> Profile:
    """The profile with these values, all of them, in place of its own; None unsets."""
    go = {name: value for name, value in values.items() if value is not None}
    return profile._replace(go=go, unset=tuple(name for name in values if name not in go))


class BrokenProfile(InvalidInput):
    """The file is no profile. `patterns` are what can still be read of it, None if nothing can."""

    def __init__(self, problem: Problem, patterns: tuple[str, ...] | None) -> None:
        super().__init__(problem.id, problem.message, problem.hint, (problem,))
        self.patterns = patterns


def parse_profile(text: str, name: str, path: str, source: str) -> Profile:
    """The profile in `text`. Raises BrokenProfile for bad TOML, unknown keys and wrong types."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        found = _TOML_LINE.search(str(exc))
        problem = Problem(
            "profile-syntax",
            tr("not valid TOML: {fault}", fault=exc),
            tr("mend the line") if "twice" in str(exc) or "overwrite" in str(exc) else tr(_QUOTES),
            path,
            int(found[1]) if found else None,
        )
        raise BrokenProfile(problem, None) from exc
    return _Reader(data, text, name, path).read(source)


class _Reader:
    """Strict: each key has one type, and a key nobody knows is an error."""

    def __init__(self, data: dict[str, object], text: str, name: str, path: str) -> None:
        self._data = data
        self._lines = key_lines(text)
        self._name = name
        self._path = path

    def read(self, source: str) -> Profile:
        schema = self._data.get("schema", SCHEMA)
        if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
            self._fail(
                "schema", tr("schema must be the number {number}", number=SCHEMA), tr("write schema = 1")
            )
        if schema > SCHEMA:  # type: ignore[operator]  # an int, checked above
            self._fail(
                "schema",
                tr(
                    "written for a newer goenvctl (schema {schema}; this one reads {known})",
                    schema=schema,
                    known=SCHEMA,
                ),
                tr("upgrade goenvctl"),
                id="profile-newer-schema",
            )
        known = (*Profile._fields[3:-1], "schema")
        for key in self._data:
            if key not in known:
                hint = (
                    tr("move it under [go]: {key} = …", key=key)
                    if key in VARIABLES
                    else tr("known are: {keys}", keys=", ".join(sorted(known)))
                )
                self._fail(key, tr("unknown key {key}", key=key), hint)
        if not NAME.fullmatch(self._name):
            self._fail_name("", self._name)
        profile = Profile(
            name=self._name,
            path=self._path,
            source=source,
            summary=self._text("summary", ""),
            aliases=self._names("aliases"),
            trust=self._text("trust", "public"),
            fallback=self._names("fallback"),
            control=self._texts("control"),
            unset=self._texts("unset"),
            params=self._params(),
            go=self._go(),
            lines=self._lines,
        )
        self._check_variables(profile)
        if profile.trust not in ("public", "private"):
            self._fail(
                "trust", tr("trust is {trust!r}", trust=profile.trust), tr('write "public" or "private"')
            )
        return profile

    def _check_variables(self, profile: Profile) -> None:
        for name in (*profile.go, *profile.unset):
            if name not in VARIABLES:
                self._fail(
                    name if name in profile.go else "unset",
                    tr("{name} is no variable that a profile may hold", name=name),
                    tr("it may hold {names}", names=", ".join(VARIABLES)),
                )
        if both := sorted(set(profile.go) & set(profile.unset)):
            self._fail("unset", tr("{name} is both set and unset", name=both[0]), tr("keep one of the two"))

    def _go(self) -> dict[str, str]:
        table = self._data.get("go", {})
        if not isinstance(table, dict):
            self._fail(
                "go",
                tr("{key} must be a table", key="go"),
                tr("write {line} on a line of its own", line="[go]"),
            )
        for key, value in table.items():  # type: ignore[attr-defined]  # a dict, checked above
            if not isinstance(value, str):
                self._fail_text(key)
        return dict(table)  # type: ignore[call-overload,no-any-return]

    def _params(self) -> dict[str, Param]:
        table = self._data.get("params", {})
        if not isinstance(table, dict):
            self._fail(
                "params",
                tr("{key} must be a table", key="params"),
                tr("write {line} on a line of its own", line="[params]"),
            )
        params: dict[str, Param] = {}
        for key, value in table.items():  # type: ignore[attr-defined]
            fits = isinstance(value, dict) and all(
                field in Param._fields and isinstance(text, str) for field, text in value.items()
            )
            if not fits or not re.fullmatch("[a-z][a-z0-9_]*", key):
                self._fail(
                    key,
                    tr("parameter {name} is malformed", name=key),
                    tr("write {value}", value=f'{key} = {{ about = "…" }}'),
                )
            params[key] = Param(**value)
        return params

    def _text(self, key: str, default: str) -> str:
        value = self._data.get(key, default)
        if not isinstance(value, str):
            self._fail_text(key)
        return str(value)

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self._data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._fail(
                key, tr("{key} must be a list of texts", key=key), tr("write {value}", value=f'{key} = ["…"]')
            )
        return tuple(value)  # type: ignore[arg-type]

    def _names(self, key: str) -> tuple[str, ...]:
        names = self._texts(key)
        for name in names:
            if not NAME.fullmatch(name):
                self._fail_name(key, name)
        return names

    def _fail_text(self, key: str) -> None:
        self._fail(key, tr("{key} must be a text", key=key), tr("write {value}", value=f'{key} = "…"'))

    def _fail_name(self, key: str, name: str) -> None:
        self._fail(
            key, tr("{name!r} is no name for a profile", name=name), tr("use a-z, 0-9, `.`, `_` and `-`")
        )

    def _fail(self, key: str, message: str, hint: str, id: str = "profile-schema") -> None:
        problem = Problem(id, message, hint, self._path, self._lines.get(key))
        raise BrokenProfile(problem, self._readable_patterns())

    def _readable_patterns(self) -> tuple[str, ...] | None:
        go = self._data.get("go", {})
        if not isinstance(go, dict):
            return None
        found = [go.get(name, "") for name in ("GOPRIVATE", "GONOSUMDB")]
        return tuple(found) if all(isinstance(text, str) for text in found) else None


def key_lines(text: str) -> dict[str, int]:
    """Where each key or table of the text first stands, counting lines from 1."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for match in re.finditer(
            r"""(?:^|[\s{,.\["'])([A-Za-z0-9_]+)["']?\s*(?:=|\]|\.)""", line.partition(" #")[0]
        ):
            lines.setdefault(match[1], number)
    return lines
