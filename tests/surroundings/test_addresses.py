"""Whatever a mirror's address looks like, it is asked for what `go` asks it for, in the same words."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

import pytest

from tests.fakes.mirror import Mirror
from tests.fakes.server import Response
from tests.surroundings.both import ERR, MODULE, check, go
from tests.surroundings.names import FAR, needs_names
from tests.surroundings.proxied import Behind
from tests.surroundings.stage import CAPITALS, Stage
from tests.surroundings.together import selected, unlike_go
from tests.surroundings.verdicts import FINE, INVALID, Expected

BIG = f"{CAPITALS.path}@{CAPITALS.version}"


class Case(NamedTuple):
    """What comes in the address behind host, port and a folder; the mirror's tree is below all of it."""

    base: str
    expected: Expected = FINE
    module: str = MODULE

    def __str__(self) -> str:
        return f"{self.base} {self.module}"


class Answer(NamedTuple):
    """What both found, and what either asked for, as it came over the wire."""

    found: Expected
    theirs: set[str]
    ours: set[str]


CASES = [
    *(Case(base, module=module) for base in ("", "/base%20x") for module in (MODULE, BIG)),
    *map(Case, ("/", "/base/", "//base//x/", "/a/../b", "/..", "/a/./b/.", "/@v", "/b;x=1:y@z+$&")),
    *map(Case, ("?x=1", "/base/?x=1&y=%20", "?", "/base#part", "?x=%zz")),
    *map(Case, ("/b%2Fx", "/b%2fx", "/b%41", "/b%21", "/b%25x", "/b%2E%2E/x", "/ü", "/b x", '/b"<x>\\^{}`')),
    *map(Case, ("/b!'(x)*", "/a/%2e%2e/b", "/a%2F..%2Fb")),
    *(Case(base, INVALID) for base in ("/b%", "/b%zz", "/b|x", "/b,x", "/\x7f")),
]
UNLIKE_GO = [
    unlike_go(Case('?x="<y>'), "go leaves a query as it is, we escape it"),
    unlike_go(Case("?x=a b", (ERR, "broken", "bad-status")), "go sends the blank, which is no HTTP"),
]


@pytest.fixture(scope="module")
def answers(request: pytest.FixtureRequest, stage: Stage) -> dict[Case, Answer]:
    """One check for all addresses with a module; the folder tells them apart."""
    cases = [case for case in selected(request, request.path) if isinstance(case, Case)]
    found: dict[Case, Answer] = {}
    with Behind(stage, "plain") as behind:
        behind.mirror.fault = partial(_below, behind.mirror)
        for module in {case.module for case in cases}:
            found |= _ask(stage, behind, module, [case for case in cases if case.module == module])
    return found


@needs_names
@pytest.mark.parametrize("case", [*CASES, *UNLIKE_GO], ids=str)
def test_address(answers: dict[Case, Answer], case: Case) -> None:
    """Each file is asked for at the address that go makes of it, escapes and all."""
    answer = answers[case]
    assert answer.found == case.expected
    assert answer.theirs <= answer.ours
    assert bool(answer.theirs) == (case.expected != INVALID)


def _ask(stage: Stage, behind: Behind, module: str, cases: list[Case]) -> dict[Case, Answer]:
    user = stage.user({"HTTP_PROXY": behind.fill("http://{place}")}, has_names=True)
    urls = [f"http://{FAR}:{behind.port}/n{number}{case.base}" for number, case in enumerate(cases)]
    fetched = [(go(user, url, module), set(behind.proxy.take())) for url in urls]
    findings = {_number(url): found for url, found in check(user, *urls, module=module).findings.items()}
    ours = set(behind.proxy.take())
    return {
        case: Answer((theirs.word, *findings[number]), asked, ours)
        for number, (case, (theirs, asked)) in enumerate(zip(cases, fetched, strict=True))
    }


def _number(url: str) -> int:
    found = re.match(r"http://[^/]*/n(\d+)", url)
    assert found, url
    return int(found[1])


def _below(mirror: Mirror, path: str) -> Response | None:
    """The tree, whatever is before it."""
    found = re.search(r"/example\.com/.*", path)
    return mirror.answer(found[0]) if found else None
