"""The questions of `setup`, in their order; what a flag has answered is not asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from goenvctl.active import current
from goenvctl.host import Host
from goenvctl.language import N_, tr
from goenvctl.output.picker import MARGIN, cut
from goenvctl.session import Session
from goenvctl.setup.answers import CN, COMPANY, ELSEWHERE, OFFLINE, PROFILES, Answers, Given
from goenvctl.setup.plan import fault_of_patterns, fault_of_proxy, split_answer
from goenvctl.setup.proposals import known_patterns, propose_patterns, propose_targets
from goenvctl.targets.all_targets import DEFAULT, TARGETS
from goenvctl.wizard.asker import Asker, Item

PLACES = {
    CN: N_("mainland China"),
    ELSEWHERE: N_("elsewhere"),
    COMPANY: N_("a company network"),
    OFFLINE: N_("no network"),
}
ABOUT = {
    CN: N_("public mirrors there (profile cn)"),
    ELSEWHERE: N_("Go's own proxy (profile official)"),
    COMPANY: N_("a profile of your own"),
    OFFLINE: N_("nothing is fetched (profile offline)"),
}


class Settled(Protocol):
    """Told as soon as the mirrors to be are known."""

    def __call__(self, answers: Answers, /) -> None: ...


def interview(
    asker: Asker, session: Session, given: Given, guess: str, columns: Callable[[], int], settled: Settled
) -> Answers:
    """All answers. Raises KeyboardInterrupt where the person gives up; nothing is written."""
    where = given.where or _where(asker, session, guess, columns())
    proxy = given.proxy if given.proxy is not None else _proxy(asker, session) if where == COMPANY else ""
    answers = Answers(where, proxy, given.name, base=PROFILES[guess])
    settled(answers)
    is_needed = where == COMPANY and not proxy
    patterns = given.patterns
    if patterns is None:
        patterns = _patterns(asker, session, columns(), is_needed=is_needed)
    targets = given.targets if given.targets is not None else _targets(asker, session, columns())
    return answers._replace(patterns=patterns, targets=targets)


def _where(asker: Asker, session: Session, guess: str, columns: int) -> str:
    active = current(session)
    now = next((where for where, name in PROFILES.items() if name == active), guess)
    items = [
        Item(where, cut(tr("{place}: {about}", place=tr(place), about=tr(ABOUT[where])), columns - MARGIN))
        for where, place in PLACES.items()
    ]
    return asker.pick(tr("Where are you?"), items, now)


def _proxy(asker: Asker, session: Session) -> str:
    def judge(text: str) -> str:
        return fault_of_proxy(session, text) if (text := _meant(text)) else ""

    return _meant(asker.write(tr("Address of the company's module proxy (empty: none)"), judge))


def _patterns(asker: Asker, session: Session, columns: int, *, is_needed: bool) -> tuple[str, ...]:
    """Proposals to tick, then a line for others."""
    ticked: tuple[str, ...] = ()
    proposals = propose_patterns(session)
    if proposals:
        items = [
            Item(one.pattern, cut(f"{one.pattern}  {one.why}", columns - MARGIN - 4), one.is_sure)
            for one in proposals
        ]
        ticked = asker.tick(tr("Which modules are private?"), items)
    known = known_patterns(session)
    is_needed = is_needed and not ticked

    def judge(text: str) -> str:
        if is_needed and not _meant(text):
            return tr("name at least one: without it and without a proxy there is nothing to set up")
        return fault_of_patterns(session, _meant(text))

    if proposals:
        question = tr("Other private modules (empty: none)")
    elif known:
        question = tr("More private modules than {known} (empty: none)", known=", ".join(known))
    else:
        question = tr("Private modules, such as git.example.com (empty: none)")
    written = split_answer(_meant(asker.write(question, judge)))
    return tuple(dict.fromkeys((*ticked, *written)))


def _meant(text: str) -> str:
    """Who types the word for none, as the question has it, means none."""
    return "" if text.lower() in ("none", tr("none")) else text


def _targets(asker: Asker, session: Session, columns: int) -> tuple[str, ...]:
    """Where to write; the configured targets are ticked. Nothing is asked where there is no choice."""
    names = propose_targets(session)
    if len(names) == 1:
        return ()
    configured = session.config.targets or (DEFAULT,)
    items = [
        Item(name, cut(f"{name}  {_files(session.host, name)}", columns - MARGIN - 4), name in configured)
        for name in names
    ]
    chosen = asker.tick(tr("Where to write?"), items)
    return chosen or configured


def _files(host: Host, target: str) -> str:
    """What it writes, as a person would name it."""
    if target == DEFAULT:
        return tr("Go's env file: every go reads it")
    home = host.home.rstrip("/") + "/"
    paths = TARGETS[target].paths(host)
    return ", ".join("~/" + path.removeprefix(home) if path.startswith(home) else path for path in paths)
