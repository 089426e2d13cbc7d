"""What happens to people's startup files in real life, and none of it costs them a byte."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from goenvctl import places
from tests.home import Home
from tests.targets.rc import ABOVE, BLOCK, FIRST, GLUED, LINES, files, put, tries, undo, use

UNSHARE = shutil.which("unshare") or ""
BY_HAND = LINES.decode()


def there_and_back(home: Home, file: Path, before: bytes | None, after: bytes) -> None:
    """`use cn --to zsh` makes `after` of the file, and undo `before`; nothing is left beside it."""
    beside = files(home)
    use(home, "cn", "--to", "zsh")
    assert file.read_bytes() == after
    undo(home)
    assert files(home) == beside
    assert (file.read_bytes() if file.exists() else None) == before


def test_a_link_stays_one(home: Home) -> None:
    """A startup file that is a link into somebody's dotfiles stays a link; the file behind it changes."""
    real = put(home, "dotfiles/zshenv", FIRST)
    link = home.path / ".zshenv"
    link.symlink_to("dotfiles/zshenv")
    use(home, "cn", "--to", "zsh")
    assert (os.readlink(link), real.read_bytes()) == ("dotfiles/zshenv", FIRST + BLOCK)
    undo(home)
    assert (os.readlink(link), real.read_bytes()) == ("dotfiles/zshenv", FIRST)


def test_a_chain_of_links(home: Home) -> None:
    """Every link of a chain stays, and what stands at its end is changed."""
    real = put(home, "dotfiles/zshenv", FIRST)
    (home.path / "middle").symlink_to(real)
    (home.path / ".zshenv").symlink_to("middle")
    there_and_back(home, real, FIRST, FIRST + BLOCK)
    assert (home.path / "middle").is_symlink() and (home.path / ".zshenv").is_symlink()


def test_a_dangling_link(home: Home) -> None:
    """Where a link leads to nothing yet, the file is made there, and goes again; the link stays."""
    link, real = home.path / ".zshenv", home.path / "dotfiles" / "zshenv"
    link.symlink_to(real)
    use(home, "cn", "--to", "zsh")
    assert (link.is_symlink(), real.read_bytes()) == (True, BLOCK)
    undo(home)
    assert (link.is_symlink(), real.exists()) == (True, False)


def test_a_loop_of_links(home: Home) -> None:
    """A loop of links cannot be written: exit 3, naming it, and no other target is written either."""
    (home.path / ".zshenv").symlink_to("other")
    (home.path / "other").symlink_to(".zshenv")
    put(home, ".profile", FIRST)
    ended = tries(home, "use", "cn", "--to", "bash", "--to", "zsh", code=3)
    assert ended.stderr.startswith(f"goenvctl: {home.path}/.zshenv: too many levels of symbolic links")


def test_a_hard_link(home: Home) -> None:
    """A file with two names keeps both."""
    file = put(home, ".zshenv", FIRST)
    other = home.path / "backup"
    os.link(file, other)
    use(home, "cn", "--to", "zsh")
    assert other.read_bytes() == FIRST + BLOCK
    undo(home)
    assert other.read_bytes() == FIRST
    assert other.samefile(file)


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_two_names_of_one_file(home: Home, link: Any) -> None:
    """Where two of the files are one by links, it gets one block, once, and undo takes it out."""
    file = put(home, ".bashrc", FIRST)
    link(file, home.path / ".profile")
    link(file, home.path / ".zshenv")
    use(home, "cn", "--to", "bash", "--to", "zsh")
    assert file.read_bytes() == FIRST + BLOCK
    use(home, "official", "--to", "zsh")
    assert file.read_bytes().count(ABOVE) == 1
    use(home, "cn", "--to", "bash")
    assert file.read_bytes() == FIRST + BLOCK
    use(home, "cn", "--to", "go-env")
    assert file.read_bytes() == FIRST
    undo(home, "--all")
    assert file.read_bytes() == FIRST
    assert file.samefile(home.path / ".profile") and file.samefile(home.path / ".zshenv")


