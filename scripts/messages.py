"""`nox -s messages`: collect the sentences of the program and compile the catalogues.

A sentence is the text of `tr`, `trn` and `N_`, an option's `help=`, the docstring of a command, and what the
built-in profiles say of themselves.
"""

from __future__ import annotations

import ast
import io
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "goenvctl"
PROFILES = ROOT / "profiles"
CATALOGUES = PACKAGE / "language"
LANGUAGES = {"zh": "zh_Hans_CN"}
WIDTH = 110


class Sentence(NamedTuple):
    """What is translated, `many` where a number decides; the file it stands in, and the line."""

    one: str
    many: str
    path: str
    line: int

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.one, self.many) if self.many else self.one


def sentences() -> Iterator[Sentence]:
    """All that the program can say, file by file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        shown = path.relative_to(ROOT).as_posix()
        for node in ast.walk(tree):
            for one, many in _said(node):
                if one:
                    yield Sentence(one, many, shown, getattr(node, "lineno", 0))
    for path in sorted(PACKAGE.rglob("*.html")):
        yield from _of_page(path)
    for path in sorted(PROFILES.rglob("*.toml")):
        yield from _of_profile(path)


def collected(created: datetime | str) -> Catalog:
    """A catalogue of everything, with nothing translated."""
    catalog = Catalog(creation_date=created, charset="utf-8", fuzzy=False)
    for one in sorted(sentences(), key=lambda one: (one.path, one.line)):
        catalog.add(one.id, locations=[(one.path, 0)])
    return catalog


def read_catalogue(language: str) -> Catalog:
    path = CATALOGUES / f"{language}.po"
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGES[language])


def updated(language: str) -> Catalog:
    """The language's catalogue with every sentence of the program, and no other."""
    catalog = read_catalogue(language)
    catalog.project, catalog.version = "goenvctl", "sentences"
    catalog.update(collected(catalog.creation_date), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """The bytes of the file that the program reads."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def main() -> None:
    for language in LANGUAGES:
        catalog = updated(language)
        with (CATALOGUES / f"{language}.po").open("wb") as file:
            write_po(file, catalog, width=WIDTH, omit_header=False, include_lineno=False, sort_output=False)
        (CATALOGUES / f"{language}.mo").write_bytes(compiled(catalog))
        missing = [message.id for message in catalog if message.id and not _is_translated(message.string)]
        print(f"{language}: {len(catalog)} sentences, {len(missing)} without a translation")


def _of_page(path: Path) -> Iterator[Sentence]:
    """The sentences of a template: the first text of each `tr`, within a line and without escapes."""
    shown = path.relative_to(ROOT).as_posix()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        for _, text in re.findall(r"""\btr\((['"])(.+?)\1""", line):
            yield Sentence(text, "", shown, number)


def _of_profile(path: Path) -> Iterator[Sentence]:
    """What a built-in profile says of itself and its parameters; what the catalogue says of mirrors."""
    data = tomllib.loads(path.read_text("utf-8"))
    told = [
        data.get("summary", ""),
        *(param["about"] for param in data.get("params", {}).values()),
        *(mirror["operator"] for mirror in data.get("mirror", ())),
        *(one["why"] for name in ("retired", "retired_database") for one in data.get(name, ())),
    ]
    shown = path.relative_to(ROOT).as_posix()
    yield from (Sentence(text, "", shown, 0) for text in told if text)


def _said(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        texts = [_text(argument) for argument in node.args]
        if name in ("tr", "N_") and texts:
            yield texts[0], ""
        elif name == "trn":
            yield texts[0], texts[1]
        for keyword in node.keywords:
            if keyword.arg == "help":
                yield _text(keyword.value), ""
    elif isinstance(node, ast.FunctionDef) and any(map(_is_command, node.decorator_list)):
        yield ast.get_docstring(node) or "", ""


def _is_command(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in ("command", "group")


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


if __name__ == "__main__":
    main()
