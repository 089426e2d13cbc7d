"""One question with yes or no as its answer."""

from __future__ import annotations

import sys

import click

from goenvctl.language import tr
from goenvctl.redact import clean

YES, NO = ("y", "yes", "是"), ("n", "no", "否")


def agrees(question: str, *, default: bool = False) -> bool:
    """Ask on standard error; an empty line is `default`.

    Raises click.Abort at Ctrl-C and where nobody answers any more.
    """
    while True:
        sys.stderr.write(f"{clean(question)} {'[Y/n]' if default else '[y/N]'}: ")
        sys.stderr.flush()
        try:
            answer = input().strip().lower()
        except (EOFError, KeyboardInterrupt):
            sys.stderr.write("\n")
            raise click.Abort from None
        if not answer or answer in YES or answer in NO:
            return answer in YES if answer else default
        sys.stderr.write(tr("answer y or n") + "\n")
