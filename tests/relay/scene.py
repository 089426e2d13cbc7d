"""Forty modules, a main module that needs them all, and mirrors of them with every fault."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

from tests.fakes.faults.bodies import BODIES, edited
from tests.fakes.faults.databases import History
from tests.fakes.faults.handshakes import Authority
from tests.fakes.faults.table import find_fault, good, parse_name
from tests.fakes.faults.wire import Asked, Fault, Wire
from tests.fakes.faults.zips import ZIPS
from tests.fakes.faulty import Faulty
from tests.fakes.mirror import Mirror
from tests.fakes.modules import Module, escape, write_tree
from tests.probe import scene
from tests.probe.matrix import ODD
from tests.probe.scene import NEWER as NEWER_LIB

COUNT = 40


def _module(number: int) -> Module:
    """With a capital in its path, which travels escaped."""
    source = f"package lib\n\n// V is what the main module adds up.\nconst V = {number}\n" + "// more\n" * 200
    return Module(
        f"example.com/Lib/m{number:02}", "v1.0.0", {"lib.go": source.encode(), "LICENSE": b"none\n"}
    )


MODULES = tuple(_module(number) for number in range(COUNT))
FIRST = MODULES[0]
NEWER = Module(FIRST.path, NEWER_LIB.version, {"lib.go": b"package lib\n\nconst V = 1000\n"})
VERSIONS = f"{FIRST.path} {FIRST.version} {NEWER.version}\n"  # go list -m -versions


class Scene(scene.Scene):
    """Servers while its context is entered; `faults` may be added to."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.tree = write_tree([*MODULES, NEWER], folder / "tree", latest=True)
        self.history = History(FIRST, (*MODULES[1:], NEWER))
        self.authority = Authority(folder)
        truth = Mirror(self.tree, self.history.honest).answer
        self.faults: dict[str, Fault] = {**self.history.faults(), **OF_FORTY}
        self.faulty = Faulty(truth, self.faults, self.authority, host=host)


def write_main(folder: Path, modules: Sequence[Module] = MODULES, *, go_sum: str = "") -> Path:
    """A main module that needs these; without a line of go.sum it has no such file."""
    folder.mkdir(parents=True, exist_ok=True)
    requires = "\n".join(f"\t{module.path} {module.version}" for module in modules)
    imports = "\n".join(f'\tm{number} "{module.path}"' for number, module in enumerate(modules))
    total = " + ".join(f"m{number}.V" for number in range(len(modules)))
    (folder / "go.mod").write_text(f"module example.test/main\n\ngo 1.21\n\nrequire (\n{requires}\n)\n")
    (folder / "all.go").write_text(
        f"package all\n\nimport (\n{imports}\n)\n\n// Sum needs them all.\nconst Sum = {total}\n"
    )
    if go_sum:
        (folder / "go.sum").write_text(go_sum)
    return folder


def go_sum_of(modules: Sequence[Module] = MODULES) -> str:
    return "".join(module.go_sum for module in modules)


def wrong_in(cache: Path, modules: Sequence[Module] = MODULES) -> list[str]:
    """The files of the module cache that are not as the modules are, or are missing."""
    return [
        str(path.relative_to(cache))
        for module in modules
        for path, content in _cached(cache, module)
        if not path.is_file() or path.read_bytes() != content
    ]


def false_in(cache: Path, modules: Sequence[Module] = MODULES) -> list[str]:
    """Those that are there, and are not as the modules are."""
    return [name for name in wrong_in(cache, modules) if (cache / name).exists()]


def _cached(cache: Path, module: Module) -> list[tuple[Path, bytes]]:
    """By content: a zip may be packed in more ways than one."""
    home = cache / "cache" / "download" / escape(module.path) / "@v"
    unpacked = cache / f"{escape(module.path)}@{module.version}"
    return [
        (home / f"{module.version}.mod", module.mod),
        (home / f"{module.version}.ziphash", module.sum.encode()),
        *((unpacked / name, content) for name, content in module.files.items()),
    ]


def of_the_first(fault: Fault) -> Fault:
    """For what costs seconds of processor time: the first module meets it, the others are good."""

    async def answer(wire: Wire, asked: Asked) -> None:
        await (fault if asked.path.startswith(f"/{escape(FIRST.path)}/") else good)(wire, asked)

    return answer


def of_each(names: Sequence[str]) -> Fault:
    """For every request another of these, as far as they are about it; the same in every run."""

    async def answer(wire: Wire, asked: Asked) -> None:
        number = zlib.crc32(f"{asked.path} {asked.before}".encode()) % len(names)
        await find_fault(parse_name(names[number]), asked.path, OF_FORTY)(wire, asked)

    return answer


CHAOS = """good good good reset 500 short silence stall html.mod other-zip.zip chunked-cut close 403 html
    gzip-crc silence-after-head redirect-loop other-mod.mod drip-body no-json.info flipped-zip.zip 404 429
    """.split()
HEAVY = {"zip-bomb": ZIPS["zip-bomb"], "bomb": BODIES["bomb"], "endless-head": BODIES["endless-head"]}
OF_FORTY: dict[str, Fault] = {
    "other-mod": edited(lambda body: body.replace(b"go 1.21", b"go 1.20")),
    "stale": scene._stale,
    "chaos": of_each(CHAOS),
    "odd": of_each([row.fault for row in ODD if row.verdict == "healthy"]),
    **{name: of_the_first(fault) for name, fault in HEAVY.items()},
}
