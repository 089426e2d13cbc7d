"""How it is told who is asked for a module, and for all that a folder needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from goenvctl.audience import Hearing
from goenvctl.go.environment import Setting
from goenvctl.go.routes import ANY_FAILURE, NO_FILE, NOT_FOUND, Route
from goenvctl.language import N_, tr
from goenvctl.output.wrapped import wrap
from goenvctl.sumdb.verification import TOOLCHAIN

WIDEST = 44  # columns for an address; a longer one pushes its sentence aside
MARKS = ("leak", "kept", "public")  # a private module that may be heard of, one that may not, any other
TITLES = {
    "leak": N_("may leak: {number}"),
    "kept": N_("kept private: {number}"),
    "public": N_("public: {number}"),
}
_ON = {
    ANY_FAILURE: N_("any failure asks the next"),
    NOT_FOUND: N_("404 or 410 asks the next, else it ends here"),
    NO_FILE: N_("no such file asks the next, else it ends here"),
}

_ORIGINS = {
    "environment": N_("environment"),
    "user_env_file": N_("env file"),
    "goroot": "go.env",
    "derived": N_("from GOPRIVATE"),
    "default": N_("default"),
}


def steps(hearing: Hearing) -> Iterator[str]:
    """The numbered list of those who are asked."""
    width = min(max((len(route.via) for route in hearing.routes), default=0), WIDEST)
    for number, route in enumerate(hearing.routes, 1):
        yield f"{number:>3}  {route.via:<{width}}  {_after(route, hearing.path)}"


def vouchers(hearing: Hearing) -> Iterator[str]:
    """Who verifies, and by which way that one is asked."""
    verification, database = hearing.verification, hearing.verification.database
    if verification.fault:
        yield tr("go stops: {reason}", reason=verification.fault)
    elif not database:
        yield tr("no database is asked; a go.sum that names it verifies it")
    else:
        if verification.by_mirrors:
            yield tr("{database}, by way of the first mirror that says it carries it,", database=database)
            yield tr("else at {url}", url=verification.url)
        else:
            yield tr("{database}, asked at {url}", database=database, url=verification.url)
        if hearing.path != TOOLCHAIN:
            yield tr("what a go.sum names is verified by that, and the database not asked")


def source(setting: Setting) -> str:
    """The variable with the place that decides it."""
    line = f":{setting.origin.line}" if setting.origin.line and setting.origin.kind != "derived" else ""
    return f"{setting.name}, {tr(_ORIGINS.get(setting.origin.kind, setting.origin.kind))}{line}"


def mark(hearing: Hearing) -> str:
    """One of MARKS."""
    return "leak" if hearing.leaks_to else "kept" if hearing.is_private else "public"


def blocks(hearings: Iterable[Hearing], width: int, *, name_all: bool) -> Iterator[tuple[str, str]]:
    """Lines, each with its mark, of modules that go the same ways; public ones by name if `name_all`."""

    def key(one: Hearing) -> tuple[int, tuple[str, ...], str]:
        return MARKS.index(mark(one)), one.via, one.verification.database

    for (index, via, database), found in groupby(sorted(hearings, key=key), key=key):
        group, kind = list(found), MARKS[index]
        yield tr(TITLES[kind], number=len(group)), kind
        if kind != "public" or name_all:
            longest = min(max(len(one.path) for one in group), WIDEST)
            yield from ((f"  {one.path:<{longest}}  {one.because}".rstrip(), kind) for one in group)
        yield from ((line, "") for line in ways(via, database, width))


def ways(via: Sequence[str], database: str, width: int) -> list[str]:
    """Who is asked, and who verifies, in lines of so many columns."""
    if not via:
        return ["    " + tr("asked of nobody")]
    names = ", ".join(via)
    said = tr("asked of {names}; verified by go.sum alone", names=names)
    if database:
        said = tr("asked of {names}; verified by {database}", names=names, database=database)
    return wrap(said, width, first="    ", rest="      ")


def _after(route: Route, path: str) -> str:
    if route.kind == "direct":
        return tr("version control, as {host} names it", host=path.partition("/")[0])
    if route.kind == "off":
        return tr("nobody: it fails")
    return tr(_ON.get(route.on, N_("the last: what it answers is final")))
