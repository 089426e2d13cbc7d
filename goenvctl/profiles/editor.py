"""Profiles and the config as TOML text, changed with comments and layout kept. The only door of tomlkit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import tomlkit
from tomlkit.items import Table

from goenvctl.profiles.draft import Draft
from goenvctl.profiles.template import blanks, fill


def edited_text(text: str, draft: Draft) -> str:
    """`text` with the draft's fields set and everything else as it was. Raises tomlkit's ParseError."""
    document = tomlkit.parse(text)
    for key, value in (("summary", draft.summary), ("trust", draft.trust)):
        if value:
            document[key] = value
    if draft.aliases:
        document["aliases"] = list(draft.aliases)
    set_ = {name: value for name, value in draft.values.items() if value is not None}
    unset = [name for name, value in draft.values.items() if value is None]
    if unset or "unset" in document:
        kept = [name for name in document.get("unset", []) if name not in set_]
        document["unset"] = list(dict.fromkeys([*kept, *unset]))
        if not document["unset"]:
            del document["unset"]
    if set_ and "go" not in document:
        document["go"] = tomlkit.table()
    table = document.get("go", {})
    for name, value in set_.items():
        table[name] = value
    for name in unset:
        if name in table:
            del table[name]
    return _top_level_first(document)


def filled_text(text: str, arguments: Mapping[str, str]) -> str:
    """A template's text with its blanks filled: `[params]` and the template's aliases go, comments stay."""
    document = tomlkit.parse(text)
    for key in ("params", "aliases", "summary"):
        if key in document:
            del document[key]
    for name, value in document.get("go", {}).items():
        if blanks(str(value)):
            document["go"][name] = fill(str(value), arguments)
    return tomlkit.dumps(document).lstrip("\n")


def copied_text(text: str) -> str:
    """A profile's text for another name: its aliases stay with the original."""
    document = tomlkit.parse(text)
    if "aliases" in document:
        del document["aliases"]
    return tomlkit.dumps(document).lstrip("\n")


def with_private(text: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> str:
    """The config's text with patterns added to or taken from its list, the rest of the list as it was."""
    document = tomlkit.parse(text)
    if "private" not in document:
        document["private"] = tomlkit.array().multiline(True)
    patterns = document["private"]
    for pattern in add:
        patterns.append(pattern)
    for pattern in remove:
        patterns.remove(pattern)
    return _top_level_first(document)


def _top_level_first(document: tomlkit.TOMLDocument) -> str:
    """Plain keys have to stand before the first table; tomlkit appends new ones behind it."""
    tables = [key for key, item in document.items() if isinstance(item, Table)]
    keys = list(document)
    if not tables or all(key in tables for key in keys[keys.index(tables[0]) :]):
        return tomlkit.dumps(document)
    moved = {key: document.pop(key) for key in tables}
    for key, table in moved.items():
        document.add(key, table)
    return tomlkit.dumps(document)
