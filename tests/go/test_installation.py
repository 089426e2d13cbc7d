"""Which Go is here: found without running it, or by one question to a shim."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from goenvctl.go.installation import Installation, find_go, quiet_environ
from goenvctl.go.version import Version, parse_version
from goenvctl.host import Finished, Host
from tests.go.command import Go, link_goroot


class Machine(Host):
    """A host that notes what it runs, and waits no longer than a test can."""

    def __init__(self, environ: Mapping[str, str], cwd: Path) -> None:
        super().__init__(environ, cwd=str(cwd))
        self.ran: list[list[str]] = []

    def run(
        self,
        argv: Sequence[str],
        *,
        environ: Mapping[str, str],
        cwd: str,
        timeout_s: float = 1.0,
        stdin: bytes = b"",
    ) -> Finished:
        self.ran.append(list(argv))
        return super().run(argv, environ=environ, cwd=cwd, timeout_s=min(timeout_s, 1.0), stdin=stdin)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


@pytest.fixture
def machine(go: Go, folder: Path, tmp_path: Path) -> Machine:
    return Machine(go.environ(PATH=f"{folder}:/usr/bin:/bin"), tmp_path)


def write_shim(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def installed(go: Go) -> Installation:
    goroot = go.toolchain.goroot.resolve()
    return Installation(f"{goroot}/bin/go", str(goroot), go.toolchain.version)


def test_a_go_in_its_goroot_is_not_run(go: Go, machine: Machine) -> None:
    """The binary's own folder tells GOROOT, and the file VERSION the version."""
    machine.environ["PATH"] = os.path.dirname(installed(go).binary)
    assert find_go(machine, {}) == installed(go)
    assert machine.ran == []


def test_a_link_to_go_is_not_run(go: Go, machine: Machine, folder: Path) -> None:
    """Links are followed, as go follows them."""
    (folder / "other").symlink_to(go.toolchain.go)
    (folder / "go").symlink_to("other")
    found = find_go(machine, {})
    assert found == installed(go)
    assert machine.ran == []
    assert go.env("GOROOT", environ=machine.environ) == [found.goroot.encode()]


def test_the_version_is_that_of_go(go: Go, machine: Machine, folder: Path) -> None:
    """The version is the one that go itself reports."""
    (folder / "go").symlink_to(go.toolchain.go)
    found = find_go(machine, {})
    assert found and found.version == parse_version(go.env("GOVERSION")[0].decode())


def test_goroot_of_the_environment(go: Go, machine: Machine, folder: Path, tmp_path: Path) -> None:
    """GOROOT decides against PATH, if it is one: the go in it is the go that counts."""
    goroot = link_goroot(go.toolchain, tmp_path / "goroot")
    (goroot / "go.env").write_text("")
    (folder / "go").symlink_to(go.toolchain.go)
    machine.environ["GOROOT"] = str(goroot)
    assert find_go(machine, {}) == Installation(f"{goroot}/bin/go", str(goroot), go.toolchain.version)
    assert go.env("GOROOT", environ=machine.environ) == [str(goroot).encode()]


def test_goroot_without_a_binary(go: Go, machine: Machine, folder: Path, tmp_path: Path) -> None:
    """A GOROOT that holds no binary is used with the go of PATH."""
    (tmp_path / "go.env").write_text("")
    (folder / "go").symlink_to(go.toolchain.go)
    machine.environ["GOROOT"] = str(tmp_path)
    assert find_go(machine, {}) == Installation(f"{folder}/go", str(tmp_path), None)


def test_a_shim_is_asked_once(go: Go, machine: Machine, folder: Path) -> None:
    """A script is asked for its GOROOT; the answer is remembered, and the go found runs without it."""
    shim = write_shim(folder / "go", f'exec "{go.toolchain.go}" "$@"')
    memory: dict[str, str] = {}
    assert find_go(machine, memory) == installed(go)
    assert find_go(machine, memory) == installed(go)
    assert machine.ran == [[str(shim), "env", "GOROOT"]]


def test_a_changed_shim_is_asked_again(go: Go, machine: Machine, folder: Path) -> None:
    """What is remembered holds for one state of the shim."""
    shim = write_shim(folder / "go", f'exec "{go.toolchain.go}" "$@"')
    memory: dict[str, str] = {}
    find_go(machine, memory)
    os.utime(shim, ns=(0, 0))
    assert find_go(machine, memory) == installed(go)
    assert machine.ran == [[str(shim), "env", "GOROOT"]] * 2


