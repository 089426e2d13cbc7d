"""Who is asked when: the race between the mirrors of a run, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import cast

import pytest

from goenvctl.relay.errand import INFO, LIST
from goenvctl.relay.mirror import Mirror, Missing
from goenvctl.relay.progress import Progress
from goenvctl.relay.race import FREE, Budget, Lost, Race, Won
from goenvctl.relay.standing import Standing
from goenvctl.web.failure import Failure
from tests.relay.virtual import run

FOREVER = 10_000.0


class Acting:
    """A mirror that does as told: seconds until the head, seconds from there to the end, what then."""

    def __init__(self, name: str, *acts: tuple[float, float, object]) -> None:
        self.shown = name
        self.standing = Standing()
        self.acts = acts
        self.asked: list[float] = []

    def note_failure(self, kind: str, failure: Failure | Missing) -> None:
        if isinstance(failure, Failure):
            self.standing.note_failure(kind, asyncio.get_running_loop().time())

    async def attempt(self, progress: Progress, kind: str = INFO) -> str:
        clock = asyncio.get_running_loop().time
        wait_s, body_s, then = self.acts[min(len(self.asked), len(self.acts) - 1)]
        self.asked.append(clock())
        await asyncio.sleep(wait_s)
        progress.note(clock(), 0)
        self.standing.note_sign(kind, clock())
        await asyncio.sleep(body_s)
        if isinstance(then, Exception):
            raise then
        self.standing.note_answer(kind, wait_s)
        return f"{then}"


def good(name: str, wait_s: float = 0.05, body_s: float = 0.0) -> Acting:
    return Acting(name, (wait_s, body_s, name))


def silent(name: str) -> Acting:
    return Acting(name, (FOREVER, 0.0, Failure("first-byte-timeout", "silent", "wait")))


def failing(name: str) -> Acting:
    return Acting(name, (0.05, 0.0, Failure("server-error", "500", "wait")))


def missing(name: str) -> Acting:
    return Acting(name, (0.05, 0.0, Missing(404, "")))


def raced(
    *mirrors: Acting, kind: str = INFO, budget: Budget | None = None, may_leave: bool = False
) -> Callable[[], tuple[Won[str], float]]:
    """One race of these; the first is the post's own."""

    async def go() -> Won[str]:
        race: Race[str] = Race(
            kind,
            lambda mirror, progress: cast(Acting, mirror).attempt(progress, kind),
            cast(Mirror, mirrors[0]),
            budget,
            may_leave=may_leave,
        )
        return await race.run(cast(Sequence[Mirror], mirrors))

    return lambda: run(go())


def test_a_good_mirror_is_the_only_one_asked() -> None:
    """While the post's own mirror answers in time nobody else hears of anything."""
    one, other = good("a", 0.9), good("b")
    won, seconds = raced(one, other, budget=Budget())()
    assert (won.result, other.asked) == ("a", [])
    assert seconds == pytest.approx(0.9, abs=0.01)


def test_a_failure_is_repaired_at_once() -> None:
    """Where it fails the next is asked at once, and the first is blamed for the failure alone."""
    won, seconds = raced(failing("a"), good("b"), budget=Budget())()
    assert (won.result, [(one.shown, str(why)) for one, why in won.said]) == ("b", [("a", "500")])
    assert seconds < 0.2


def test_silence_of_an_unknown_mirror_is_noticed_after_a_second() -> None:
    """Nobody knows how long it takes: after one second the next is asked, and the first stays open."""
    first, second = silent("a"), good("b")
    won, seconds = raced(first, second, budget=Budget())()
    assert won.result == "b"
    assert second.asked == [pytest.approx(1.0, abs=0.2)]
    assert first.standing.is_out(INFO, seconds)


