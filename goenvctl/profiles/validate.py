"""Is a profile fit for use? Every fault of it, with file, line, reason and remedy."""

from __future__ import annotations

from collections.abc import Iterator

from goenvctl.errors import InvalidInput, Problem
from goenvctl.go.module import ModulePathError, check_path
from goenvctl.language import tr
from goenvctl.profiles.catalogue import Catalogue
from goenvctl.profiles.fault import Context
from goenvctl.profiles.judge import judge_value
from goenvctl.profiles.profile import BUILT_IN, Profile
from goenvctl.profiles.template import blanks


def check_profile(profile: Profile, catalogue: Catalogue) -> None:
    """Raise InvalidInput naming every fault; a template's blanks are taken on trust until filled."""
    problems = tuple(_profile_problems(profile, catalogue))
    if problems:
        first = problems[0]
        message = tr("profile {name}: {fault}", name=profile.name, fault=first.message)
        raise InvalidInput(first.id, message, first.hint, problems)


def _profile_problems(profile: Profile, catalogue: Catalogue) -> Iterator[Problem]:
    context = Context(catalogue, profile.trust, profile.source in ("user", BUILT_IN))
    for name, value in profile.go.items():
        if profile.is_template and blanks(value):
            for blank in blanks(value):
                if blank not in profile.params:
                    yield profile.problem(
                        "unknown-parameter",
                        tr("{name} uses {blank}", name=name, blank=f"{{{blank}}}"),
                        tr("name it under [params]"),
                        name,
                    )
        elif fault := judge_value(name, value, context):
            yield profile.problem(fault.id, f"{name}: {fault.reason}", fault.remedy, name)
    for control in profile.control:
        path, at, version = control.partition("@")
        try:
            check_path(path)
        except ModulePathError as exc:
            yield profile.problem(
                "bad-control", f"control: {control!r}: {exc}", tr("write module@version"), "control"
            )
        else:
            if not at or not version.startswith("v"):
                yield profile.problem(
                    "bad-control",
                    tr("control: {module!r} has no version", module=control),
                    tr("write module@v1.2.3"),
                    "control",
                )
