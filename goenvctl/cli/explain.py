"""goenvctl explain"""

from __future__ import annotations

from collections.abc import Sequence

import click

from goenvctl import exits
from goenvctl.audience import Hearing
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.offers import folders
from goenvctl.cli.terminal import BOLD, DIM, GREEN, RED, Terminal
from goenvctl.explain import (
    Explanation,
    StillHost,
    Survey,
    explain_module,
    explain_tree,
    is_place,
)
from goenvctl.language import tr, trn
from goenvctl.output import routes
from goenvctl.session import Session

WIDTH = 80  # columns where there is no terminal
STYLES = {"leak": RED, "kept": GREEN, "public": "", "": DIM}


@click.command("explain", cls=Command)
@click.argument("what", metavar="MODULE[@V]|DIR", shell_complete=folders)
@click.pass_context
def explain_command(context: click.Context, what: str) -> int:
    """Who would be asked for a module, in which order, and who verifies it.

    For a folder: the same for everything that its go.mod or go.work needs, and exit code 1 where a
    private module may be heard of by a public mirror or checksum database. Nothing is asked.
    """
    terminal, session = terminal_of(context), Session(StillHost())
    if not is_place(session.host, what):
        _show_module(terminal, explain_module(session, what))
        return exits.DONE
    survey = explain_tree(session, what)
    _show_tree(terminal, survey)
    return exits.NO if survey.leaks else exits.DONE


def _show_module(terminal: Terminal, found: Explanation) -> None:
    if terminal.json:
        from goenvctl.output import json

        terminal.as_json("explain", json.explanation(found))
        return
    hearing = found.hearing
    if hearing.is_private:
        said = tr("{module} is private: {reason}", module=hearing.path, reason=hearing.because)
    else:
        said = tr("{module} is not known as private", module=hearing.path)
    terminal.answer(said, BOLD)
    if hearing.routes:
        terminal.answer(tr("asked, in this order ({source}):", source=routes.source(found.routed_by)))
        for line in routes.steps(hearing):
            terminal.answer(line)
    terminal.answer(tr("verified ({source}):", source=routes.source(found.verified_by)))
    for line in routes.vouchers(hearing):
        terminal.answer(f"     {line}")
    if found.above and (terminal.verbose or any(one.routes != hearing.routes for one in found.above)):
        terminal.answer(tr("above it, which a query such as go get asks for where that fails:"))
        _show_blocks(terminal, found.above, name_all=True)
    _show_rest(terminal, found)


def _show_tree(terminal: Terminal, found: Survey) -> None:
    if terminal.json:
        from goenvctl.output import json

        terminal.as_json("explain", json.survey(found))
        return
    private = [one for one in found.modules if one.is_private]
    said = trn(
        "{path}: {number} module, {private} private, {leaks} may leak",
        "{path}: {number} modules, {private} private, {leaks} may leak",
        len(found.modules),
        path=found.tree.path,
        private=len(private),
        leaks=len(found.leaks),
    )
    terminal.answer(said, BOLD)
    if terminal.is_watched:
        _show_blocks(terminal, found.modules, name_all=terminal.verbose)
    else:
        rows = [(routes.mark(one), one.path, one.because, " ".join(one.via)) for one in found.modules]
        terminal.table((), rows)
    _show_rest(terminal, found)


def _show_blocks(terminal: Terminal, hearings: Sequence[Hearing], *, name_all: bool) -> None:
    for line, kind in routes.blocks(hearings, terminal.width or WIDTH, name_all=name_all):
        terminal.answer(line, STYLES[kind])


def _show_rest(terminal: Terminal, found: Explanation | Survey) -> None:
    for remark in found.remarks:
        terminal.say(remark)
    terminal.problems(found.problems)
