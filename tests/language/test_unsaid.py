"""No sentence is forgotten: what looks like one is translated, or listed as not meant for a person."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from scripts.messages import PACKAGE, ROOT, sentences

UNSAID = Path(__file__).with_name("unsaid.txt")
SENTENCE = re.compile(r"[a-z]{2,} (?:[a-z]|\{\})")  # two words in lower case, or one and a value
REGEX = re.compile(r"\(\?|\\[sdwSbn]|\[\^?[^\]]+\][*+?]|\.\*|\|")
SQL = re.compile(r"\s*(?:select|insert|update|delete|create|pragma|begin|drop|alter)\b")


def literals() -> Iterator[tuple[str, str]]:
    """(file, text) of every literal of the package but docstrings and SQL; values as {}."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        skipped = set(_skipped(tree))
        for node in ast.walk(tree):
            if id(node) not in skipped and (text := _text(node)) and not SQL.match(text):
                yield path.relative_to(ROOT).as_posix(), text


def test_every_sentence_is_translated_or_listed() -> None:
    """A new sentence either goes through `tr`, `trn` or `N_`, or into unsaid.txt, with its file."""
    said = {text for one in sentences() for text in (one.one, one.many)}
    found = {
        f"{path}: {text!r}"
        for path, text in literals()
        if text not in said and SENTENCE.search(text) and not is_for_a_program(text)
    }
    listed = set(UNSAID.read_text("utf-8").splitlines())
    assert sorted(found - listed) == []
    assert sorted(listed - found) == []


def is_for_a_program(text: str) -> bool:
    """Regular expressions, command lines and whole files are in no language."""
    return bool(REGEX.search(text)) or text.startswith(("goenvctl ", "go env ")) or text.count("\n") > 1


def _skipped(tree: ast.AST) -> Iterator[int]:
    """Docstrings, and the parts of f-strings."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            yield id(body[0].value)
        if isinstance(node, ast.JoinedStr):
            yield from (id(part) for part in ast.walk(node) if part is not node)


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""
