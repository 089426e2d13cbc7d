"""Real shells, and what else reads our lines, asked what they made of them.

Debian has bash, dash, zsh, fish and direnv. Those that it lacks stand under .shells, where .ci/run
puts them: Nushell and dotenv of Node from npm, xonsh in a venv of its own (it brings a plugin of
pytest that the tests shall not load).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

OTHERS = Path(__file__).parent.parent / ".shells"
FOLDERS = (OTHERS / "node_modules" / ".bin", OTHERS / "venv" / "bin")
PATH = os.pathsep.join([*map(str, FOLDERS), os.environ.get("PATH", os.defpath)])
DOTENV = OTHERS / "node_modules" / "dotenv"
READ_XSH = Path(__file__).parent / "data" / "read.xsh"
LOAD = "require(process.argv[1]).config({path: process.argv[2], quiet: true});"
TELL = "for (const [k, v] of Object.entries(process.env)) process.stdout.write(`${k}=${v}\\0`)"


class Shell(NamedTuple):
    """A program, and the command line that reads `{}` and reports, NUL behind each, what it then exports."""

    program: str
    arguments: tuple[str, ...]

    @property
    def path(self) -> str:
        """Absolute, or empty."""
        return shutil.which(self.program, path=PATH) or ""


SOURCE = ("-c", '. "$1" && exec env -0', "sh", "{}")
SHELLS = {
    "bash": Shell("bash", ("--norc", *SOURCE)),
    "dash": Shell("dash", SOURCE),
    "zsh": Shell("zsh", ("-f", *SOURCE)),
    "zsh, interactive": Shell("zsh", ("-fi", *SOURCE)),
    "fish": Shell("fish", ("--no-config", "-c", "source $argv[1]; and exec env -0", "{}")),
    "nu": Shell("nu", ("--no-config-file", "-c", "source '{}'; ^env -0")),
    "xonsh": Shell("xonsh", ("--no-rc", str(READ_XSH), "{}")),
    "xonsh, sourced": Shell("xonsh", ("--no-rc", "-c", "source -e '{}'\nenv -0")),
    "direnv": Shell("direnv", ()),
    "bash, eval": Shell("bash", ("--norc", "-c", 'eval "$(cat "$1")" && exec env -0', "sh", "{}")),
    "fish, piped": Shell("fish", ("--no-config", "-c", "cat $argv[1] | source; and exec env -0", "{}")),
    "nu, load-env": Shell(
        "nu", ("--no-config-file", "-c", "open --raw '{}' | from nuon | load-env; ^env -0")
    ),
    "sh -a": Shell("dash", ("-c", 'set -a && . "$1" && exec env -0', "sh", "{}")),
    "node": Shell("node", ("-e", LOAD + TELL, str(DOTENV), "{}")),
}


def missing() -> list[str]:
    """The programs that are not here."""
    absent = {shell.program for shell in SHELLS.values() if not shell.path}
    return sorted(absent | (set() if DOTENV.exists() else {"dotenv of Node"}))


def report(name: str, text: str, folder: Path) -> dict[str, str]:
    """The environment of a child of the shell that has read the text. Skips where the shell is not here."""
    shell = SHELLS[name]
    if not shell.path or (name == "node" and not DOTENV.exists()):
        pytest.skip(f"no {name} here (.ci/run installs it)")
    folder.mkdir(exist_ok=True)
    if name == "direnv":
        return _report_direnv(shell, text, folder)
    file = folder / "lines"
    file.write_text(text, encoding="utf-8")
    arguments = [argument.replace("{}", str(file)) for argument in shell.arguments]
    pairs = _run([shell.path, *arguments], folder).split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


def _report_direnv(direnv: Shell, text: str, folder: Path) -> dict[str, str]:
    """Not by `direnv exec`: its note of what it changed would be longer than one variable may be."""
    (folder / ".envrc").write_text(text, encoding="utf-8")
    _run([direnv.path, "allow"], folder)
    values: dict[str, str] = json.loads(_run([direnv.path, "export", "json"], folder))
    return values


def _run(argv: list[str], folder: Path) -> str:
    done = subprocess.run(
        argv,
        env={"HOME": str(folder), "PATH": PATH, "LANG": "C.UTF-8"},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-2000:]
    return done.stdout.decode("utf-8")
