"""Startup files as text, and a quick look at what they may be about."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator

from goenvctl.host import TEXT_CAP, Host


def read_startup(host: Host, path: str) -> tuple[str | None, str]:
    """The text, and what is wrong with it; None and empty where there is no such file.

    Bytes that are no UTF-8 become what `os.environ` makes of them. A byte-order mark stays: to a shell
    it is part of the first word.
    """
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None, "a link that leads nowhere" if os.path.islink(path) else ""
    except (OSError, ValueError) as exc:
        return None, (getattr(exc, "strerror", None) or "no path").lower()
    if not stat.S_ISREG(found.st_mode):
        return (None, "") if os.path.samestat(found, os.stat(os.devnull)) else (None, "not a regular file")
    if found.st_size > TEXT_CAP:
        return None, "larger than any startup file"
    data = host.peek(path)
    if data is None:
        return None, "permission denied"
    return data.decode("utf-8", "surrogateescape"), "holds NUL bytes" if b"\0" in data else ""


def is_named(text: str, names: Iterable[str]) -> bool:
    """Does it name any of the variables, quotes and continued lines within a name left out?"""
    bare = text.replace("\\\n", "").replace("\\", "").replace("'", "").replace('"', "")
    return any(name in text or name in bare for name in names)


def seems_to_set(text: str, first: int, names: Iterable[str]) -> Iterator[tuple[int, str, str | None]]:
    """(line, name, value) of lines from `first` on that look as if they set a variable, comments left out."""
    wanted = [name for name in names if name in text]
    if not wanted:
        return
    pattern = re.compile(
        rf"(?<![A-Za-z0-9_])({'|'.join(sorted(wanted, key=len, reverse=True))})(?![A-Za-z0-9_])"
        r"(?:\s*\+?=\s*(?:'([^']*)'|\"([^\"$`\\]*)\"|([^\s'\"$`\\;|&()]+)(?=\s|;|$))?)?"
    )
    for number, line in enumerate(text.split("\n"), 1):
        if number >= first and not line.lstrip().startswith("#"):
            for found in pattern.finditer(line):
                value = next((group for group in found.groups()[1:] if group is not None), None)
                yield number, found[1], value
