"""The language a person is spoken to in: English, or that of a gettext catalogue beside this file.

English sentences are the keys. `scripts/messages.py` collects them and compiles the catalogues.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import GNUTranslations

ENGLISH = "en"
LANGUAGES = (ENGLISH, "zh")

_ENDS_OF_A_LANGUAGE = str.maketrans("-.@", "___")

_spoken = ENGLISH
_catalogue: GNUTranslations | None = None


def speak(language: str) -> None:
    """From now on, in this process; the catalogue is read when the first sentence is said."""
    global _spoken, _catalogue
    if language != _spoken:
        _spoken, _catalogue = language, None


def spoken() -> str:
    return _spoken


def N_(message: str) -> str:  # noqa: N802  # gettext's own name
    """A sentence that is translated later, by `tr`."""
    return message


def tr(message: str, /, **values: object) -> str:
    """The sentence in the language spoken, its `{placeholders}` filled where values are given."""
    if _spoken != ENGLISH and message:
        message = _read().gettext(message)
    return message.format(**values) if values else message


def trn(one: str, many: str, number: int, /, **values: object) -> str:
    """The form that fits the number, which is `{number}` in it."""
    message = one if number == 1 else many
    if _spoken != ENGLISH:
        message = _read().ngettext(one, many, number)
    return message.format(number=number, **values)


def listed(words: Iterable[str]) -> str:
    """Words one after the other, as the language sets them apart."""
    said, *others = words
    for word in others:
        said = tr("{words}, {word}", words=said, word=word)
    return said


def wanted_language(environ: Mapping[str, str]) -> str:
    """What the locale asks for: LC_ALL, else LC_MESSAGES, else LANG (POSIX); English where we have no other.

    Chinese of any region is Simplified Chinese here.
    """
    locale = next(filter(None, map(environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    language = locale.translate(_ENDS_OF_A_LANGUAGE).partition("_")[0].lower()
    return language if language in LANGUAGES else ENGLISH


def _read() -> GNUTranslations:
    global _catalogue
    if _catalogue is None:
        from gettext import GNUTranslations

        with open(os.path.join(os.path.dirname(__file__), f"{_spoken}.mo"), "rb") as file:
            _catalogue = GNUTranslations(file)
    return _catalogue
