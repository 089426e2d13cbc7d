"""What would be in a profile's way once it is written: lines of startup files that could be commented out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from goenvctl.apply.plan import Edit
from goenvctl.doctor.examined import RC_FILES, Examined
from goenvctl.doctor.finding import Finding
from goenvctl.doctor.overlay import OverlayHost
from goenvctl.doctor.shells import in_new_terminals
from goenvctl.host import Host
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session


class InTheWay(NamedTuple):
    """The lines, as what was found of them, and the edits that comment them out."""

    lines: tuple[Finding, ...]
    edits: tuple[Edit, ...]


def is_mentioned(host: Host, names: Iterable[str]) -> bool:
    """Does any startup file of the user hold the name of such a variable at all?"""
    texts = [host.peek(f"{host.home}/{name}") or b"" for name in RC_FILES]
    return any(name.encode() in text for name in names for text in texts)


def lines_in_the_way(session: Session, profile: Profile, edits: Sequence[Edit]) -> InTheWay:
    """Those that would win in a new terminal over the profile that `edits` write. Nothing is written.

    A line is left out where it cannot be commented out safely, as `doctor --fix` sees it. Where
    values of ours stand in other files than Go's env file, nothing is proposed.
    """
    from goenvctl.doctor.mend import MOST, edit_of, mended, weakens  # and with it every check

    texts = {edit.path: edit.after or b"" for edit in edits}
    first = Ahead(session, profile, texts)
    if first.standing.holdings:
        return InTheWay((), ())
    now, lines, changes = first, list[Finding](), dict[str, dict[str, str | None]]()
    refused = list[Finding]()
    for _ in range(MOST):
        found = next((one for one in in_new_terminals(now) if one.fix and one not in refused), None)
        if found is None or found.fix is None:
            break
        path = found.fix.path
        then = Ahead(session, profile, {**texts, path: mended(now, found.fix)})
        if path in {edit.path for edit in edits} or weakens(first, now, then):
            refused.append(found)
            continue
        texts[path] = then.session.read_file(path) or b""
        now = then
        lines.append(found)
        changes.setdefault(path, {}).update(found.fix.changes)
    return InTheWay(
        tuple(lines), tuple(edit_of(first, path, made, texts[path]) for path, made in changes.items())
    )


class Ahead(Examined):
    """The machine with the profile active and these texts in its files."""

    def __init__(self, session: Session, profile: Profile, texts: Mapping[str, bytes]) -> None:
        super().__init__(Session(OverlayHost(session.host, texts), session.paths))
        self._chosen = profile

    @cached_property
    def profile(self) -> Profile | None:
        return self._chosen
