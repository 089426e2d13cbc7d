"""One question with yes or no as its answer."""

from __future__ import annotations

import sys

import click

from goenvctl.cli.terminal import kept_apart
from goenvctl.language import tr
from goenvctl.redact import clean

YES, NO = ("y", "yes", "是"), ("n", "no", "否")


def agrees(question: str, *, default: bool = False) -> bool:
    """Ask on standard error; an empty line is `default`.

    Raises click.Abort at Ctrl-C and where nobody answers any more.
    """
    while True:
        _write(f"{clean(question)} {'[Y/n]' if default else '[y/N]'}: ")
        try:
            answer = input().strip().lower()
        except UnicodeDecodeError:  # typed in another encoding
            answer = "\ufffd"
        except (EOFError, KeyboardInterrupt, OSError):  # the last: the terminal is gone
            _write("\n")
            raise click.Abort from None
        if not answer or answer in YES or answer in NO:
            return answer in YES if answer else default
        _write(tr("answer y or n") + "\n")


def _write(text: str) -> None:
    with kept_apart():
        sys.stderr.write(text)
        sys.stderr.flush()
