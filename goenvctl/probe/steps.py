"""What a probe asks for, one function for each thing; each notes what is wrong with the answer."""

from __future__ import annotations

import asyncio
import tempfile
from typing import IO, NamedTuple

from goenvctl.go.module import declared_path
from goenvctl.go.modzip import MAX_FILES, MAX_GO_MOD
from goenvctl.language import tr
from goenvctl.probe.content import (
    is_go_mod,
    judge_info,
    judge_latest,
    judge_list,
    parse_info,
    read_zip,
)
from goenvctl.probe.endpoint import ABSENT, TOOLCHAIN, Module
from goenvctl.probe.outcome import BROKEN, DEGRADED, UNREACHABLE, Finding
from goenvctl.probe.status import NOT_THERE, judge_status
from goenvctl.probe.visit import Visit, failed
from goenvctl.sumdb.dirhash import hash_mod
from goenvctl.web.answer import Answer
from goenvctl.web.client import Web
from goenvctl.web.failure import Failure
from goenvctl.web.thread import in_thread

TEXT_CAP = 4 << 20  # bytes of an .info, a list, an @latest
PINNED_CAP = 1 << 20  # bytes of a built-in control module: they are small
IN_MEMORY = 1 << 18  # bytes of a zip that never see the disk
THROUGHPUT_BYTES, THROUGHPUT_S = 16 << 20, 4.0
TOOLCHAIN_VERSION = Module(TOOLCHAIN, "v0.0.1-go1.24.0.linux-amd64")
NO_FETCH = {"Disable-Module-Fetch": "true"}  # ask the cache, not version control


class Served(NamedTuple):
    """One file of the module: its sum (empty where there is none), what is wrong with it, how it came."""

    sum: str
    finding: Finding | None = None
    transfer_s: float | None = None
    size: int = 0
    declares: str = ""  # the path in a go.mod


class Latest(NamedTuple):
    """The newest version it knows, and when that was made (seconds since the epoch)."""

    version: str = ""
    time: float | None = None


async def find_module(visit: Visit) -> bool:
    """Ask for the `.info` of each control module in turn; False where none can be had."""
    missing = ""
    for module in visit.endpoint.terms.modules:
        visit.module = module
        url = visit.endpoint.version_file(module, ".info")
        answer = await visit.get(".info", url, cap=TEXT_CAP, is_core=True)
        if answer is None:
            return False
        if finding := judge_status(answer, ".info"):
            visit.note(finding, is_core=True)
            return False
        if answer.status == 200:
            visit.note(judge_info(answer, module), is_core=True)
            return not visit.findings
        missing = tr("does not have {module} ({status})", module=module, status=answer.status)
    verdict = DEGRADED if visit.endpoint.terms.trust == "private" else BROKEN
    visit.find(verdict, "no-control-module", missing, ".info")
    return False


async def ask_again(visit: Visit) -> None:
    """The `.info` once more: another answer, or none, is flaky."""
    url = visit.endpoint.version_file(visit.module, ".info")
    try:
        answer = await visit.web.get(url, cap=TEXT_CAP, until=visit.until)
    except Failure as exc:
        said = tr("the same question was answered once, then not: {reason}", reason=exc.detail)
        visit.find(DEGRADED, "flaky", said, ".info")
        return
    if answer.timings.wait is not None:
        visit.waits.append(answer.timings.wait)
    if answer.status != 200:
        said = tr("the same question got 200, then {status}", status=answer.status)
        visit.find(DEGRADED, "flaky", said, ".info")


async def ask_list(visit: Visit) -> None:
    answer = await visit.get("list", visit.endpoint.file(visit.module.path, "@v/list"), cap=TEXT_CAP)
    if answer is None:
        return
    if answer.status in NOT_THERE:
        said = tr("has no list of {path} ({status})", path=visit.module.path, status=answer.status)
        visit.find(BROKEN, "bad-list", said, "list")
    else:
        visit.note(judge_status(answer, "list") or judge_list(answer, visit.module))


