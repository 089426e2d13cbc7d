"""Ten thousand values that quoting could break."""

from __future__ import annotations

import random
from itertools import product
from string import punctuation

COUNT = 10_000
NASTY = "'\"\\$`!%{}a "  # three of them in every order
SIGNS = punctuation + " a0~"  # two of them in every order
OTHERS = "äß€、。中文😀‘’‚‛“”\u0130ﬁ"  # not ASCII: quotes of PowerShell, four bytes, wide


def values() -> list[str]:
    """Without repetition, and the same in every run."""
    found = ["", *OTHERS]
    for letters, length in ((SIGNS, 1), (SIGNS, 2), (NASTY, 3)):
        found += ["".join(drawn) for drawn in product(letters, repeat=length)]
    found += [
        "=ls",
        "~",
        "~root",
        "-n",
        "a=~:~",
        "$(touch x)",
        "`touch x`",
        "${HOME}",
        "%PATH%",
        "a#b",
        "a #b",
    ]
    drawn = random.Random(4)
    letters = SIGNS + NASTY * 3 + OTHERS
    while len(found := list(dict.fromkeys(found))) < COUNT:
        found += ["".join(drawn.choices(letters, k=drawn.randint(4, 24))) for _ in range(COUNT - len(found))]
    return found


VALUES = {f"V{number}": value for number, value in enumerate(values())}
