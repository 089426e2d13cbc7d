"""Modules, and the directory of files by which a mirror publishes them."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Module:
    """One version of one module, and the bytes a mirror answers for it.

    `files` maps names relative to the module root to contents; a go.mod without
    requirements is made when it has none.  Equal modules give equal bytes.
    """

    path: str
    version: str
    files: Mapping[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Complete `files` with a go.mod."""
        go_mod = f"module {self.path}\n\ngo 1.21\n".encode()
        object.__setattr__(self, "files", {"go.mod": go_mod, **self.files})

    @property
    def info(self) -> bytes:
        """The `.info` answer; every version is of the same moment."""
        info = {"Version": self.version, "Time": "2020-01-01T00:00:00Z"}
        return json.dumps(info).encode()

    @property
    def mod(self) -> bytes:
        """The `.mod` answer: the go.mod file."""
        return self.files["go.mod"]

    @property
    def zip(self) -> bytes:
        """The `.zip` answer: all files, stored uncompressed and without dates."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in sorted(self._zipped().items()):
                archive.writestr(zipfile.ZipInfo(name), content)
        return buffer.getvalue()

    @property
    def sum(self) -> str:
        """The hash of the zip, as in go.sum."""
        return h1(self._zipped())

    @property
    def mod_sum(self) -> str:
        """The hash of the go.mod file, as in the `/go.mod` line of go.sum."""
        return h1({"go.mod": self.mod})

    @property
    def go_sum(self) -> str:
        """The two go.sum lines, which are also the checksum database's record."""
        head = f"{self.path} {self.version}"
        return f"{head} {self.sum}\n{head}/go.mod {self.mod_sum}\n"

    def _zipped(self) -> dict[str, bytes]:
        root = f"{self.path}@{self.version}"
        return {f"{root}/{name}": content for name, content in self.files.items()}


def write_tree(modules: Iterable[Module], root: Path, *, latest: bool = False) -> Path:
    """Write `modules` below `root` in the layout of a Go proxy and return `root`.

    `list` names a path's versions in the order given.  With `latest`, each path also
    gets an `@latest`, which answers with the last of them.
    """
    versions: dict[Path, list[str]] = {}
    for module in modules:
        home = root / escape(module.path)
        stem = home / "@v" / escape(module.version)
        stem.parent.mkdir(parents=True, exist_ok=True)
        Path(f"{stem}.info").write_bytes(module.info)
        Path(f"{stem}.mod").write_bytes(module.mod)
        Path(f"{stem}.zip").write_bytes(module.zip)
        if latest:
            (home / "@latest").write_bytes(module.info)
        versions.setdefault(home, []).append(module.version)
    for home, names in versions.items():
        (home / "@v" / "list").write_text("".join(f"{name}\n" for name in names))
    return root


def h1(files: Mapping[str, bytes]) -> str:
    """Hash named contents the way go.sum does."""
    lines = (
        f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode()
        for name, content in sorted(files.items(), key=lambda item: item[0].encode())
    )
    digest = hashlib.sha256(b"".join(lines)).digest()
    return "h1:" + base64.b64encode(digest).decode()


def escape(text: str) -> str:
    """Escape a module path or version, so that case survives any file system."""
    return re.sub("[A-Z]", lambda upper: "!" + upper[0].lower(), text)


def unescape(text: str) -> str:
    """Undo `escape`; ValueError for what it makes of no path or version."""
    plain = re.sub("!([a-z])", lambda lower: lower[1].upper(), text)
    if "!" in plain or escape(plain) != text:
        raise ValueError(f"not an escaped path or version: {text!r}")
    return plain
