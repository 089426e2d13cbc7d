"""The one error boundary: whatever happens becomes text or JSON and an exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

import click

from goenvctl import exits
from goenvctl.cli.app import app
from goenvctl.cli.language import chosen_language
from goenvctl.cli.running import Running, cut
from goenvctl.cli.terminal import OutputLost, ReaderGone, Terminal, discard
from goenvctl.errors import GoenvctlError, InvalidInput
from goenvctl.host import reason
from goenvctl.language import speak, tr

ASKED_BY_SHELL = "_GOENVCTL_COMPLETE"  # the scripts of cli/tabkey.py set it


def run(arguments: Sequence[str]) -> int:
    """Run the command line; returns the exit code. Nothing else in goenvctl ends the process."""
    if shell := os.environ.get(ASKED_BY_SHELL):
        return _completed(shell, arguments)
    line, command = cut(arguments)
    if command is None:
        return _answered(line, Terminal())
    running = Running(command)
    return running.exit_code(_answered(line, running))


def _completed(shell: str, words: Sequence[str]) -> int:
    """The Tab key was pressed. Whatever is wrong here, nothing is said of it in the middle of a line."""
    with contextlib.suppress(Exception):
        speak(chosen_language(words, os.environ))
    from goenvctl.cli.tabkey import complete

    return complete(shell, words)


def _answered(arguments: Sequence[str], terminal: Terminal) -> int:
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):  # closed by the caller (`>&-`)
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # until the end
    speak(chosen_language(arguments, os.environ))
    terminal.json = "--json" in arguments  # known even where the line cannot be parsed
    code = exits.DONE
    try:
        code = _run(arguments, terminal)
        sys.stdout.flush()
    except (BrokenPipeError, ReaderGone):  # `goenvctl list | head`: the reader has seen enough
        discard(sys.stdout)
        return code
    except (OutputLost, OSError) as exc:
        discard(sys.stdout)
        try:
            terminal.say(f"goenvctl: {tr('the answer could not be written: {reason}', reason=reason(exc))}")
        except (OutputLost, OSError):
            discard(sys.stderr)
        return exits.OUTPUT_LOST
    return code


def _run(arguments: Sequence[str], terminal: Terminal) -> int:
    try:
        result = app.main(list(arguments), prog_name="goenvctl", standalone_mode=False, obj=terminal)
        return result if isinstance(result, int) else exits.DONE
    except click.exceptions.Exit as exc:
        return exc.exit_code
    except click.exceptions.NoArgsIsHelpError as exc:
        if terminal.json:
            terminal.error(InvalidInput("usage", tr("which command?"), f"{exc.ctx.command_path} --help"))
        else:
            exc.show()
        return exits.INVALID
    except click.ClickException as exc:
        from goenvctl.cli.usage import sentence

        context = getattr(exc, "ctx", None)
        hint = f"{context.command_path} --help" if context else "goenvctl --help"
        return _failed(terminal, InvalidInput("usage", sentence(exc), hint))
    except (click.Abort, KeyboardInterrupt):
        with contextlib.suppress(ReaderGone):
            terminal.say(tr("interrupted"))
        return exits.INTERRUPTED
    except GoenvctlError as exc:
        return _failed(terminal, exc)
    except OutputLost:
        raise
    except Exception as exc:  # noqa: BLE001  # a traceback is a bug: it goes into a file
        return _failed(terminal, _bug(exc))


def _failed(terminal: Terminal, error: GoenvctlError) -> int:
    """Its exit code holds, whether somebody still reads or not."""
    with contextlib.suppress(ReaderGone):
        terminal.error(error)
    return error.exit_code


def _bug(exc: Exception) -> GoenvctlError:
    path = _write_report(exc)
    what = f"{type(exc).__name__}: {exc}"
    if path:
        said = tr("this is a bug ({what}); the report is {path}", what=what, path=path)
    else:
        said = tr("this is a bug ({what}); and no report could be written", what=what)
    return GoenvctlError("bug", said, tr("please send the report with what you typed"))


def _write_report(exc: Exception) -> str:
    import platform
    import time
    import traceback

    from goenvctl.atomic import make_folder, write_atomically
    from goenvctl.paths import find_paths
    from goenvctl.redact import mask

    try:
        folder = find_paths().state
        path = os.path.join(folder, time.strftime("bug-%Y%m%dT%H%M%S.txt"))
        text = f"goenvctl on Python {platform.python_version()}, {platform.platform()}\n"
        text += "".join(traceback.format_exception(exc))
        make_folder(folder, 0o700)
        write_atomically(path, mask(text).encode("utf-8", "backslashreplace"), new_mode=0o600)
    except OSError:
        return ""
    return path
