"""A check that goes on while questions are asked, in a thread that nobody waits for at the end."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event, Thread
from typing import TYPE_CHECKING

from goenvctl.language import tr
from goenvctl.session import Session

if TYPE_CHECKING:
    from goenvctl.check import Checked, Watch
    from goenvctl.probe.outcome import Outcome

POLL_S = 0.05


class Background:
    """A check of the mirrors that one profile names, and of no other.

    `checked` is the answer when it is there, None before and where there is nothing to check.
    """

    def __init__(self, session: Session, name: str) -> None:
        self.name = name
        self.checked: Checked | None = None
        self._session = session
        self._urls: tuple[str, ...] = ()
        self._outcomes: list[Outcome] = []
        self._over = Event()
        Thread(target=self._run, daemon=True).start()

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def begin(self, urls: Sequence[str]) -> None:
        self._urls = tuple(urls)

    def show(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)

    def line(self) -> str:
        """How far it has come, in a few words; empty where nobody is asked."""
        if not self._urls:
            return ""
        good = sum(outcome.is_usable for outcome in self._outcomes)
        return tr(
            "check of {name}: {answered} of {number} checked, {good} good",
            name=self.name,
            answered=len(self._outcomes),
            number=len(self._urls),
            good=good,
        )

    def look_on(self, watch: Watch) -> None:
        """Tell somebody else what came and what comes, until it is over."""
        told, has_begun = 0, False
        while True:
            is_last = self.is_over
            if self._urls and not has_begun:
                watch.begin(self._urls)
                has_begun = True
            for outcome in self._outcomes[told:]:
                watch.show(outcome)
                told += 1
            if is_last:
                return
            self._over.wait(POLL_S)

    def _run(self) -> None:
        from goenvctl.candidates import find_candidates
        from goenvctl.check import check

        try:
            candidates = find_candidates(self._session, [self.name])
            self.checked = check(self._session, candidates, watch=self, settle=True)
        except Exception:  # noqa: BLE001  # no mirror, or none can be asked: it stops nobody
            return
        finally:
            self._over.set()
