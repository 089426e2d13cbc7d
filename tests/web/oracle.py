"""What `go` does inside before it speaks to a mirror, compiled from the toolchain's own source."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.go.command import Go
from tests.go.xmod import CACHE, Xmod

SOURCES = Path(__file__).parent / "go_sources"

# What the package auth needs of the rest of cmd/go.
STUBS = {
    "cfg": "package cfg\n\nvar GOAUTH string\nvar BuildX bool\n",
    "base": """package base

import "fmt"

func Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func AcquireNet() (func(), error) { return nil, fmt.Errorf("no network here") }
""",
    "web/intercept": """package intercept

import "net/http"

func Request(*http.Request) {}
""",
}


class Oracle(Xmod):
    """A child that answers questions while its context is entered; each time it is a new one."""

    def __init__(self, binary: Path) -> None:
        self._binary = binary


def proxies_oracle(go: Go) -> Oracle:
    """Asked for `proxy URL NAME=VALUE...`, it answers as net/http would."""
    source = go.toolchain.goroot / "src"
    module = go.folder / "proxies"
    shutil.copytree(source / "vendor", module / "vendor")
    shutil.copy(SOURCES / "proxies.go", module)
    return Oracle(_build(go, module, (source / "go.mod").read_text().replace("module std", "module answers")))


def auth_oracle(go: Go) -> Oracle:
    """GOAUTH from Go 1.24 on: `netrc DATA`, `answer DATA`, `git DATA` are parsed, and `stops GOAUTH` is an
    error where Go would end.
    """
    source = go.toolchain.goroot / "src/cmd"
    module = go.folder / "auth"
    _copy(source / "go/internal/auth", module / "auth")
    _copy(source / "internal/quoted", module / "quoted")
    for package, text in STUBS.items():
        (module / package).mkdir(parents=True)
        (module / package / "stub.go").write_text(text)
    shutil.copy(SOURCES / "auth_door.go", module / "auth")
    shutil.copy(SOURCES / "auth.go", module)
    major, minor, _ = go.toolchain.version
    return Oracle(_build(go, module, f"module answers\n\ngo {major}.{minor}\n"))


def _copy(source: Path, target: Path) -> None:
    """The package without its tests, at home in our module."""
    target.mkdir(parents=True)
    for file in source.glob("*.go"):
        if not file.name.endswith("_test.go"):
            text = (
                file.read_text()
                .replace('"cmd/go/internal/', '"answers/')
                .replace('"cmd/internal/', '"answers/')
            )
            (target / file.name).write_text(text)


def _build(go: Go, module: Path, go_mod: str) -> Path:
    shutil.copy(SOURCES / "main.go", module)
    (module / "go.mod").write_text(go_mod)
    binary = module / "answers"
    environ = go.environ(GOCACHE=str(CACHE), GOPROXY="off", CGO_ENABLED="0", GODEBUG="cmdgonetlimit=0")
    built = go.run("build", "-ldflags=-s -w", "-o", str(binary), ".", environ=environ, cwd=module)
    assert built.code == 0, built.stderr
    return binary
