"""json and vscode: an object in JSON, in ASCII."""

from __future__ import annotations

from collections.abc import Mapping

from goenvctl.syntax.base import sayable
from goenvctl.targets.vscode import KEY, taken_as_it_is


class Json:
    """Name and value, nothing else."""

    name = "json"

    def render(self, values: Mapping[str, str]) -> str:
        return _object(values)


class VsCode:
    """The setting of the Go extension, to be put into settings.json."""

    name = "vscode"

    def render(self, values: Mapping[str, str]) -> str:
        taken = {name: taken_as_it_is(name, value) for name, value in values.items()}
        return f'"{KEY}": {_object(taken)}'


def _object(values: Mapping[str, str]) -> str:
    import json

    return json.dumps({name: sayable(name, value) for name, value in values.items()}, indent=2)
