"""How much work a text is worth: brackets are looked for ahead, and in a hostile text again and again."""

from __future__ import annotations

from goenvctl.startup.language.token import Unparsed

STEPS_PER_CHARACTER = 16  # ordinary files need one or two
STEPS_AT_LEAST = 4096


class Budget:
    """Steps left for one text, in characters looked at."""

    def __init__(self, size: int) -> None:
        self.left = STEPS_AT_LEAST + STEPS_PER_CHARACTER * size

    def spend(self, steps: int, line: int) -> None:
        """Raises Unparsed, with that line, once nothing is left."""
        self.left -= steps + 1
        if self.left < 0:
            raise Unparsed(line)
