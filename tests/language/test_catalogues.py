"""The catalogues say everything that the program says."""

from __future__ import annotations

import io
from collections.abc import Iterator
from string import Formatter
from typing import NamedTuple

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo

from goenvctl.language import ENGLISH, LANGUAGES, N_, speak, spoken, tr, trn
from scripts.messages import CATALOGUES, compiled, read_catalogue, sentences

TRANSLATED = [language for language in LANGUAGES if language != ENGLISH]


class Pair(NamedTuple):
    """A sentence (of a plural: its two forms) and all that the catalogue says for it."""

    english: tuple[str, ...]
    translated: tuple[str, ...]


def pairs(language: str) -> Iterator[Pair]:
    for message in read_catalogue(language):
        if message.id:
            yield Pair(_texts(message.id), _texts(message.string))


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_lacks_a_translation(language: str) -> None:
    """Every sentence of the program is in the catalogue, translated and sure, and nothing else is in it."""
    said = {_texts(one.id) for one in sentences()}
    assert len(said) > 500
    found = {_texts(message.id): message for message in read_catalogue(language) if message.id}
    assert said - set(found) == set()
    assert set(found) - said == set()
    assert [key for key, message in found.items() if not all(_texts(message.string)) or message.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_match(language: str) -> None:
    """A translation fills in what the sentence fills in, and begins and ends with the same blanks."""
    wrong = [
        (pair.english[-1], text)
        for pair in pairs(language)
        for text in pair.translated
        if (placeholders(text), margins(text)) != (placeholders(pair.english[-1]), margins(pair.english[-1]))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_the_program_reads_is_what_the_translator_wrote(language: str) -> None:
    """The compiled catalogue is that of the text beside it: `nox -s messages` makes it."""
    stored = (CATALOGUES / f"{language}.mo").read_bytes()
    assert _content(stored) == _content(compiled(read_catalogue(language)))


def test_english_needs_no_catalogue() -> None:
    """Until another language is chosen the sentences themselves are said."""
    assert spoken() == ENGLISH
    assert tr("a {b}", b="c") == "a c"
    assert tr("{as it stands}") == "{as it stands}"
    assert [trn("{number} file", "{number} files", number) for number in (0, 1, 2)] == [
        "0 files",
        "1 file",
        "2 files",
    ]
    assert N_("later") == "later"


def test_another_language() -> None:
    """A sentence that the catalogue knows comes out of it; one that it does not is said in English."""
    speak("zh")
    assert tr("interrupted") != "interrupted"
    assert tr("no such sentence: {name}", name="x") == "no such sentence: x"
    assert tr("") == ""
    speak(ENGLISH)
    assert tr("interrupted") == "interrupted"


def placeholders(text: str) -> list[str]:
    """The names in braces with their formats, in alphabetical order."""
    return sorted(str(field[1:]) for field in Formatter().parse(text) if field[1] is not None)


def margins(text: str) -> tuple[str, str, int]:
    """The blanks before and after it, and how many lines it ends."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :], text.count("\n")


def _texts(one: object) -> tuple[str, ...]:
    return tuple(map(str, one)) if isinstance(one, (tuple, list)) else (str(one),)


def _content(data: bytes) -> dict[tuple[str, ...], tuple[str, ...]]:
    messages: Iterator[Message] = iter(read_mo(io.BytesIO(data)))
    return {_texts(message.id): _texts(message.string) for message in messages if message.id}
