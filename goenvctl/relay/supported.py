"""Which way `go` would go to a database that GOSUMDB names without an address; asked ahead, in go's order.

Source: cmd/go/internal/modfetch/sumdb.go (initBase): each entry is asked whether it carries the
database; 200 is final, 404 and 410 pass on, anything else only across a `|`.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from goenvctl.go.address import parse_address
from goenvctl.relay.chain import Chain, Post
from goenvctl.relay.databases import NEXT_S, Way, way_of_address, way_of_folder, way_of_mirror
from goenvctl.relay.mirror import Mirror, Missing
from goenvctl.relay.progress import Progress
from goenvctl.sumdb.note import VerifierKey
from goenvctl.web.client import Surroundings
from goenvctl.web.failure import Failure

YES, NO, FAILED = 200, 404, 502
TICK_S = 0.1


class Chosen(NamedTuple):
    """`answers` are those to `/supported`, by post; `ways` are none where go could not verify anything."""

    answers: Mapping[int, int]
    ways: tuple[Way, ...]
    why_not: str = ""


class Chooser:
    """Asks the mirrors of a chain, run by run."""

    def __init__(
        self, chain: Chain, mirrors: Sequence[Mirror], key: VerifierKey, surroundings: Surroundings
    ) -> None:
        self._chain = chain
        self._mirrors = mirrors
        self._key = key
        self._surroundings = surroundings
        self._said: dict[int, str] = {}

    async def choose(self) -> Chosen:
        answers: dict[int, int] = {}
        for at, (entry, post) in enumerate(zip(self._chain.entries, self._chain.posts, strict=True)):
            if post and post.number not in answers:
                answers |= await self._ask_run(post)
            answer = answers[post.number] if post else NO
            if entry.kind == "file" and self._lies_in(entry.url):
                return Chosen(answers, (self._folder(entry.url),))
            if answer == YES:
                assert post
                return Chosen(answers, self._copies(post, answers))
            if post and self._comes_to_host(at, answer):
                return Chosen({**answers, post.number: YES}, (self._host(),))
            if answer == FAILED and entry.separator != "|":
                break
            if entry.kind == "mirror" and not post and entry.separator != "|":
                break  # go refuses this one by itself
        return Chosen(answers, (), "; ".join(self._said.values()))

    async def _ask_run(self, first: Post) -> dict[int, int]:
        """What each of a run says, as far as it matters: those behind a 200 are not waited for."""
        run = [post for post in self._chain.mirrors if post.run == first.run]
        waiting, running, answers = list(run), dict[asyncio.Future[int], Post](), dict[int, int]()
        clock = asyncio.get_running_loop().time
        next_at = clock()
        try:
            while not _is_decided(run, answers) and (waiting or running):
                if waiting and (clock() >= next_at or not running):
                    post = waiting.pop(0)
                    running[asyncio.ensure_future(self._ask(post))] = post
                    next_at = clock() + NEXT_S
                done, _ = await asyncio.wait(running, timeout=TICK_S, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    answers[running.pop(task).number] = task.result()
                    next_at = clock()
                if YES in answers.values() and clock() >= next_at:
                    break  # one before it says nothing: go would wait, we do not
        finally:
            for task in running:
                task.cancel()
            if running:
                await asyncio.wait(running)
        return {post.number: answers.get(post.number, FAILED) for post in run}

    async def _ask(self, post: Post) -> int:
        mirror = self._mirrors[post.number]
        progress = Progress(asyncio.get_running_loop().time())
        try:
            await mirror.get_sumdb(self._key.name, "/supported", progress)
        except Missing:
            return NO
        except Failure as exc:
            self._said[post.number] = f"{mirror.shown}: {exc}"
            return FAILED
        return YES

    def _comes_to_host(self, at: int, answer: int) -> bool:
        """Would `go` ask the database's own host next, where no deadline would hold?"""
        rest = self._chain.entries[at + 1 :]
        if any(entry.kind == "mirror" or self._lies_in(entry.url) for entry in rest):
            return False
        return answer == NO or bool(
            self._chain.entries[at].separator == "|" and rest and rest[0].kind == "direct"
        )

    def _copies(self, post: Post, answers: Mapping[int, int]) -> tuple[Way, ...]:
        """The mirror's own, then those of its run that did not say no."""
        numbers = [post.number, *(one for one in post.others if answers.get(one) != NO)]
        return tuple(way_of_mirror(self._mirrors[number], self._key) for number in numbers)

    def _host(self) -> Way:
        return way_of_address(
            self._surroundings, f"https://{self._key.name}", self._key, self._mirrors[0].patience_s
        )

    def _lies_in(self, url: str) -> bool:
        if not url.startswith("file:"):
            return False
        return os.path.exists(f"{unquote(parse_address(url).path)}/sumdb/{self._key.name}/supported")

    def _folder(self, url: str) -> Way:
        return way_of_folder(f"{url.rstrip('/')}/sumdb/{self._key.name}", self._key)


def _is_decided(run: Sequence[Post], answers: Mapping[int, int]) -> bool:
    """Has the first that says yes nobody before it who is still silent?"""
    for post in run:
        if post.number not in answers:
            return False
        if answers[post.number] == YES:
            return True
    return True