@pytest.mark.skipif(
    not UNSHARE or subprocess.run([UNSHARE, "-rm", "true"], capture_output=True, check=False).returncode != 0,
    reason="no user and mount namespace here (unshare -rm)",
)
def test_a_file_mounted_on_its_own(home: Home) -> None:
    """A startup file that is a bind mount cannot be renamed onto: it is written in place, and stays one."""
    file, shared, seen = put(home, ".zshenv", b""), put(home, "shared", FIRST), home.path / "seen"
    script = (
        'mount --bind "$2" "$1" && "$0" -m goenvctl use cn --to zsh >&2 && cat "$1" >"$3" && '
        '"$0" -m goenvctl undo >&2 && cmp "$1" "$2" && grep -F " $1 " /proc/self/mountinfo'
    )
    home.environ["PATH"] = os.environ["PATH"]
    argv = [UNSHARE, "-rm", "/bin/sh", "-c", script, sys.executable, str(file), str(shared), str(seen)]
    done = home.spawn(argv)
    assert done.code == 0, done
    assert seen.read_bytes() == FIRST + BLOCK
    assert (shared.read_bytes(), file.read_bytes()) == (FIRST, b"")


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664])
def test_the_mode_stays(home: Home, mode: int) -> None:
    """A private file stays private, and a readable one readable."""
    file = put(home, ".zshenv", FIRST)
    file.chmod(mode)
    for change in (("use", "cn", "--to", "zsh"), ("use", "official", "--to", "zsh"), ("undo", "--all")):
        assert home.call(*change).code == 0
        assert file.stat().st_mode & 0o7777 == mode


def test_the_mode_of_a_new_file(home: Home) -> None:
    """A file that is made has the mode that any new file of the user's has."""
    use(home, "cn", "--to", "fish")
    like = put(home, "like", b"")
    assert (home.path / ".config/fish/conf.d/goenvctl.fish").stat().st_mode == like.stat().st_mode


ENTRIES = ((1, 6, -1), (2, 4, 65534), (4, 4, -1), (16, 4, -1), (32, 4, -1))  # nobody may read it too
ACL = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in ENTRIES)


@pytest.mark.parametrize(("name", "value"), [("user.note", b"mine"), ("system.posix_acl_access", ACL)])
def test_attributes_stay(home: Home, name: str, value: bytes) -> None:
    """Extended attributes and access control lists survive."""
    file = put(home, ".zshenv", FIRST)
    try:
        os.setxattr(file, name, value)
    except OSError as exc:
        pytest.skip(f"no extended attributes here: {exc}")
    for change in (("use", "cn", "--to", "zsh"), ("undo",)):
        assert home.call(*change).code == 0
        assert os.getxattr(file, name) == value


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_the_owner_stays(home: Home) -> None:
    """A file that root changes still belongs to its owner."""
    file = put(home, ".zshenv", FIRST)
    os.chown(file, 65534, 65533)
    for change in (("use", "cn", "--to", "zsh"), ("undo",)):
        assert home.call(*change).code == 0
        assert (file.stat().st_uid, file.stat().st_gid) == (65534, 65533)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, BLOCK),
        (b"", BLOCK),
        (b"\n", b"\n" + BLOCK),
        (b"export EDITOR=vi", b"export EDITOR=vi\n" + GLUED),
        (FIRST + b"# caf\xe9 \xff\n", FIRST + b"# caf\xe9 \xff\n" + BLOCK),
        (b"# one\r\n# two\r\n", b"# one\r\n# two\r\n" + BLOCK),
        (b"# one\r\n# two\n# three\r", b"# one\r\n# two\n# three\r\n" + GLUED),
        (b"\xef\xbb\xbf# mine\n", b"\xef\xbb\xbf# mine\n" + BLOCK),
        (b"# mine \\\n\n\n\n", b"# mine \\\n\n\n\n" + BLOCK),
        (b"# >>> conda initialize >>>\n# <<<\n", b"# >>> conda initialize >>>\n# <<<\n" + BLOCK),
    ],
    ids=["none", "empty", "a line end", "no line end", "Latin-1", "CRLF", "mixed", "BOM", "blank", "others"],
)
def test_foreign_bytes(home: Home, before: bytes | None, after: bytes) -> None:
    """The block stands on lines of its own at the end, every other byte stays, and undo leaves what was."""
    file = home.path / ".zshenv"
    if before is not None:
        file.write_bytes(before)
    there_and_back(home, file, before, after)


