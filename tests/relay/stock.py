"""The modules that the mirrors of these tests hold, a repository of one of them, and who vouches for all."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

from trustme import CA

from tests.fakes.modules import Module, write_tree
from tests.fakes.sumdb import SumDB

PSEUDO = "v1.1.1-0.20200101000000-abcdefabcdef"
TOOLCHAIN_VERSION = "v0.0.1-go1.99.0.linux-amd64"


def _module(path: str, version: str, *requires: str, go: str = "1.21", **files: str) -> Module:
    """`requires` are lines of go.mod, `files` Go files by name, usually one of the path's last word."""
    name = path.rpartition("/")[2].lower()
    lines = "".join(f"require {line}\n" for line in requires)
    sources = files or {name: f"package {name}\n\nconst V = {version!r}\n".replace("'", '"')}
    return Module(
        path,
        version,
        {
            "go.mod": f"module {path}\n\ngo {go}\n{lines}".encode(),
            **{f"{file.replace('__', '/')}.go": text.encode() for file, text in sources.items()},
        },
    )


A = _module("example.com/a", "v1.0.0")
A_NEWER = _module("example.com/a", "v1.1.0")
A_PRE = _module("example.com/a", "v1.2.0-rc.1")
A_MAIN = _module("example.com/a", PSEUDO)
B = _module("example.com/b", "v1.0.0", "example.com/a v1.0.0", b='package b\n\nimport _ "example.com/a"\n')
BIG = _module("example.com/Big/Lib", "v2.0.0+incompatible")
PRIVATE = _module("corp.example.com/team/secret", "v1.0.0")
CLONED = _module("github.com/acme/cloned", "v1.0.0")
UNLISTED = _module("example.com/unlisted", "v0.0.0-20200101000000-abcdefabcdef")
WHOLE = _module("example.com/m", "v1.0.0", m="package m\n", sub__sub="package sub // of the whole\n")
PART = _module("example.com/m/sub", "v1.3.0", sub="package sub // a module of its own\n")
TOOLCHAIN = Module(
    "golang.org/toolchain",
    TOOLCHAIN_VERSION,
    {
        "bin/go": b'#!/bin/sh\necho "the go of tomorrow: $*"\n',
        "bin/gofmt": b"",
        "pkg/tool/linux_amd64/asm": b"",
        "lib/README": b"",
        "VERSION": b"go1.99.0\n",
    },
)
USUAL = (A_MAIN, A, A_PRE, A_NEWER, B, BIG, PRIVATE, TOOLCHAIN)  # the last of a path is its @latest
TREES: dict[str, tuple[Module, ...]] = {
    "a": USUAL,
    "b": USUAL,
    "c": USUAL,
    "half": (A,),  # has not heard of anything newer
    "whole": (*USUAL, WHOLE),
    "part": (*USUAL, PART),
    "none": (),
}


class Stock:
    """All of it below one folder, made once; nothing writes to it later."""

    def __init__(self, folder: Path) -> None:
        self.repositories = folder / "repositories"
        self.ca_file = folder / "ca.pem"
        folder.mkdir(parents=True)
        self._authority = CA()
        self._authority.cert_pem.write_to_path(str(self.ca_file))
        self._trees = {name: _write(modules, folder / name) for name, modules in TREES.items()}
        _make_repository(self.repositories / "acme" / "cloned", CLONED)

    def tree(self, name: str) -> Path:
        return self._trees[name]

    def server(self, *names: str) -> ssl.SSLContext:
        """The context of a server with a certificate that `ca_file` vouches for."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*names).configure_cert(context)
        return context


def new_sumdb() -> SumDB:
    """A database that knows every public module."""
    return SumDB([*USUAL, CLONED, UNLISTED, WHOLE, PART])


def _write(modules: tuple[Module, ...], root: Path) -> Path:
    """As a proxy has it; `main` is a branch of example.com/a, and one module has no tag at all."""
    root.mkdir(parents=True)
    write_tree(modules, root, latest=True)
    if A_MAIN in modules:
        (root / A.path / "@v" / "main.info").write_bytes(A_MAIN.info)
        write_tree([UNLISTED], root, latest=True)
        (root / UNLISTED.path / "@v" / "list").write_text("")
    return root


def _make_repository(folder: Path, module: Module) -> None:
    """What version control knows of the module; its tag is the version."""
    for name, content in module.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    when = {"GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z"}
    environ = {"HOME": str(folder), "PATH": "/usr/local/bin:/usr/bin:/bin", **when}
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"], ["tag", module.version]):
        subprocess.run(["git", *who, *words], cwd=folder, env=environ, check=True)
