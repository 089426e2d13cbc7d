"""Cases of a module run several at once: each waits for processes most of the time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

AT_ONCE = 6
Case = TypeVar("Case")
Result = TypeVar("Result")


def together(
    request: pytest.FixtureRequest, kind: type[Case], run: Callable[[Case], Result]
) -> dict[Case, Future[Result]]:
    """What the cases of the fixture's module come to; all of them, when it returns."""
    cases = [case for case in selected(request, request.path) if isinstance(case, kind)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return {case: pool.submit(run, case) for case in cases}


def selected(request: pytest.FixtureRequest, module: Path) -> list[object]:
    """The parameters `case` of the tests in this file that are to be run: one row is tested in seconds."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function)]
    params = [item.callspec.params for item in items if item.path == module and hasattr(item, "callspec")]
    return list(dict.fromkeys(one["case"] for one in params if "case" in one))


def unlike_go(case: object, why: str) -> object:
    """A row that check does not fulfil yet; when it does, the mark must go."""
    return pytest.param(case, marks=pytest.mark.xfail(reason=why, strict=True, raises=AssertionError))
