"""The user's config.toml: patterns known as private, and preferences."""

from __future__ import annotations

from typing import NamedTuple

from goenvctl.errors import InvalidInput, Problem
from goenvctl.host import Host, reason
from goenvctl.language import LANGUAGES, tr


class Config(NamedTuple):
    """`private` are the patterns of `goenvctl private`; `targets` is where `use` writes without `--to`.

    `language` is one of LANGUAGES, or empty.
    """

    private: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    language: str = ""


def read_config(host: Host, path: str) -> Config:
    """The config, or the defaults where there is no file. Raises InvalidInput where it is broken."""
    try:
        text = host.read_text(path)
        return _parse(text) if text else Config()
    except (OSError, ValueError, RecursionError) as exc:  # TOML's and Unicode's are ValueErrors
        why = reason(exc)
        problem = Problem("config-invalid", why, tr("mend or remove the file"), path)
        raise InvalidInput("config-invalid", f"{path}: {why}", problem.hint, (problem,)) from exc


def _parse(text: str) -> Config:
    import tomllib

    data = tomllib.loads(text)
    if unknown := sorted(set(data) - set(Config._fields)):
        raise ValueError(tr("unknown key {key}", key=unknown[0]))
    language = data.get("language", "")
    if language and language not in LANGUAGES:
        raise ValueError(tr("language must be one of {languages}", languages=", ".join(LANGUAGES)))
    return Config(_texts(data, "private"), _texts(data, "targets"), str(language))


def _texts(data: dict[str, object], key: str) -> tuple[str, ...]:
    texts = data.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise ValueError(tr("{key} must be a list of texts", key=key))
    return tuple(texts)
