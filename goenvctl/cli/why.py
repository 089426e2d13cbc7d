"""goenvctl why"""

from __future__ import annotations

import contextlib
import os
import sys

import click

from goenvctl import exits
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.offers import files
from goenvctl.cli.running import CannotRun, Running
from goenvctl.cli.terminal import BOLD, RED, OutputLost, Terminal
from goenvctl.errors import InvalidInput
from goenvctl.go.complaint.text import decode
from goenvctl.go.proxylist import ProxyListError, parse_proxy_list
from goenvctl.host import reason
from goenvctl.language import N_, tr
from goenvctl.session import Session
from goenvctl.why.explain import Why, explain_failure

FAULTS = {
    "mirror": N_("mirror"),
    "network": N_("network"),
    "security": N_("security"),
    "auth": N_("auth"),
    "config": N_("config"),
    "user": N_("user"),
    "offline": N_("offline"),
}


@click.command("why", cls=Command, options_metavar="[OPTIONS] [FILE] | why [OPTIONS] -- COMMAND...")
@click.argument("file", metavar="", required=False, shell_complete=files)
@click.pass_context
def why_command(context: click.Context, file: str | None) -> int:
    """Whose fault is it that go failed: the mirror's, the network's, a setting's, your own?

    Reads what go printed from FILE or standard input. Behind `--` it runs the command instead, with its
    output and exit code passed on, and when it failed says why on standard error (with --json one
    line of JSON, the last).
    """
    terminal, session = terminal_of(context), Session()
    if isinstance(terminal, Running):
        if file is not None:
            raise CannotRun("usage", tr("a FILE or a command, not both"), "goenvctl why -- go build ./...")
        return _run(terminal, session)
    why = explain_failure(decode(_read(terminal, session, file)))
    if terminal.json:
        from goenvctl.output import json

        terminal.as_json("why", json.why(why))
        return exits.DONE
    terminal.answer(_sentence(why), _style(why))
    if why.hint:
        terminal.advise(f"  -> {why.hint}")
    return exits.DONE


def _read(terminal: Terminal, session: Session, file: str | None) -> bytes:
    if file in (None, "-"):
        if sys.stdin.isatty():
            terminal.say(tr("paste what go printed, then press Ctrl-D"))
        try:
            return sys.stdin.buffer.read()
        except OSError as exc:  # a folder, or open for writing alone
            raise _unreadable(tr("standard input"), exc) from exc
    assert file
    try:
        data = session.host.read(file)
    except (OSError, ValueError) as exc:
        raise _unreadable(file, exc) from exc
    if data is None:
        hint = tr("to run a command: goenvctl why -- {command}", command=file)
        raise InvalidInput("file-missing", tr("{path}: there is no such file", path=file), hint)
    return data


def _unreadable(what: str, exc: Exception) -> InvalidInput:
    return InvalidInput("file-unreadable", f"{what}: {reason(exc)}", tr("name a file that go's output is in"))


def _run(terminal: Running, session: Session) -> int:
    """Run the command, then say on standard error why it failed; nothing that goes wrong there counts."""
    finished = terminal.run("why", lambda command: session.host.run_through(command, _show))
    if finished.code == exits.DONE:
        return finished.code
    why = explain_failure(decode(finished.stderr), _mirrors(session), has_failed=True)
    try:
        if terminal.json:
            from goenvctl.output import json

            lines = json.dumps("why", json.why(why)).splitlines()
            sys.stderr.write(" ".join(line.strip() for line in lines) + "\n")
        else:
            terminal.say(f"goenvctl: {_sentence(why)}", _style(why))
            if why.hint:
                terminal.say(f"  -> {why.hint}")
        sys.stderr.flush()
    except (OSError, OutputLost):
        _give_up()
    return finished.code


def _show(data: bytes) -> None:
    """To standard error as it comes; one that takes no more stops nothing."""
    try:
        sys.stderr.buffer.write(data)
        sys.stderr.buffer.flush()
    except OSError:
        _give_up()


def _give_up() -> None:
    """Let standard error go nowhere: what its buffer holds would spoil the exit code at the end."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _mirrors(session: Session) -> list[str]:
    """The mirrors in effect."""
    try:
        return [entry.url for entry in parse_proxy_list(session.settings()["GOPROXY"].value).mirrors]
    except ProxyListError:
        return []


def _sentence(why: Why) -> str:
    if not why.fault:
        return why.message
    return tr("{fault}: {message}", fault=tr(FAULTS[why.fault]), message=why.message)


def _style(why: Why) -> str:
    if not why.fault:
        return ""
    return RED if why.fault == "security" else BOLD
