"""The outcomes of a check as rows and sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from goenvctl.check import Checked
from goenvctl.language import N_, tr
from goenvctl.output.figures import NONE, duration
from goenvctl.output.words import worded
from goenvctl.probe.outcome import Outcome
from goenvctl.probe.rank import MODULES

HEADER = ("#", N_("MIRROR"), N_("VERDICT"), N_("ESTIMATE"), N_("WAIT"), N_("VERIFIED BY"))

LOCAL = {
    "offline": N_("no mirror and no database can be reached: this machine seems to be offline"),
    "proxy": N_(
        "the HTTP proxy of the environment does not work (HTTP_PROXY, HTTPS_PROXY); no mirror was seen"
    ),
    "captive-portal": N_(
        "something here answers in the mirrors' place: a login page of this network, it seems"
    ),
    "tls-interception": N_("something here breaks TLS open, with the same result at every mirror"),
    "clock": N_("every certificate is out of its time: look at this machine's clock"),
}
REMEDY = {  # like LOCAL, translated where it is shown
    "offline": N_("check the network, then again"),
    "proxy": N_("mend the proxy, or unset the variable"),
    "captive-portal": N_("open any page in a browser and log in"),
    "tls-interception": N_("if your company does it, name its certificate in SSL_CERT_FILE; else leave"),
    "clock": N_("set the clock"),
}


def rows(outcomes: Sequence[Outcome], *, is_watched: bool) -> list[tuple[str, ...]]:
    """One row for each, numbered as far as they are usable; for a program also the reason.

    A person finds the reason in the remarks, knows that it is https, and reads words for codes.
    """
    asked = Counter(url for url, _ in {(outcome.url, outcome.gosumdb) for outcome in outcomes})
    return [
        _row(number, _named(outcome, is_twice=asked[outcome.url] > 1), is_watched=is_watched)
        for number, outcome in enumerate(outcomes, 1)
    ]


def line(outcome: Outcome) -> str:
    """One outcome on one line, as it comes in; verdict and reason are codes."""
    total = f"  {outcome.timings.total:.2f} s" if outcome.timings.total is not None else ""
    why = f"  {outcome.reason}: {outcome.detail}" if outcome.reason else ""
    return f"{outcome.verdict:<11} {outcome.url}{total}{why}"


def remarks(outcomes: Iterable[Outcome]) -> list[str]:
    """What there is to say of each beyond its row."""
    return [f"{one.url} {one.reason}: {one.detail}" for one in outcomes if one.detail]


def headline(checked: Checked) -> str:
    """The answer in a line."""
    if checked.best is None:
        return tr("no mirror is usable")
    best = checked.best
    others = len(checked.usable) - 1
    fastest = tr(
        "fastest: {mirror} ({duration} for {number} modules, estimated)",
        mirror=best.url,
        duration=duration(best.estimate_s),
        number=MODULES,
    )
    return tr("{fastest}; {number} more usable", fastest=fastest, number=others) if others else fastest


def _named(outcome: Outcome, *, is_twice: bool) -> Outcome:
    """A mirror that was judged under two values of GOSUMDB says which."""
    if not is_twice:
        return outcome
    return outcome._replace(url=tr("{mirror} under {database}", mirror=outcome.url, database=outcome.gosumdb))


def _row(number: int, outcome: Outcome, *, is_watched: bool) -> tuple[str, ...]:
    place = str(number) if outcome.is_usable else NONE
    took = (duration(outcome.estimate_s), duration(outcome.timings.wait))
    verdict, by = outcome.verdict, outcome.verified_by or NONE
    if is_watched:
        return (place, outcome.url.removeprefix("https://"), worded(verdict), *took, worded(by))
    return (place, outcome.url, verdict, outcome.reason or NONE, *took, by)
