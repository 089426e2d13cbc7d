"""Wrong bytes never reach `go` where it would verify them, and whatever go.sum says, its word is the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fakes.modules import Module
from tests.probe.plain_go import OK
from tests.relay.building import BUILD, EXEC, Builder, Built
from tests.relay.scene import MODULES, Scene, false_in, go_sum_of, wrong_in

FEW = MODULES[:3]
OTHER_ZIP, OTHER_MOD, DOTDOT = "other-zip.zip", "other-mod.mod", "dotdot-zip.zip"
TRUE_SUM = go_sum_of(FEW)
WRONG_SUM = "h1:" + "0" * 43 + "="


def _with_other_files(module: Module) -> Module:
    """As the fault `other-zip` has it."""
    files = {name: data if name == "go.mod" else data + b"// evil\n" for name, data in module.files.items()}
    return replace(module, files=files)


EVIL = tuple(map(_with_other_files, FEW))


class Try(NamedTuple):
    """Mirrors joined by `separator`, and what there is to verify with."""

    faults: tuple[str, ...]
    gosumdb: str = "good"
    go_sum: str = ""
    options: tuple[str, ...] = ()
    command: tuple[str, ...] = BUILD
    separator: str = "|"
    gonosumdb: str = ""


def only(fault: str, gosumdb: str = "good", go_sum: str = "") -> Try:
    """Three mirrors alike."""
    return Try((fault,) * 3, gosumdb, go_sum)


class Result(NamedTuple):
    """Under exec, and plain; the mirrors, and the module cache of the run under exec."""

    under: Built
    plain: Built
    mirrors: list[str]
    cache: Path
    plain_cache: Path

    def lines(self, *words: str) -> list[str]:
        """The lines on standard error that hold all of these."""
        return [line for line in self.under.stderr.splitlines() if all(word in line for word in words)]


WAYS = {"address": ("good", ""), "bare": ("bare", ""), "go.sum": ("off", TRUE_SUM)}
HOSTILE = {
    f"{fault}-{way}": only(fault, *terms)
    for fault in (OTHER_ZIP, OTHER_MOD, DOTDOT)
    for way, terms in WAYS.items()
}
POISONED = {
    "zip": only("good", "good", TRUE_SUM.replace(FEW[1].sum, WRONG_SUM)),
    "mod": only("good", "good", TRUE_SUM.replace(FEW[1].mod_sum, WRONG_SUM)),
}
AGREEING = {
    "hostile": only(OTHER_ZIP, "good", go_sum_of(EVIL)),
    "one-hostile": Try((OTHER_ZIP, "good", "good"), "good", go_sum_of(EVIL)),
}
NOTHING_VERIFIES = {
    "off": only(OTHER_ZIP, "off"),
    "gonosumdb": Try((OTHER_ZIP,) * 3, gonosumdb="example.com"),
}
REPAIRED = ("500", OTHER_ZIP, "good")
STRICT = {
    "loud": Try(REPAIRED),
    "strict": Try(REPAIRED, options=("--strict",)),
    "strict-go.sum": Try(REPAIRED, go_sum=TRUE_SUM, options=("--strict",)),
    "strict-without-a-lie": Try(("500", "reset", "good"), options=("--strict",)),
    "strict-own-code": Try(REPAIRED, options=("--strict",), command=("sh", "-c", "go mod download; exit 7")),
}
FORGED = {fault: only(fault, "bare") for fault in ("tampered.lookup", "replayed.lookup", "other-key.sumdb")}
COMMA = {"comma": Try((OTHER_ZIP, "good"), separator=",")}
TRIES = {
    **HOSTILE,
    **{f"poisoned-{name}": one for name, one in POISONED.items()},
    **{f"agreeing-{name}": one for name, one in AGREEING.items()},
    **{f"nothing-{name}": one for name, one in NOTHING_VERIFIES.items()},
    **STRICT,
    **FORGED,
    **COMMA,
}
SLOW = (
    "dotdot-zip.zip-address",
    "dotdot-zip.zip-bare",
    "other-mod.mod-bare",
    "replayed.lookup",
    "other-key.sumdb",
)


class Results:
    """What is tried when a test first asks for it."""

    def __init__(self, scene: Scene, builder: Builder) -> None:
        self._scene = scene
        self._builder = builder
        self._known: dict[str, Result] = {}

    def __getitem__(self, name: str) -> Result:
        if name not in self._known:
            self._known[name] = _run(self._scene, self._builder, name, TRIES[name])
        return self._known[name]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Results]:
    folder = tmp_path_factory.mktemp("hostile")
    with Scene(folder / "scene") as scene:
        yield Results(scene, Builder(folder))


def _some_slow(names: Iterable[str]) -> list[object]:
    return [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in names]


@pytest.mark.parametrize("name", _some_slow(HOSTILE))
def test_only_hostile_mirrors(results: Results, name: str) -> None:
    """The build fails as with plain `go`, every mirror is named, and nothing wrong is in the module cache.

    The reason is one line with all of them, or where go.sum tells, go's own SECURITY ERROR.
    """
    found = results[name]
    assert (found.under.code, found.plain.code) == (1, 1)
    assert found.lines(*found.mirrors) != [] or _security_error(found.under) != ""
    assert [mirror for mirror in found.mirrors if not found.lines("goenvctl: ", mirror)] == []
    assert false_in(found.cache, FEW) == []


@pytest.mark.parametrize("name", POISONED)
def test_poisoned_go_sum(results: Results, name: str) -> None:
    """Where go.sum is wrong and every mirror right, it is go's own SECURITY ERROR, word for word."""
    found = results[f"poisoned-{name}"]
    assert _security_error(found.plain)
    assert (found.under.code, _security_error(found.under)) == (1, _security_error(found.plain))


