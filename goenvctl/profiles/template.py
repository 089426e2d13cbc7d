"""Filling the blanks of a template."""

from __future__ import annotations

import re
from collections.abc import Mapping

from goenvctl.errors import InvalidInput
from goenvctl.language import tr
from goenvctl.profiles.profile import Profile

_BLANK = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def blanks(text: str) -> list[str]:
    """The parameters that stand in a value as `{name}`."""
    return _BLANK.findall(text)


def arguments(template: Profile, given: Mapping[str, str], effective: Mapping[str, str]) -> dict[str, str]:
    """A value for each parameter: given, else effective, else the default. Raises InvalidInput."""
    if unknown := sorted(set(given) - set(template.params)):
        raise InvalidInput(
            "unknown-parameter",
            tr("{profile} has no parameter {name}", profile=template.name, name=unknown[0]),
            tr("it has {names}", names=", ".join(template.params)),
        )
    values: dict[str, str] = {}
    for name, param in template.params.items():
        value = given.get(name) or effective.get(param.effective) or param.default
        if not value:
            raise InvalidInput(
                "missing-parameter",
                tr(
                    "{profile} needs {name}: {about}",
                    profile=template.name,
                    name=name,
                    about=template.about_param(name),
                ),
                tr("add {name}=… to the command", name=name),
            )
        values[name] = value
    return values


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with every `{name}` replaced, in one pass: a value is never read as a template."""
    return _BLANK.sub(lambda match: values.get(match[1], match[0]), text)
