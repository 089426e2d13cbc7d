"""goenvctl check"""

from __future__ import annotations

from collections.abc import Sequence

import click

from goenvctl import exits
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.health import keep_page, show_checked, show_history, watched
from goenvctl.cli.offers import files, profiles
from goenvctl.cli.terminal import Terminal
from goenvctl.cli.types import Choice, Number, Period
from goenvctl.errors import AnswerIsNo, InvalidInput, NotApplied
from goenvctl.language import tr
from goenvctl.session import Session


@click.command("check", cls=Command)
@click.argument("names", metavar="[PROFILE|URL]...", nargs=-1, shell_complete=profiles)
@click.option("--all", "every", is_flag=True, help="The mirrors of every public profile.")
@click.option("--module", metavar="M@V", help="Ask for this module version.")
@click.option("--full", is_flag=True, help="Also a toolchain and the throughput.")
@click.option("--samples", metavar="N", type=Number(1, 100), default=1, help="Ask so many times (1 to 100).")
@click.option("--go", "ask_go", is_flag=True, help="Ask the real go too.")
@click.option("--history", is_flag=True, help="What earlier checks found; nothing is asked.")
@click.option(
    "--since", metavar="PERIOD", type=Period(), default="7d", help="How far back: 12h, 7d (default), 4w."
)
@click.option("--html", metavar="FILE", shell_complete=files, help="Write a page with charts.")
@click.option("--format", "form", type=Choice(["openmetrics"]), help="For Prometheus.")
@click.option("--forgive", metavar="URL", help="Take the mark off a mirror kept as hostile.")
@click.pass_context
def check_command(
    context: click.Context,
    names: Sequence[str],
    every: bool,
    module: str | None,
    full: bool,
    samples: int,
    ask_go: bool,
    history: bool,
    since: float,
    html: str | None,
    form: str | None,
    forgive: str | None,
) -> int:
    """Are the mirrors healthy: do they answer as mirrors, and serve the right bytes?

    Without arguments: the mirrors in effect.
    """
    terminal, session = terminal_of(context), Session()
    if forgive is not None:
        return _forgive(terminal, session, forgive)
    if history:
        if names or every or form:
            hint = "goenvctl check --history --since 7d"
            raise InvalidInput("usage", tr("--history tells of all mirrors"), hint)
        return show_history(terminal, session, since, html)
    from goenvctl.candidates import find_candidates
    from goenvctl.check import check
    from goenvctl.probe.prober import Wish

    candidates = find_candidates(session, names, module, every=every)
    with watched(terminal, is_answer=form is None) as watch:
        checked = check(session, candidates, Wish(samples, full), watch, ask_go=ask_go)
    if html is not None and terminal.json:  # one object: the answer, or why there is none
        keep_page(terminal, session, html, since, checked)
    show_checked(terminal, session, checked, form, watch)
    if html is not None and not terminal.json:
        keep_page(terminal, session, html, since, checked)
    return exits.DONE if checked.usable else exits.NO


def _forgive(terminal: Terminal, session: Session, url: str) -> int:
    """Take the mark off; the next check judges anew."""
    from goenvctl.records import RecordsLost, open_records

    try:
        with open_records(session.paths.records) as records:
            forgiven = records.forgive(url)
    except RecordsLost as exc:
        raise NotApplied("records-lost", str(exc), tr("move the file away; it is made anew")) from exc
    if not forgiven:
        raise AnswerIsNo(
            "not-hostile",
            tr("{url} is not kept as hostile", url=url),
            tr("goenvctl check --history shows them"),
        )
    if terminal.json:
        terminal.as_json("check", {"forgiven": url})
    else:
        terminal.advise(tr("{url} is forgiven; goenvctl check {url} judges it anew", url=url))
    return exits.DONE