WIDE = FIRST.decode().encode("utf-16")


@pytest.mark.parametrize("data", [WIDE, WIDE[2:], FIRST + b"\0"], ids=["UTF-16", "no mark", "NUL"])
@pytest.mark.parametrize("target", ["sh", "bash", "zsh", "direnv"])
def test_no_text(home: Home, target: str, data: bytes) -> None:
    """UTF-16 and NUL bytes are refused: exit 3, the lines to write by hand on stdout, nothing touched."""
    names = {"bash": ".bashrc", "zsh": ".zshenv", "direnv": "work/.envrc"}
    file = put(home, names.get(target, ".profile"), data)
    ended = tries(home, "use", "cn", "--to", target, "--to", "go-env", code=3)
    assert ended.stdout == BY_HAND
    assert ended.stderr.splitlines() == [
        f"goenvctl: {file} cannot be changed: it is UTF-16 or no text at all",
        "  -> put these lines into it where it is made",
    ]


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "fifo"])
def test_no_file(home: Home, make: Any) -> None:
    """A folder or a fifo by that name is not written, and not waited for: exit 3."""
    make(home.path / ".zshenv")
    ended = home.call("use", "cn", "--to", "zsh", "--to", "go-env")
    assert ended.code == 3
    assert ended.stderr.startswith(f"goenvctl: {home.path}/.zshenv: no regular file")
    assert home.read_env() is None


def test_a_read_only_file(home: Home) -> None:
    """A read-only file is not changed, not even by root: exit 3, the lines on stdout, no target written."""
    file = put(home, ".zshenv", FIRST)
    put(home, ".profile", FIRST)
    file.chmod(0o444)
    ended = tries(home, "use", "cn", "--to", "bash", "--to", "zsh", code=3)
    assert ended.stdout == BY_HAND
    assert ended.stderr.splitlines() == [
        f"goenvctl: {file} is read-only",
        "  -> put these lines into it where it is made",
    ]
    error = tries(home, "use", "cn", "--to", "zsh", "--json", code=3).json["error"]
    assert (error["id"], error["lines"]) == ("target-read-only", BY_HAND.splitlines())
    assert file.stat().st_mode & 0o777 == 0o444


def test_a_read_only_file_that_needs_nothing(home: Home) -> None:
    """A read-only file that says already what it should is no obstacle."""
    file = put(home, ".zshenv", FIRST)
    use(home, "cn", "--to", "zsh")
    file.chmod(0o444)
    use(home, "cn", "--to", "zsh", "--to", "bash")
    assert file.read_bytes() == FIRST + BLOCK


def test_a_file_made_by_a_package_store(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A startup file that Nix or Guix made is theirs: exit 3, with the lines for the configuration."""
    made = put(home, "store/1-home-files/.zshenv", FIRST)
    (home.path / ".zshenv").symlink_to(made)
    monkeypatch.setattr(places, "STORES", (f"{home.path}/store/",))
    ended = tries(home, "use", "cn", "--to", "zsh", code=3)
    assert ended.stdout == BY_HAND
    assert ended.stderr.splitlines()[0] == (
        f"goenvctl: {home.path}/.zshenv is made by a package store ({made})"
    )
    assert (home.path / ".zshenv").is_symlink()


def test_the_stores() -> None:
    """The stores are those of Nix and Guix."""
    assert places.STORES == ("/nix/store/", "/gnu/store/")
