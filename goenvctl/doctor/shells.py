"""Is what files say also what Go uses: in this terminal, and in what is started anew?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goenvctl.doctor.examined import SCENES, Examined
from goenvctl.doctor.finding import ERROR, INFO, WARNING, Finding
from goenvctl.doctor.rcline import is_in_our_block, literal_line
from goenvctl.go.environment import Setting
from goenvctl.go.variables import VARIABLES
from goenvctl.language import listed, tr
from goenvctl.redact import mask_value
from goenvctl.verdict import unset_line


def here(examined: Examined) -> Iterator[Finding]:
    for name, value in _wanted(examined).items():
        setting = examined.settings[name]
        if setting.origin.kind == "environment" and setting.value != value and not examined.is_ours(setting):
            message = tr(
                "{name} is {value} in this terminal, which wins over {loser}",
                name=name,
                value=_shown(setting),
                loser=_loser(examined, name),
            )
            line = unset_line([name], examined.host.environ)
            remedy = tr("{line}, or open a new terminal", line=line)
            yield Finding("shadowed-here", _scale(examined, name), message, remedy)


def in_new_terminals(examined: Examined) -> Iterator[Finding]:
    wanted = _wanted(examined)
    found: dict[tuple[str, str | None, int | None], tuple[Setting, list[str]]] = {}
    for fresh in examined.elsewhere:
        for name, value in wanted.items():
            setting = fresh.settings.get(name)
            if (
                setting
                and setting.origin.kind == "environment"
                and setting.value != value
                and not examined.is_ours(setting)
            ):
                key = (name, setting.origin.path, setting.origin.line)
                found.setdefault(key, (setting, []))[1].append(tr(SCENES[fresh.scene]))
    for (name, path, line), (setting, scenes) in found.items():
        message = tr(
            "{name} becomes {value} in {scenes}, over {loser}",
            name=name,
            value=_shown(setting),
            scenes=_joined(scenes),
            loser=_loser(examined, name),
        )
        fix = literal_line(examined, setting) if name in examined.named else None
        remedy = _by_hand(examined, name, path, line)
        if fix:
            remedy = tr("goenvctl doctor --fix comments this line out")
        yield Finding("shadowed-anew", _scale(examined, name), message, remedy, path or None, line, fix)


def doubts(examined: Examined) -> Iterator[Finding]:
    """Lines that nobody can be certain of here, but for those that another way to be started settles."""
    wanted = _wanted(examined)
    settled = {
        (setting.origin.path, setting.origin.line, setting.name)
        for fresh in examined.elsewhere
        for setting in fresh.settings.values()
    }
    lines = {
        (one.path, one.line, one.name): one.value for fresh in examined.elsewhere for one in fresh.doubts
    }
    for (path, line, name), value in sorted(lines.items(), key=str):
        if name in wanted and (path, line, name) not in settled and value != wanted[name]:
            message = tr("this line may set {name} in a new terminal; only running it would tell", name=name)
            if value is not None:
                message = tr(
                    "this line may make {name} {value} in a new terminal; only running it would tell",
                    name=name,
                    value=mask_value(name, value),
                )
            yield Finding("maybe-shadowed", INFO, message, tr("look at it"), path, line)


def exports(examined: Examined) -> Iterator[Finding]:
    """Without a profile they do no harm yet."""
    if examined.profile is not None:
        return
    seen: set[tuple[str, int | None]] = set()
    for fresh in examined.elsewhere:
        for setting in fresh.settings.values():
            origin = setting.origin
            if origin.kind == "environment" and origin.path and (origin.path, origin.line) not in seen:
                seen.add((origin.path, origin.line))
                message = tr("{name} is exported here, and would win over every profile", name=setting.name)
                remedy = tr("goenvctl use, then goenvctl doctor --fix, put a profile in its place")
                yield Finding("exported", INFO, message, remedy, origin.path, origin.line)


def _wanted(examined: Examined) -> Mapping[str, str]:
    """What should be in effect: the active profile's variables, else those of Go's env file, as files say."""
    held = {name: value for one in examined.standing.holdings.values() for name, value in one.written.items()}
    names = examined.named or {name: None for name in examined.env_lines if name in VARIABLES}
    return {
        name: held.get(name, examined.from_files[name].value) for name in names if name in examined.from_files
    }


def _scale(examined: Examined, name: str) -> str:
    return ERROR if name in examined.named else WARNING


def _loser(examined: Examined, name: str) -> str:
    return examined.profile.name if examined.profile and name in examined.named else tr("Go's env file")


def _by_hand(examined: Examined, name: str, path: str | None, line: int | None) -> str:
    if not path:
        return tr("find out who sets {name} before the shell starts", name=name)
    if path.endswith("fish_variables"):
        return tr("set -Ue {name}, in fish", name=name)
    if path.startswith("/etc/"):
        return tr("it is the system's: take it out as root, or ask who runs this machine")
    if line and is_in_our_block(examined.host.peek(path) or b"", line):
        return tr("goenvctl use --force writes our lines anew")
    return tr("take it out of this line by hand")


def _shown(setting: Setting) -> str:
    return mask_value(setting.name, setting.value)


def _joined(words: list[str]) -> str:
    *others, last = words
    return tr("{words} and {word}", words=listed(others), word=last) if others else last
