"""A file in which the values stand in a managed block, one line each."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import TYPE_CHECKING

from goenvctl.go.variables import VARIABLES
from goenvctl.language import tr
from goenvctl.targets.base import Changes, Rendered, Unfit, Workshop
from goenvctl.targets.block import find_block, with_block, without_marks

if TYPE_CHECKING:
    from goenvctl.syntax.syntax import Syntax

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Managed:
    """What the shells have in common; each says how it is called, what it reads and how it writes."""

    name: str
    shell: str = ""
    is_shared: bool = False
    advice: str = ""
    blank: bytes = b""
    syntax: Syntax

    def values(self, data: bytes | None) -> dict[str, str]:
        block = find_block(data or b"")
        if block is None:
            return {}
        read = (self.syntax.read(line.decode("utf-8", "surrogateescape")) for line in block.lines)
        return dict(pair for pair in read if pair)

    def render(self, _workshop: Workshop, data: bytes | None, changes: Changes) -> Rendered:
        data = data or b""
        if data.startswith(_WIDE) or b"\0" in data:
            raise Unfit(tr("it is UTF-16 or no text at all"))
        if find_block(data) is None and data.removesuffix(b"\n").endswith(b"\\"):
            raise Unfit(tr("its last line ends with a backslash, which would take ours for its own"))
        merged = {**self.values(data), **changes}
        values = {name: value for name in VARIABLES if (value := merged.get(name)) is not None}
        lines = [line.encode("utf-8", "surrogateescape") for line in self.lines(values)]
        return Rendered(with_block(data, lines))

    def mended(self, data: bytes) -> bytes:
        return without_marks(data, self._is_ours)

    def _is_ours(self, line: bytes) -> bool:
        """Is it about one of Go's variables, edited or not, or about nothing at all?"""
        return not line.strip() or any(name.encode() in line for name in VARIABLES)

    def lines(self, values: Mapping[str, str]) -> list[str]:
        return [self.syntax.assign(name, value) for name, value in values.items()]
