"""The block in the hands of others: edited, doubled, cut, moved, deleted; and no backups of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from goenvctl import atomic
from goenvctl.apply import files as apply_files
from tests.home import Home
from tests.targets.rc import ABOVE, BELOW, BLOCK, FIRST, LINES, files, put, tries, undo, use

DAMAGED = {
    "twice": (FIRST + BLOCK + BLOCK, FIRST),
    "cut above": (FIRST + LINES + BELOW, FIRST + LINES),
    "cut below": (FIRST + ABOVE + LINES, FIRST + LINES),
    "nested": (FIRST + ABOVE + BLOCK + LINES + BELOW, FIRST + LINES),
    "edited": (FIRST + BLOCK.replace(b"goproxy.cn", b"mine.example") + b"# end\n", FIRST + b"# end\n"),
    "a line more": (FIRST + ABOVE + b"export X=1\n" + LINES + BELOW, FIRST + b"export X=1\n"),
    "a line less": (FIRST + ABOVE + LINES.partition(b"\n")[2] + BELOW, FIRST),
    "another order": (FIRST + ABOVE + b"".join(reversed(LINES.splitlines(keepends=True))) + BELOW, FIRST),
    "in a function": (
        FIRST + b"f() {\n" + b"".join(b"\t" + line for line in BLOCK.splitlines(keepends=True)) + b"}\n",
        FIRST + b"f() {\n}\n",
    ),
    "CRLF": (FIRST + BLOCK.replace(b"\n", b"\r\n"), FIRST),
    "glued": (FIRST + BLOCK[:-1] + b"export X=1\n", FIRST + b"export X=1\n"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_block(home: Home, name: str) -> None:
    """An edited, doubled or cut block is a conflict: exit 5 for `use` and `undo`, and nothing is touched.

    `--force` writes it anew, keeps every line that is not ours, and undo brings the very damage back.
    """
    damaged, rest = DAMAGED[name]
    file = put(home, ".zshenv", FIRST)
    use(home, "cn", "--to", "zsh")
    file.write_bytes(damaged)
    for words in (("official", "--to", "zsh"), ("official", "--to", "go-env"), ("cn", "--to", "zsh")):
        ended = tries(home, "use", *words, "--json", code=5)
        assert ended.json["error"]["id"] == "block-damaged"
        assert ended.json["error"]["message"].startswith(f"{file}: the block ")
    assert f"! {file}: the block " in home.call("status").stderr
    tries(home, "undo", code=5)
    use(home, "cn", "--to", "zsh", "--force")
    assert file.read_bytes() == rest + BLOCK
    undo(home)
    assert file.read_bytes() == damaged
    undo(home, "--force")
    assert file.read_bytes() == rest


@pytest.mark.parametrize(
    ("above", "below"),
    [(b"", b"# mine\n"), (b"# new\n# mine\n", b"f() { :; }\n"), (b"if :; then\n", b"fi\n")],
)
def test_a_block_that_was_moved(home: Home, above: bytes, below: bytes) -> None:
    """A whole block is changed where it stands now, and undo takes it out there."""
    file = put(home, ".zshenv", b"# mine\n")
    use(home, "official", "--to", "zsh")
    official = file.read_bytes().removeprefix(b"# mine\n")
    file.write_bytes(above + official + below)
    assert home.call("use", "cn", "--to", "zsh").code in (0, 4)
    assert file.read_bytes() == above + BLOCK + below
    undo(home)
    assert file.read_bytes() == above + official + below
    undo(home)
    assert file.read_bytes() == above + below


def test_a_block_that_was_deleted(home: Home) -> None:
    """What the user deleted is not put back: exit 5 and nothing touched; `--force` writes it again."""
    file = put(home, ".zshenv", FIRST)
    use(home, "cn", "--to", "zsh")
    file.write_bytes(FIRST)
    for name in ("cn", "official"):
        ended = tries(home, "use", name, "--to", "zsh", "--to", "go-env", "--json", code=5)
        assert ended.json["error"]["id"] == "block-deleted"
        assert ended.json["error"]["message"].startswith(f"{file}: ")
    use(home, "cn", "--to", "zsh", "--force")
    assert file.read_bytes() == FIRST + BLOCK
    undo(home)
    assert file.read_bytes() == FIRST


def test_without_what_was_deleted(home: Home) -> None:
    """`use --to` another target goes on without a block that the user deleted, and it stays deleted."""
    file = put(home, ".zshenv", FIRST)
    use(home, "cn", "--to", "zsh")
    file.write_bytes(FIRST)
    use(home, "cn", "--to", "go-env")
    assert file.read_bytes() == FIRST
    assert home.call("status", "--json").json["drift"] is False
    use(home, "cn", "--to", "zsh")
    assert file.read_bytes() == FIRST + BLOCK


def test_a_file_of_ours_that_was_deleted(home: Home) -> None:
    """A file that only goenvctl had lines in, deleted by the user, is a deleted block too."""
    use(home, "cn", "--to", "fish")
    file = home.path / ".config/fish/conf.d/goenvctl.fish"
    data = file.read_bytes()
    file.unlink()
    ended = tries(home, "use", "cn", "--to", "fish", "--json", code=5)
    assert ended.json["error"]["id"] == "block-deleted"
    use(home, "cn", "--to", "fish", "--force")
    assert file.read_bytes() == data


def test_no_backups(home: Home) -> None:
    """The way back is in the journal: no backup lies beside a file for the next one to overwrite."""
    put(home, ".zshenv", FIRST)
    use(home, "cn", "--to", "zsh")
    use(home, "official", "--to", "zsh")
    assert set(files(home)) == {".zshenv"}
    undo(home, "--all")
    assert files(home) == {".zshenv": FIRST}


def test_a_writer_in_between(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an editor saves into the second file while the first is written is kept: the plan is made anew."""
    put(home, ".profile", FIRST)
    zshenv = put(home, ".zshenv", FIRST)
    real, saved = atomic.write_atomically, b"# saved by an editor\n"

    def meddled(path: str, data: bytes, **options: Any) -> None:
        if Path(path) == zshenv and saved not in zshenv.read_bytes():
            zshenv.write_bytes(FIRST + saved)
        real(path, data, **options)

    monkeypatch.setattr(apply_files, "write_atomically", meddled)
    use(home, "cn", "--to", "bash", "--to", "zsh")
    assert files(home) == {
        ".bashrc": BLOCK,
        ".profile": FIRST + BLOCK,
        ".zshenv": FIRST + saved + BLOCK,
    }
    assert len(home.call("history", "--json").json["changes"]) == 1
