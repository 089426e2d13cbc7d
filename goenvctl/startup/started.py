"""One shell's files read one after the other: what all shells with a grammar have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from goenvctl.host import Host
from goenvctl.startup.assignment import Found, Fresh
from goenvctl.startup.mention import reached
from goenvctl.startup.scene import Scene, is_interactive, is_login

if TYPE_CHECKING:
    from goenvctl.startup.language.dialect import Dialect

Maker = Callable[[], "Dialect"]


def start_shell(
    host: Host,
    make_dialect: Maker,
    scene: Scene,
    names: Iterable[str],
    base: Mapping[str, str],
    files: tuple[str, ...],
    own: Mapping[str, str | None],
    solid: Iterable[str] = (),
) -> Fresh:
    """What the shell exports of `names` in the end.

    `own` are variables that it sets itself before it reads a file, `solid` those of them that are not empty.
    Where no file names a variable asked for, none is gone through.
    """
    wanted = tuple(names)
    found = reached(host, files, wanted, base)
    if not found.names_any:
        known = {name: Found(base[name]) for name in wanted if name in base}
        return Fresh(known, (), found.files, found.unread)
    from goenvctl.startup.language.conditions import Facts
    from goenvctl.startup.language.variables import Variables
    from goenvctl.startup.language.walk import Walk

    variables = Variables(base, own, wanted, solid)
    walk = Walk(host, make_dialect(), variables, Facts(is_interactive(scene), is_login(scene)))
    for path in files:
        walk.read(path)
    return Fresh(variables.exported(), variables.all_doubts(), tuple(walk.files), tuple(walk.unread))