def test_a_known_mirror_is_given_three_times_its_usual_wait() -> None:
    """Three times the median of its waits, for files of that kind."""
    first, second = Acting("a", (0.5, 0, "a"), (0.5, 0, "a"), (FOREVER, 0, "")), good("b")

    async def go() -> list[float]:
        for _ in range(3):
            race: Race[str] = Race(
                INFO,
                lambda mirror, progress: cast(Acting, mirror).attempt(progress),
                cast(Mirror, first),
                Budget(),
                may_leave=False,
            )
            await race.run(cast(Sequence[Mirror], [first, second]))
        return second.asked

    asked, _ = run(go())
    assert asked == [pytest.approx(1.0 + 1.5, abs=0.2)]


def test_the_first_of_two_wins() -> None:
    """A mirror that was only slow may still win after another was asked too; it is not blamed."""
    first, second = good("a", 1.5), good("b", 5.0)
    won, seconds = raced(first, second, budget=Budget())()
    assert (won.result, won.said) == ("a", ())
    assert seconds == pytest.approx(1.5, abs=0.01)


def test_a_404_of_its_own_mirror_ends_it() -> None:
    """404 and 410 go back whoever else is being asked."""
    first, second = Acting("a", (1.5, 0, Missing(410, ""))), good("b", 5.0)
    with pytest.raises(Missing):
        raced(first, second, budget=Budget())()


def test_a_404_of_another_mirror_is_no_answer() -> None:
    """Where the post's own fails, what another has not repairs nothing, and does not pass for an answer."""
    with pytest.raises(Lost) as lost:
        raced(failing("a"), missing("b"), budget=Budget())()
    assert [type(why) for _, why in lost.value.said] == [Failure, Missing]


def test_a_stalled_body_is_left_after_five_seconds() -> None:
    """A body that stops is given 5 s; then the next is asked, and the first is still heard if it goes on."""
    won, seconds = raced(Acting("a", (0.1, FOREVER, "")), good("b"), budget=Budget())()
    assert won.result == "b"
    assert 5.0 <= seconds < 6.0
    late, slow = Acting("a", (0.1, 7.0, "a")), good("b", 60.0)
    won, seconds = raced(late, slow, budget=Budget())()
    assert won.result == "a"


def test_versions_are_not_asked_twice_for_speed() -> None:
    """Without a budget only 5 s without a sign of life let another be asked."""
    first, second = good("a", 4.0), good("b")
    won, _ = raced(first, second, kind=LIST)()
    assert (won.result, second.asked) == ("a", [])
    first, second = silent("a"), good("b")
    won, _ = raced(first, second, kind=LIST)()
    assert won.result == "b"
    assert second.asked == [pytest.approx(5.0, abs=0.3)]


def test_hedges_have_a_limit() -> None:
    """Beyond the first few only one request in ten may be asked twice for being slow."""
    budget = Budget()
    taken = 0
    for _ in range(200):
        budget.count()
        taken += budget.take()
    assert FREE + 15 <= taken <= FREE + 20


def test_a_mirror_that_is_out_is_not_waited_for() -> None:
    """Where `go` goes on by itself, nobody waits for a mirror that is out and silent."""
    first, second = silent("a"), missing("b")
    first.standing.note_failure(INFO, 0.0)
    with pytest.raises(Lost):
        raced(first, second, budget=Budget(), may_leave=True)()
    first, second = good("a", 60.0), missing("b")
    first.standing.note_failure(INFO, 0.0)
    won, seconds = raced(first, second, budget=Budget(), may_leave=False)()
    assert (won.result, round(seconds)) == ("a", 60)


def test_one_kind_of_file_may_be_out_alone() -> None:
    """A mirror whose zips alone fail goes on serving the rest."""
    standing = Standing()
    for kind in (INFO, ".mod", ".zip"):
        standing.note_answer(kind, 0.1)
    for now in (1.0, 2.0):
        standing.note_failure(".zip", now)
        standing.note_answer(INFO, 0.1)
    assert [standing.is_out(kind, 3.0) for kind in (INFO, ".mod", ".zip")] == [False, False, True]
    assert not standing.is_out(".zip", 63.0)
