"""Names and values that the quoting of one platform or another would trip over."""

from __future__ import annotations

import random

ALPHABET = " \"'\\$%`*?[]{}()<>|&;#~!^=,.:@-+_aZ0é中\u00a0\u2028😀"
FIXED = (
    "plain", "two words", " around ", "50%", "%h%%n", "$HOME", "${HOME}", "$$", 'a"b', "it's", "back\\slash",
    "end\\", "\\x41\\n", "*", "?[ab]*", "[", "#hash", ";", "a=b", "-dash", "--", "~", "`id`", "$(id)",
    "{a,b}", "a\u00a0b", "中文 目录", "\\", '"', "'", '"quoted"', "'quoted'", "a\\ b", "<&>", "@", "|&;",
)  # fmt: skip


def _drawn(count: int) -> list[str]:
    rng = random.Random(5)
    return ["".join(rng.choices(ALPHABET, k=rng.randint(1, 12))) for _ in range(count)]


WORDS = tuple(dict.fromkeys((*FIXED, *_drawn(60))))
