"""The JSON contract (docs/json.md): one object, sorted, ASCII, credentials masked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from goenvctl.apply.journal import Change
from goenvctl.apply.ownership import AUTOMATIC
from goenvctl.errors import GoenvctlError, Problem
from goenvctl.go.environment import Origin, Setting
from goenvctl.profiles.profile import Profile
from goenvctl.receipt import Receipt
from goenvctl.redact import mask_value
from goenvctl.status import Status

if TYPE_CHECKING:
    from goenvctl.audience import Hearing
    from goenvctl.check import Checked
    from goenvctl.doctor.finding import Finding
    from goenvctl.explain import Explanation, Survey
    from goenvctl.probe.outcome import Outcome
    from goenvctl.relay.child import Child
    from goenvctl.relay.execute import Executed
    from goenvctl.why.explain import Why

SCHEMA = 1


def dumps(command: str, answer: Mapping[str, object]) -> str:
    """The envelope around an answer."""
    return _text({"schema": SCHEMA, "command": command, **answer})


def dumps_error(error: GoenvctlError) -> str:
    body: dict[str, object] = {"id": error.id, "message": error.message, "hint": error.hint}
    if error.problems:
        body["problems"] = problems(error.problems)
    if error.lines:
        body["lines"] = list(error.lines)
    return _text({"schema": SCHEMA, "error": body})


def receipt(value: Receipt) -> dict[str, object]:
    return {
        **({"served_by": value.served_by or None, "why": value.why} if value.command in AUTOMATIC else {}),
        "change": value.change,
        "profile": value.profile,
        "env_file": value.env_file,
        "edits": [
            {
                "target": edit.target,
                "path": edit.path,
                "before": dict(edit.before_values),
                "after": dict(edit.after_values),
            }
            for edit in value.edits
        ],
        "switched": value.switched,
        "in_effect": value.in_effect,
        "problems": problems(value.problems),
        "remarks": list(value.remarks),
        "dry_run": value.dry_run,
        "undone": list(value.undone),
    }


def status(value: Status) -> dict[str, object]:
    return {
        "profile": value.profile,
        "served_by": value.served_by,
        "drift": value.drift,
        "env_file": value.env_file,
        "variables": [
            {
                **_setting(setting),
                "shadowed": [
                    {"value": mask_value(setting.name, lost.value), "origin": origin(lost.origin)}
                    for lost in setting.shadowed
                ],
            }
            for setting in value.settings
        ],
        "targets": list(value.targets),
        "written": list(value.written),
        "elsewhere": [
            {
                "scene": fresh.scene,
                "variables": [_setting(setting) for setting in fresh.settings.values()],
                "doubts": [{"name": one.name, "path": one.path, "line": one.line} for one in fresh.doubts],
            }
            for fresh in value.elsewhere
        ],
        "problems": problems(value.problems),
    }


def _setting(value: Setting) -> dict[str, object]:
    return {
        "name": value.name,
        "value": mask_value(value.name, value.value),
        "origin": origin(value.origin),
    }


def origin(value: Origin) -> dict[str, object]:
    return {"kind": value.kind, "path": value.path or None, "line": value.line}


def profile(value: Profile, active: str | None) -> dict[str, object]:
    return {
        "name": value.name,
        "aliases": list(value.aliases),
        "summary": value.summary,
        "trust": value.trust,
        "source": value.source,
        "active": value.name == active,
        "template": value.is_template,
        "params": {name: param._asdict() for name, param in value.params.items()},
        "fallback": list(value.fallback),
        "control": list(value.control),
        "unset": list(value.unset),
        "go": dict(value.go),
    }


def checked(value: Checked) -> dict[str, object]:
    best = value.best
    return {
        "module": next((one.module for one in value.outcomes if one.module), None),
        "local_problem": value.local_problem,
        "best": best.url if best else None,
        "results": [outcome(one, rank) for rank, one in enumerate(value.outcomes, 1)],
        "problems": problems(value.problems),
        "remarks": list(value.remarks),
    }


def outcome(value: Outcome, place: int) -> dict[str, object]:
    """One mirror; `place` counts from 1, and is its rank where it is usable."""
    return {
        "url": value.url,
        "operator": value.operator or None,
        "gosumdb": value.gosumdb or None,
        "module": value.module or None,
        "verdict": value.verdict,
        "reason": value.reason or None,
        "detail": value.detail or None,
        "step": value.step or None,
        "rank": place if value.is_usable else None,
        "estimate_s": _rounded(value.estimate_s),
        "timings_ms": {
            phase: _rounded(seconds * 1000 if seconds is not None else None)
            for phase, seconds in value.timings._asdict().items()
        },
        "throughput_bps": round(value.throughput) if value.throughput is not None else None,
        "sumdb": value.sumdb or None,
        "toolchain": value.toolchain,
        "latest": value.latest or None,
        "verified_by": value.verified_by or None,
        "samples": value.samples,
        "sums": {"served": value.sums._asdict(), "expected": value.expected._asdict()},
        "go": value.go,
    }


def explanation(value: Explanation) -> dict[str, object]:
    settings = {one.name: one for one in (value.routed_by, value.verified_by)}
    verification = value.hearing.verification
    return {
        "module": value.hearing.path,
        "version": value.version or None,
        "private": value.hearing.is_private,
        "because": value.hearing.because or None,
        "leaks_to": list(value.hearing.leaks_to),
        "routes": [
            {
                "via": route.via,
                "on": route.on or None,
                "verified_by": None if route.kind == "off" else verification.database or None,
                "decided_by": value.routed_by.name,
            }
            for route in value.hearing.routes
        ],
        "verification": {
            "database": verification.database or None,
            "url": verification.url or None,
            "by_mirrors": verification.by_mirrors,
            "decided_by": verification.decided_by,
        },
        "settings": [
            {"name": one.name, "value": one.value, "origin": origin(one.origin)} for one in settings.values()
        ],
        "above": [hearing(one) for one in value.above],
        "problems": problems(value.problems),
        "remarks": list(value.remarks),
    }


def survey(value: Survey) -> dict[str, object]:
    return {
        "path": value.tree.path,
        "workspace": value.tree.is_workspace,
        "modules": [hearing(one) for one in value.modules],
        "problems": problems(value.problems),
        "remarks": list(value.remarks),
    }


def hearing(value: Hearing) -> dict[str, object]:
    return {
        "path": value.path,
        "private": value.is_private,
        "because": value.because or None,
        "leak": bool(value.leaks_to),
        "leaks_to": list(value.leaks_to),
        "via": list(value.via),
        "verified_by": value.verification.database or None,
    }


def diagnosis(findings: Sequence[Finding], mended: Receipt | None) -> dict[str, object]:
    """`mended` is the change that `--fix` made, or null; its errors are gone from `findings`."""
    return {
        "findings": [
            {
                "id": one.id,
                "scale": one.scale,
                "message": one.message,
                "remedy": one.remedy,
                "path": one.path,
                "line": one.line,
                "fixable": one.fix is not None,
            }
            for one in findings
        ],
        "errors": sum(one.scale == "error" for one in findings),
        "mended": receipt(mended) if mended else None,
    }


def change(value: Change) -> dict[str, object]:
    return {
        "id": value.id,
        "time": value.time,
        "command": value.command,
        "profile": value.profile,
        "env_file": value.env_file,
        "edits": [
            {"target": edit.target, "path": edit.path, "before": dict(edit.before), "after": dict(edit.after)}
            for edit in value.edits
        ],
        "undone": value.undone,
    }


def why(value: Why) -> dict[str, object]:
    return {"class": value.fault, **{name: part for name, part in value._asdict().items() if name != "fault"}}


def problems(values: Iterable[Problem]) -> list[dict[str, object]]:
    return [problem._asdict() for problem in values]


def _rounded(value: float | None) -> float | None:
    return round(value, 3) if value is not None else None


def _text(value: Mapping[str, object]) -> str:
    return json.dumps(_masked(value), sort_keys=True, indent=2)


def _masked(value: object, name: str = "") -> object:
    if isinstance(value, str):
        return mask_value(name, value.encode("utf-8", "backslashreplace").decode())
    if isinstance(value, Mapping):
        return {mask_value("", str(key)): _masked(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value]
    return value


def executed(child: Child, value: Executed, code: int) -> dict[str, object]:
    """What `exec --report` writes; without a relay the lists are empty."""
    tally = value.tally
    return {
        "exit_code": code,
        "profile": child.profile or None,
        "goproxy": mask_value("GOPROXY", child.values["GOPROXY"]),
        "relay": tally is not None,
        "requests": tally.requests if tally else 0,
        "bytes": tally.bytes if tally else 0,
        "served": dict(tally.served) if tally else {},
        "rescued": [one._asdict() for one in tally.rescues] if tally else [],
        "mismatches": [one._asdict() for one in tally.mismatches] if tally else [],
        "failed": list(tally.failed) if tally else [],
        "remarks": list(child.remarks),
    }
