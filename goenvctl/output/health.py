"""The outcomes of a check as rows and sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from goenvctl.check import Checked
from goenvctl.output.figures import NONE, duration
from goenvctl.probe.outcome import Outcome
from goenvctl.probe.rank import MODULES

HEADER = ("#", "MIRROR", "VERDICT", "ESTIMATE", "WAIT", "VERIFIED BY")

LOCAL = {
    "offline": "no mirror and no database can be reached: this machine seems to be offline",
    "proxy": "the HTTP proxy of the environment does not work (HTTP_PROXY, HTTPS_PROXY); no mirror was seen",
    "captive-portal": "something here answers in the mirrors' place: a login page of this network, it seems",
    "tls-interception": "something here breaks TLS open, with the same result at every mirror",
    "clock": "every certificate is out of its time: look at this machine's clock",
}
REMEDY = {
    "offline": "check the network, then again",
    "proxy": "mend the proxy, or unset the variable",
    "captive-portal": "open any page in a browser and log in",
    "tls-interception": "if your company does it, name its certificate in SSL_CERT_FILE; else leave",
    "clock": "set the clock",
}


def rows(outcomes: Sequence[Outcome], *, is_watched: bool) -> list[tuple[str, ...]]:
    """One row for each, numbered as far as they are usable; for a program also the reason.

    A person finds the reason in the remarks, and knows that it is https.
    """
    asked = Counter(url for url, _ in {(outcome.url, outcome.gosumdb) for outcome in outcomes})
    return [
        _row(number, _named(outcome, is_twice=asked[outcome.url] > 1), is_watched=is_watched)
        for number, outcome in enumerate(outcomes, 1)
    ]


def line(outcome: Outcome) -> str:
    """One outcome on one line, as it comes in."""
    total = f"  {outcome.timings.total:.2f} s" if outcome.timings.total is not None else ""
    why = f"  {outcome.reason}: {outcome.detail}" if outcome.reason else ""
    return f"{outcome.verdict:<11} {outcome.url}{total}{why}"


def remarks(outcomes: Iterable[Outcome]) -> list[str]:
    """What there is to say of each beyond its row."""
    return [f"{one.url} {one.reason}: {one.detail}" for one in outcomes if one.detail]


def headline(checked: Checked) -> str:
    """The answer in a line."""
    if checked.best is None:
        return "no mirror is usable"
    best = checked.best
    others = len(checked.usable) - 1
    how = f"{duration(best.estimate_s)} for {MODULES} modules, estimated"
    return f"fastest: {best.url} ({how})" + (f"; {others} more usable" if others else "")


def _named(outcome: Outcome, *, is_twice: bool) -> Outcome:
    """A mirror that was judged under two values of GOSUMDB says which."""
    return outcome._replace(url=f"{outcome.url} under {outcome.gosumdb}") if is_twice else outcome


def _row(number: int, outcome: Outcome, *, is_watched: bool) -> tuple[str, ...]:
    return (
        str(number) if outcome.is_usable else NONE,
        outcome.url.removeprefix("https://") if is_watched else outcome.url,
        outcome.verdict,
        *(() if is_watched else (outcome.reason or NONE,)),
        duration(outcome.estimate_s),
        duration(outcome.timings.wait),
        outcome.verified_by or NONE,
    )