def test_a_shim_may_answer_by_folder(go: Go, machine: Machine, folder: Path, tmp_path: Path) -> None:
    """A shim chooses by the current folder, so what it said in one is not taken for another."""
    write_shim(folder / "go", f'case "$PWD" in */other) exit 1;; esac; exec "{go.toolchain.go}" "$@"')
    other = tmp_path / "other"
    other.mkdir()
    memory: dict[str, str] = {}
    assert find_go(machine, memory) == installed(go)
    elsewhere = Machine(machine.environ, other)
    assert is_fruitless(find_go(elsewhere, memory), str(folder / "go"))


def test_a_goroot_that_is_gone_is_forgotten(go: Go, machine: Machine, folder: Path, tmp_path: Path) -> None:
    """A remembered GOROOT that was removed is asked for anew."""
    goroot = link_goroot(go.toolchain, tmp_path / "goroot")
    (goroot / "go.env").write_text("")
    shim = write_shim(folder / "go", f'GOROOT="{goroot}" exec "{go.toolchain.go}" "$@"')
    memory: dict[str, str] = {}
    found = find_go(machine, memory)
    assert found and found.goroot == str(goroot)
    goroot.rename(tmp_path / "gone")
    assert is_fruitless(find_go(machine, memory), str(shim))
    assert len(machine.ran) == 2


def test_a_shim_is_asked_without_a_download(go: Go, machine: Machine, folder: Path) -> None:
    """A shim that is asked selects no toolchain, whatever GOTOOLCHAIN says."""
    write_shim(folder / "go", f'exec "{go.toolchain.go}" "$@"')
    machine.environ["GOTOOLCHAIN"] = "go1.99.0"
    assert find_go(machine, {}) == installed(go)


@pytest.mark.parametrize(
    "script",
    ["exit 1", f"echo {os.sep}; exit 0", "echo relative", "true", "printf '\\377'", "sleep 60", "kill -9 $$"],
)
def test_a_broken_shim(machine: Machine, folder: Path, script: str) -> None:
    """A shim that fails, hangs or answers nonsense is a go without GOROOT, and nothing is remembered."""
    shim = write_shim(folder / "go", script)
    memory: dict[str, str] = {}
    assert is_fruitless(find_go(machine, memory), str(shim))
    assert memory == {}


def test_a_shim_that_cannot_start(machine: Machine, folder: Path) -> None:
    """A file that is no program is a go without GOROOT."""
    (folder / "go").write_bytes(b"\x7fELF")
    (folder / "go").chmod(0o755)
    assert is_fruitless(find_go(machine, {}), f"{folder}/go")


@pytest.mark.parametrize("path", ["bin", ".", "", "./bin:", ":bin"])
def test_relative_entries_of_path_are_not_searched(
    go: Go, machine: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """What lies in the current folder is never run as go."""
    monkeypatch.chdir(folder.parent)
    write_shim(folder / "go", "exit 0")
    write_shim(folder.parent / "go", "exit 0")
    machine.environ["PATH"] = path
    assert find_go(machine, {}) is None
    assert machine.ran == []


def test_no_go(machine: Machine) -> None:
    """Without go on PATH and without GOROOT there is none."""
    assert find_go(machine, {}) is None
    machine.environ["GOROOT"] = "relative"
    assert find_go(machine, {}) is None


def test_a_quiet_environment(machine: Machine) -> None:
    """Go is asked with GOTOOLCHAIN=local and otherwise in the user's environment."""
    machine.environ.update(GOTOOLCHAIN="auto", GOPROXY="x")
    assert quiet_environ(machine, GOENV="off") == {**machine.environ, "GOTOOLCHAIN": "local", "GOENV": "off"}


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("go1.27.3", (1, 27, 3)),
        ("go1.21", (1, 21, 0)),
        ("go1.24rc1", (1, 24, 0)),
        ("go1.24.5-custom", (1, 24, 5)),
        ("go1.24.5 X:nocoverageredesign", (1, 24, 5)),
        ("devel go1.25-abcdef", None),
        ("go2.0", None),
        ("1.24", None),
        ("", None),
    ],
)
def test_versions(text: str, version: tuple[int, int, int] | None) -> None:
    """A release has a number, a candidate that of its release, and a development build none."""
    assert parse_version(text) == (version and Version(*version))


def test_a_version_is_written_as_go_writes_it() -> None:
    """A zero at the end is left out, as in `go 1.21`."""
    assert [str(Version(1, 24, 3)), str(Version(1, 24))] == ["1.24.3", "1.24"]


def is_fruitless(found: Installation | None, binary: str) -> bool:
    """A `go` is there, but it is of no use, and it is said why."""
    return found is not None and found[:3] == (binary, "", None) and bool(found.fault)
