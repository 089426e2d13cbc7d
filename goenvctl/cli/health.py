"""How a check is told while it runs and at its end, and how the records are."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from goenvctl import exits
from goenvctl.candidates import host_of
from goenvctl.check import Checked
from goenvctl.cli.receipts import show_receipt
from goenvctl.cli.terminal import GREEN, RED, Terminal
from goenvctl.errors import NotApplied
from goenvctl.host import reason
from goenvctl.language import tr
from goenvctl.output import health
from goenvctl.probe.outcome import Outcome
from goenvctl.probe.rank import ranked
from goenvctl.receipt import Receipt
from goenvctl.records import Record, RecordsLost, open_records
from goenvctl.session import Session
from goenvctl.uptime import summarize

if TYPE_CHECKING:
    from goenvctl.output.progress import Progress


@contextlib.contextmanager
def watched(terminal: Terminal, *, is_answer: bool = False) -> Iterator[Seen]:
    """Each outcome as it comes: a live table on a terminal, a line elsewhere.

    Ctrl-C shows what there is; in JSON only where the outcomes are the answer.
    """
    seen = Seen(terminal)
    try:
        if terminal.json or terminal.quiet or terminal.is_dumb or not sys.stderr.isatty():
            yield seen
        else:
            from goenvctl.output.progress import Progress

            with Progress(sys.stderr, color=terminal.color) as seen.progress:
                yield seen
    except KeyboardInterrupt:
        if not terminal.json:
            _show_table(terminal, seen.outcomes)
        elif is_answer:
            from goenvctl.output import json

            terminal.as_json("check", json.checked(Checked(tuple(ranked(seen.outcomes)), None)))
        raise


class Seen:
    """Looks on, and keeps what came."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.outcomes: list[Outcome] = []
        self.told: set[str] = set()
        self.progress: Progress | None = None

    def begin(self, urls: Sequence[str]) -> None:
        if self.progress:
            self.progress.begin(urls)

    def show(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        if self.progress:
            self.progress.show(outcome)
        elif not self._terminal.json:
            self.told.add(health.line(outcome))
            self._terminal.say(health.line(outcome))


def show_verified(terminal: Terminal, session: Session, receipt: Receipt) -> bool:
    """The receipt of `use`, and behind it one line: through which mirror modules come verified."""
    from goenvctl.fastest import verified_through

    if not terminal.json:
        show_receipt(terminal, receipt)
    with watched(terminal) as watch:
        verified = verified_through(session, watch)
    if terminal.json:
        show_receipt(terminal, receipt, verified)
    elif verified.url:
        took = f"{verified.seconds:.1f} s" if verified.seconds >= 0.1 else f"{verified.seconds:.2f} s"
        said = tr("verified through {mirror} in {time}", mirror=host_of(verified.url), time=took)
        terminal.answer(said, GREEN)
    else:
        terminal.answer(tr("not verified: {reason}", reason=verified.why_not), RED)
    return bool(verified.url)


def show_checked(
    terminal: Terminal, session: Session, checked: Checked, form: str | None, watch: Seen
) -> None:
    """The answer: metrics, JSON, or a table with what there is to say of it, and was not said before."""
    if form == "openmetrics":
        from goenvctl.output.metrics import metrics

        terminal.raw(metrics(checked.outcomes, checked.local_problem, session.host.now()).rstrip("\n"))
    elif terminal.json:
        from goenvctl.output import json

        terminal.as_json("check", json.checked(checked))
        return
    else:
        _show_table(terminal, checked.outcomes)
    unsaid = [outcome for outcome in checked.outcomes if health.line(outcome) not in watch.told]
    for remark in (*health.remarks(unsaid), *checked.remarks):
        terminal.say(remark)
    terminal.problems(checked.problems)
    if checked.local_problem:
        terminal.say(f"! {tr(health.LOCAL[checked.local_problem])}", RED)
        terminal.say(f"  -> {tr(health.REMEDY[checked.local_problem])}")
    if form is None:
        terminal.answer(health.headline(checked), GREEN if checked.best else RED)


def show_history(terminal: Terminal, session: Session, period_s: float, html: str | None) -> int:
    """What earlier checks found, by mirror."""
    from goenvctl.output import history

    summaries = summarize(_records(session, period_s), session.host.now(), period_s)
    if html is not None:
        keep_page(terminal, session, html, period_s, None)
    if terminal.json:
        terminal.as_json("check", {"history": history.as_json(summaries), "period_s": period_s})
    elif summaries:
        is_ascii = not (sys.stdout.encoding or "ascii").lower().startswith("utf")
        terminal.table(history.HEADER, history.rows(summaries, terminal.width, ascii_only=is_ascii))
        terminal.say(history.legend(ascii_only=is_ascii))
    else:
        terminal.say(tr("no check was made in this time; goenvctl check makes one"))
    return exits.DONE


def keep_page(
    terminal: Terminal, session: Session, path: str, period_s: float, checked: Checked | None
) -> None:
    """Write the page. Raises NotApplied where the file cannot be written."""
    from goenvctl.atomic import write_atomically
    from goenvctl.output.report import page

    now = session.host.now()
    outcomes = checked.outcomes if checked else ()
    try:
        records = _records(session, period_s)
    except NotApplied:
        if checked is None:
            raise
        records = []  # of the check itself the page can tell all the same
    text = page(summarize(records, now, period_s), records, outcomes, now, period_s)
    try:
        write_atomically(os.path.join(session.host.cwd, path), text.encode("utf-8", "backslashreplace"))
    except OSError as exc:
        raise NotApplied("page-unwritable", f"{path}: {reason(exc)}", tr("name another file")) from exc
    terminal.say(tr("wrote {path}", path=path))


def _show_table(terminal: Terminal, outcomes: list[Outcome] | tuple[Outcome, ...]) -> None:
    terminal.table(health.HEADER, health.rows(outcomes, is_watched=terminal.is_watched), gives=1)


def _records(session: Session, period_s: float) -> list[Record]:
    try:
        with open_records(session.paths.records) as records:
            return records.since(session.host.now() - period_s)
    except RecordsLost as exc:
        raise NotApplied("records-lost", str(exc), tr("move the file away; it is made anew")) from exc