async def ask_latest(visit: Visit) -> Latest:
    """A mirror need not have an `@latest`: 404 is an answer."""
    answer = await visit.get("@latest", visit.endpoint.file(visit.module.path, "@latest"), cap=TEXT_CAP)
    if answer is None or answer.status in NOT_THERE:
        return Latest()
    if finding := judge_status(answer, "@latest") or judge_latest(answer):
        visit.note(finding)
        return Latest()
    return Latest(*parse_info(answer.body))


async def ask_absent(visit: Visit) -> None:
    """A version that no module has: anything but "not found" is no answer of a mirror."""
    module = Module(visit.module.path, ABSENT)
    url = visit.endpoint.version_file(module, ".info")
    try:
        answer = await visit.web.get(url, cap=TEXT_CAP, until=visit.until, headers=NO_FETCH)
    except Failure:
        return  # silence counts for nothing here
    if answer.status not in NOT_THERE:
        verdict = BROKEN if answer.status == 200 else DEGRADED
        said = tr("answers {status} for {module}, which does not exist", status=answer.status, module=module)
        visit.find(verdict, "absent-status", said, "absent version")


async def ask_mod(visit: Visit, web: Web) -> Served:
    is_pinned = visit.truth.pinned(visit.module) is not None
    answer = await _get_file(visit, ".mod", web, PINNED_CAP if is_pinned else MAX_GO_MOD)
    if not isinstance(answer, Answer):
        return Served("", answer)
    finding = None
    if not is_go_mod(answer):
        said = tr("the .mod of {module} is no go.mod", module=visit.module)
        if answer.is_html:
            said = tr("the .mod of {module} is a web page", module=visit.module)
        finding = Finding(BROKEN, "bad-mod", said, ".mod")
    declares = declared_path(answer.body.decode("utf-8", "replace"))
    return Served(hash_mod(answer.body), finding, size=answer.size, declares=declares)


async def ask_zip(visit: Visit, web: Web) -> Served:
    """The sum is taken from the zip as it came; nothing is unpacked to disk."""
    is_pinned = visit.truth.pinned(visit.module) is not None
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        answer = await _get_file(visit, ".zip", web, PINNED_CAP if is_pinned else MAX_FILES, file)
        if not isinstance(answer, Answer):
            return Served("", answer)
        try:
            async with asyncio.timeout_at(visit.until), visit.surroundings.reading:
                zipped = await in_thread(read_zip, file, visit.module)
        except TimeoutError:
            said = tr("the .zip of {module} could not be read in time", module=visit.module)
            return Served("", Finding(UNREACHABLE, "stalled", said, ".zip"))
    return Served(zipped.sum, zipped.finding, answer.timings.transfer, answer.size)


async def ask_toolchain(visit: Visit) -> tuple[bool | None, float | None]:
    """Does it have Go itself, and how many bytes a second does a large file come at?"""
    url = visit.endpoint.version_file(TOOLCHAIN_VERSION, ".zip")
    try:
        answer = await visit.web.get(
            url, cap=1 << 30, until=visit.until, enough=THROUGHPUT_BYTES, enough_s=THROUGHPUT_S
        )
    except Failure:
        return None, None
    if answer.status in NOT_THERE:
        return False, None
    return (True, answer.rate) if answer.status == 200 else (None, None)


async def _get_file(
    visit: Visit, step: str, web: Web, cap: int, into: IO[bytes] | None = None
) -> Answer | Finding:
    """The `.mod` or `.zip`, or what is wrong."""
    url = visit.endpoint.version_file(visit.module, step)
    try:
        answer = await web.get(url, cap=cap, until=visit.until, into=into)
    except Failure as exc:
        return failed(exc, step)
    if answer.timings.wait is not None:
        visit.waits.append(answer.timings.wait)
    if answer.status in NOT_THERE:
        said = tr(
            "has no {file} of {module} ({status})", file=step, module=visit.module, status=answer.status
        )
        return Finding(BROKEN, f"bad-{step[1:]}", said, step)
    return judge_status(answer, step) or answer
