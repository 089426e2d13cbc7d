"""nu: a record, for Nushell evaluates no text: `goenvctl env --format nu | from nuon | load-env`."""

from __future__ import annotations

from collections.abc import Mapping

from goenvctl.syntax.base import sayable
from goenvctl.syntax.nu import quoted


class Nuon:
    """A record in Nushell's own notation of data."""

    name = "nu"

    def render(self, values: Mapping[str, str]) -> str:
        fields = [f"  {name}: {quoted(sayable(name, value))}" for name, value in values.items()]
        return "\n".join(["{", *fields, "}"])