def test_go_sum_that_agrees_with_hostile_bytes(results: Results) -> None:
    """What go.sum names is right to `go`, under exec as without."""
    found = results["agreeing-hostile"]
    assert (found.plain.code, wrong_in(found.plain_cache, EVIL)) == (0, [])
    assert (found.under.code, wrong_in(found.cache, EVIL)) == (0, [])


def test_go_sum_that_agrees_with_one_mirror(results: Results) -> None:
    """The mirror that has what go.sum names is asked, and no other bytes are handed on."""
    found = results["agreeing-one-hostile"]
    assert (found.under.code, wrong_in(found.cache, EVIL)) == (0, [])


@pytest.mark.parametrize("name", NOTHING_VERIFIES)
def test_nothing_to_verify_with(results: Results, name: str) -> None:
    """Where `go` would ask nobody, exec asks nobody: the bytes are handed on as they came."""
    found = results[f"nothing-{name}"]
    assert (found.plain.code, wrong_in(found.plain_cache, EVIL)) == (0, [])
    assert (found.under.code, wrong_in(found.cache, EVIL), found.under.stderr) == (0, [], "")


def test_a_repaired_lie_is_loud(results: Results) -> None:
    """A line on standard error names the mirror that lied, and the build goes on with the right bytes."""
    found = results["loud"]
    assert (found.under.word, found.under.code) == (OK, 0)
    assert len(found.lines(found.mirrors[1], "wrong bytes")) == 1
    assert found.lines(found.mirrors[0], "wrong bytes") == []


@pytest.mark.parametrize("name", ["strict", "strict-go.sum"])
def test_strict(results: Results, name: str) -> None:
    """With --strict a lie that was repaired ends with 1; what was built is right all the same."""
    under = results[name].under
    assert (under.code, under.wrong) == (1, [])


def test_strict_is_about_lies(results: Results) -> None:
    """With --strict a mirror that only fails is no reason to fail."""
    assert results["strict-without-a-lie"].under.word == OK


def test_strict_keeps_the_code(results: Results) -> None:
    """With --strict a command that fails by itself ends with its own code."""
    assert results["strict-own-code"].under.code == 7


@pytest.mark.parametrize("name", _some_slow(FORGED))
def test_only_forged_copies_of_the_database(results: Results, name: str) -> None:
    """Where every copy of the database is forged the build fails, and the mirrors are named."""
    found = results[name]
    assert (found.under.code, found.plain.code) == (1, 1)
    assert found.lines(*found.mirrors) != []
    assert false_in(found.cache, FEW) == []


def test_a_lie_does_not_cross_a_comma(results: Results) -> None:
    """Behind a `,` nobody is asked for the right bytes, as with plain `go`."""
    found = results["comma"]
    assert (found.under.code, found.plain.code, false_in(found.cache, FEW)) == (1, 1, [])


def _run(scene: Scene, builder: Builder, name: str, one: Try) -> Result:
    mirrors = [scene.url(f"{fault}~{name}{number}") for number, fault in enumerate(one.faults)]
    environ = {
        "GOPROXY": one.separator.join(mirrors),
        "GOSUMDB": scene.gosumdb(one.gosumdb),
        "GONOSUMDB": one.gonosumdb,
    }
    under, plain = (
        builder.run(label, command, modules=FEW, go_sum=one.go_sum, patience_s=60.0, is_kept=True, **environ)
        for label, command in (
            (name, [*EXEC, *one.options, "--", *one.command]),
            (f"{name}-plain", one.command),
        )
    )
    return Result(under, plain, mirrors, builder.cache(name), builder.cache(f"{name}-plain"))


def _security_error(built: Built) -> str:
    """What `go` says about go.sum, or nothing."""
    _, start, rest = built.stderr.partition("verifying ")
    text, end, _ = rest.partition("For more information")
    return start + text if end and "SECURITY ERROR" in text and "go.sum:" in text else ""
