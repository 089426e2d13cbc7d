"""The check that goes on while `setup` asks its questions, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goenvctl.cli.terminal import RED, YELLOW, Terminal
from goenvctl.errors import GoenvctlError
from goenvctl.language import tr
from goenvctl.session import Session
from goenvctl.setup.answers import OFFLINE, Answers
from goenvctl.setup.foreseen import ForeseenSession
from goenvctl.setup.plan import USERS_OWN, plan_setup

if TYPE_CHECKING:
    from goenvctl.check import Checked
    from goenvctl.setup.background import Background


class Checks:
    """One check of the mirrors that the profile to be names; none where `is_on` is false."""

    def __init__(self, terminal: Terminal, session: Session, *, is_on: bool) -> None:
        self._terminal = terminal
        self._session = session
        self._is_on = is_on
        self._running: Background | None = None

    def start(self, answers: Answers) -> None:
        """As soon as it is known whom it concerns. What cannot be right is said when all is answered."""
        if not self._is_on or answers.where == OFFLINE:
            return
        found = self._profile_to_be(answers)
        if found:
            from goenvctl.setup.background import Background

            self._running = Background(*found)

    def progress(self) -> str:
        """A line for below a question."""
        return self._running.line() if self._running else ""

    def tell(self) -> None:
        """Wait with a live table for what is still out, then say what was found, and what to do."""
        running = self._running
        if running is None:
            return
        if not running.is_over:
            from goenvctl.cli.health import watched

            with watched(self._terminal) as watch:
                running.look_on(watch)
        if running.checked:
            self._terminal.say(running.line())
            self._tell(running.name, running.checked)

    def _profile_to_be(self, answers: Answers) -> tuple[Session, str] | None:
        """A session in which it is there already, and its name."""
        if answers.is_own and not answers.proxy:  # from the mirrors in effect, or those of the base
            is_users = self._session.settings()["GOPROXY"].origin.kind in USERS_OWN
            return None if is_users else (Session(self._session.host, self._session.paths), answers.base)
        try:
            plan = plan_setup(self._session, answers._replace(patterns=()))
        except GoenvctlError:
            return None
        return ForeseenSession(self._session, plan), plan.profile

    def _tell(self, name: str, checked: Checked) -> None:
        from goenvctl.output import health
        from goenvctl.output.words import worded

        bad = [outcome for outcome in checked.outcomes if outcome.reason]
        for outcome in bad:
            shown = outcome._replace(verdict=worded(outcome.verdict))
            self._terminal.say(f"! {health.line(shown)}", YELLOW)
        if checked.local_problem:
            self._terminal.say(f"! {tr(health.LOCAL[checked.local_problem])}", RED)
            self._terminal.say(f"  -> {tr(health.REMEDY[checked.local_problem])}")
        elif checked.best is None:
            self._terminal.say("  -> " + tr("it can be set up all the same; goenvctl check asks again"))
        elif bad:
            self._terminal.say(
                "  -> " + tr("afterwards, goenvctl use {name} --fastest leaves out what fails", name=name)
            )
