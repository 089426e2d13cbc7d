"""What no syntax says."""

from __future__ import annotations

from goenvctl.language import tr


class CannotSay(ValueError):
    """The text has no way to be written here; the message names the variable and why, never the value."""


def sayable(name: str, value: str) -> str:
    """The value. Raises CannotSay for a name that no shell takes and for what does not fit on a line.

    That is whatever does not print: line ends, NUL, escapes, direction marks, bytes that are no UTF-8.
    """
    if not (name.isascii() and name.isidentifier()):
        raise CannotSay(tr("{name} is no name of a variable", name=ascii(name)))
    if not value.isprintable():
        raise CannotSay(tr("{name} holds control characters", name=name))
    return value


def hash_comment(text: str) -> str:
    """`# text`, whatever does not print replaced by `?`, so that it stays a comment."""
    return "# " + "".join(letter if letter.isprintable() else "?" for letter in text)
