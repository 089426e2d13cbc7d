"""Which language this run speaks: `--lang`, then GOENVCTL_LANG, config.toml, the locale."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from goenvctl.errors import GoenvctlError
from goenvctl.language import ENGLISH, LANGUAGES, wanted_language

OPTION = "--lang"
VARIABLE = "GOENVCTL_LANG"
SAMPLE = "中"


def chosen_language(line: Sequence[str], environ: Mapping[str, str]) -> str:
    """One of LANGUAGES; English where what is wanted cannot be written on standard output or error."""
    wanted = next((one for one in _wishes(line, environ) if one in LANGUAGES), None)
    language = wanted or wanted_language(environ)
    return language if language == ENGLISH or _can_be_written() else ENGLISH


def _wishes(line: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """What was asked for, the strongest first; the config is only read where nothing is stronger."""
    if asked := _option(line) or environ.get(VARIABLE, ""):
        return [asked]
    return [_configured()]


def _option(line: Sequence[str]) -> str:
    found = ""
    for word, after in zip(line, [*line[1:], ""], strict=False):
        if word == OPTION:
            found = after
        elif word.startswith(f"{OPTION}="):
            found = word.partition("=")[2]
    return found


def _configured() -> str:
    from goenvctl.config import read_config
    from goenvctl.host import Host
    from goenvctl.paths import find_paths

    try:
        return read_config(Host(), find_paths().config_file).language
    except GoenvctlError:  # the command that needs the config says so
        return ""


def _can_be_written() -> bool:
    for stream in (sys.stdout, sys.stderr):
        try:
            SAMPLE.encode(getattr(stream, "encoding", None) or "utf-8")
        except (LookupError, UnicodeEncodeError):
            return False
    return True
