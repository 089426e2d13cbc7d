"""The wrong status, and redirects that lead nowhere; a bare number is a fault too (see `status`)."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.fakes.faults.wire import TEXT, Asked, Fault, Wire

ESCAPES = "\x1b[31mred\x1b]0;title\x07\x9b2J"


def status(code: int) -> Fault:
    """This status to everything, with a word of text that go would show."""

    async def answer(wire: Wire, _asked: Asked) -> None:
        await wire.say(code, "" if code in (204, 304) else "the fake says no\n")

    return answer


def not_found(reason: str) -> Fault:
    """404, as the goproxy engine says it where its own upstream is at fault."""

    async def answer(wire: Wire, asked: Asked) -> None:
        await wire.say(404, f"not found: {asked.path}: {reason}\n")

    return answer


async def invented(wire: Wire, asked: Asked) -> None:
    """Every version asked for exists."""
    version = asked.path.rpartition("/")[2].removesuffix(".info")
    await wire.say(200, json.dumps({"Version": version, "Time": "2020-01-01T00:00:00Z"}))


async def flaky(wire: Wire, asked: Asked) -> None:
    """Every other time 503."""
    if asked.before % 2:
        await wire.say(503, "try again\n")
    else:
        await wire.answer(asked.truth)


async def escapes(wire: Wire, _asked: Asked) -> None:
    """A failure whose text would paint the terminal."""
    await wire.say(500, f"{ESCAPES}\n")


async def escapes_head(wire: Wire, asked: Asked) -> None:
    """The truth, under a header that would."""
    await wire.answer(replace(asked.truth, headers={**asked.truth.headers, "X-Note": ESCAPES}))


def redirects(number: int, code: int = 302) -> Fault:
    """The truth, so many redirects away."""

    async def answer(wire: Wire, asked: Asked) -> None:
        await _redirect(wire, f"/{f'redirect-{number - 1}' if number > 1 else 'good'}{asked.path}", code)

    return answer


async def redirect_loop(wire: Wire, asked: Asked) -> None:
    """Back to the same address."""
    await _redirect(wire, f"/{asked.fault}{asked.path}")


async def redirect_file(wire: Wire, asked: Asked) -> None:
    """To a file of the client's own machine."""
    await _redirect(wire, f"file://{asked.path}")


def redirect_to(base: str) -> Fault:
    """To the same path below another base URL."""

    async def answer(wire: Wire, asked: Asked) -> None:
        await _redirect(wire, f"{base}{asked.path}")

    return answer


async def _redirect(wire: Wire, to: str, code: int = 302) -> None:
    await wire.say(code, "", {**TEXT, "Location": to})


STATUSES: dict[str, Fault] = {
    "bad-upstream": not_found("bad upstream"),
    "fetch-timed-out": not_found("fetch timed out"),
    "invented": invented,
    "flaky": flaky,
    "escapes": escapes,
    "escapes-head": escapes_head,
    **{f"redirect-{number}": redirects(number) for number in range(1, 11)},
    **{f"redirect-{code}": redirects(1, code) for code in (300, 301, 303, 304, 307, 308)},
    "redirect-loop": redirect_loop,
    "redirect-file": redirect_file,
}
