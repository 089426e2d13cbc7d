"""`doctor --fix`: what it mends, what it leaves, and that `undo` takes it back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goenvctl.doctor.mend import find_mending, mend
from goenvctl.errors import NotApplied
from tests.doctor.machine import bad, diagnosed, examined, fix, skip_without
from tests.home import Home

CN = "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct"
LINE = b"export GOPROXY=https://goproxy.io\n"
MARK = b"# goenvctl: "


def _images(home: Home) -> dict[str, bytes]:
    """Every file that is not ours, by its name below the home."""
    files = [path for path in home.path.rglob("*") if path.is_file() and home.bin not in path.parents]
    return {str(path): path.read_bytes() for path in files if "goenvctl" not in str(path)}


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        (".bashrc", LINE, MARK + LINE),
        (".bashrc", b"# mine\n\n" + LINE + b"alias a=b", b"# mine\n\n" + MARK + LINE + b"alias a=b"),
        (".bashrc", b"export GOPROXY='direct' # mine\n", MARK + b"export GOPROXY='direct' # mine\n"),
        (".bashrc", b'a=1\r\nexport GOPROXY="direct"', b'a=1\r\n' + MARK + b'export GOPROXY="direct"'),
        (".bashrc", b"# caf\xe9\n" + LINE, b"# caf\xe9\n" + MARK + LINE),
        (".bashrc", LINE + b"a=b\n" + LINE, MARK + LINE + b"a=b\n" + MARK + LINE),
        (".bashrc", LINE + b"export GOPROXY=direct\n", MARK + LINE + MARK + b"export GOPROXY=direct\n"),
        (".bashrc", b"case $- in\n*i*) ;;\n*) return;;\nesac\n" + LINE,
         b"case $- in\n*i*) ;;\n*) return;;\nesac\n" + MARK + LINE),
        (".bashrc", b"if [ -f /etc/x ]; then\n  . /etc/x\nfi\n" + LINE,
         b"if [ -f /etc/x ]; then\n  . /etc/x\nfi\n" + MARK + LINE),
        (".bashrc", b"GOPROXY=direct\nexport GOPROXY\n", MARK + b"GOPROXY=direct\nexport GOPROXY\n"),
        (".config/environment.d/go.conf", b"A=b\nGOPROXY=direct\n", b"A=b\n" + MARK + b"GOPROXY=direct\n"),
        (".profile", LINE, MARK + LINE),
    ],
    ids=lambda value: value.decode("latin-1") if isinstance(value, bytes) else value,
)  # fmt: skip
def test_a_line_is_commented_out(sound: Home, file: str, before: bytes, after: bytes) -> None:
    """A literal assignment over the profile is commented out; all other bytes stay, undo restores all."""
    sound.call("use", "cn")
    path = sound.path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(before)
    path.chmod(0o640)
    images = _images(sound)
    ended = fix(sound)
    assert (ended.code, ended.stderr) == (0, "")
    assert path.read_bytes() == after
    assert "take it back: goenvctl undo" in ended.stdout
    assert sound.call("current").stdout == "cn\n"
    assert sound.call("undo").code == 0
    assert _images(sound) == images
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "text",
    [
        b"export GOPROXY=direct GOSUMDB=sum.golang.org\n",
        b"export GOPROXY=direct; echo hello\n",
        b"export GOPROXY=direct && export A=b\n",
        b"X=direct\nexport GOPROXY=$X\n",
        b'X=direct\nexport GOPROXY="$X"\n',
        b"export A=b \\\nGOPROXY=direct\n",
        b"if true; then\nexport GOPROXY=direct\nfi\n",
        b"true &&\nexport GOPROXY=direct\n",
        b"{\nexport GOPROXY=direct\n}\n",
        b"  export GOPROXY=direct\n",
        b"export GOPROXY=direct # caf\xe9\n",
        b"export GOPROXY=https://me:hunter2@athens.corp.example\n",
        b"cat >/dev/null <<E\nexport GOPROXY=direct\nE\nexport GOPROXY=direct\n",
        b"f() {\necho\nexport GOPROXY=direct\n}\nexport GOPROXY=direct\n",
    ],
)
def test_what_is_no_plain_line_is_left(sound: Home, text: bytes) -> None:
    """A line with anything else on it, or inside of something, is told and not touched."""
    sound.call("use", "cn")
    (sound.path / ".bashrc").write_bytes(text)
    assert any(one["id"] == "shadowed-anew" and not one["fixable"] for one in diagnosed(sound))
    ended = fix(sound)
    assert (ended.code, ended.stderr) == (1, "nothing here can be mended safely\n")
    assert (sound.path / ".bashrc").read_bytes() == text
    assert "by hand" in ended.stdout


def test_files_of_others_are_left(sound: Home, tmp_path: Path) -> None:
    """A read-only file, and one outside the home, are told and not touched."""
    sound.call("use", "cn")
    outside = tmp_path / "outside"
    outside.write_bytes(LINE)
    (sound.path / ".bashrc").write_text(f". {outside}\n")
    assert fix(sound).code == 1
    assert outside.read_bytes() == LINE
    (sound.path / ".bashrc").write_bytes(LINE)
    (sound.path / ".bashrc").chmod(0o444)
    assert fix(sound).code == 1
    assert (sound.path / ".bashrc").read_bytes() == LINE


def test_a_linked_file(sound: Home) -> None:
    """A dotfile that is a link stays one, under each of its names."""
    sound.call("use", "cn")
    (sound.path / "dotfiles").mkdir()
    real = sound.path / "dotfiles" / "bashrc"
    real.write_bytes(LINE + b"export GOPROXY=direct\n")
    for name in (".bashrc", ".bash_profile"):
        (sound.path / name).symlink_to(real)
    assert fix(sound).code == 0
    assert real.read_bytes() == MARK + LINE + MARK + b"export GOPROXY=direct\n"
    assert (sound.path / ".bashrc").is_symlink()
    sound.call("undo")
    assert real.read_bytes() == LINE + b"export GOPROXY=direct\n"


def test_a_line_beside_our_block(sound: Home) -> None:
    """Where the profile stands in .bashrc, a line behind our block is commented out, never the block."""
    sound.call("use", "cn", "--to", "bash")
    path = sound.path / ".bashrc"
    block = path.read_bytes()
    assert bad(diagnosed(sound)) == []
    path.write_bytes(block + LINE)
    assert fix(sound).code == 0
    assert path.read_bytes() == block + MARK + LINE
    sound.call("undo")
    assert path.read_bytes() == block + LINE
    edited = block.replace(b"goproxy.cn", b"goproxy.io")
    path.write_bytes(edited)
    ended = fix(sound)
    assert "goenvctl use --force writes our lines anew" in ended.stdout
    assert path.read_bytes() == edited


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"GOTOOLCHAIN=bogus\n", b""),
        (b"GOSUMDB=gosum.io\n", b""),
        (b"GOPROXY=direct\r\n", b"GOPROXY=direct\n"),
        (b"GOPRIVATE= a.corp.example , b.corp.example\n", b"GOPRIVATE=a.corp.example,b.corp.example\n"),
        (b"GONOPROXY=none , b.corp.example\n", b"GONOPROXY=none,b.corp.example\n"),
        (b"# c\nGOTOOLCHAIN=bogus\nGOFLAGS=-v\n", b"# c\nGOFLAGS=-v\n"),
    ],
)
def test_values_are_mended(sound: Home, before: bytes, after: bytes) -> None:
    """In Go's env file: no value that Go chokes on, no line end of Windows, no blank in a private pattern."""
    sound.write_env(before)
    ended = fix(sound)
    assert sound.read_env() == after, ended
    assert sound.go("env", "GOPROXY").code == 0
    sound.call("undo")
    assert sound.read_env() == before


@pytest.mark.parametrize(
    "data",
    [
        b"GOINSECURE=a.example, b.example\n",
        b"GONOSUMDB=a.example, b.example\n",
        b"GOPRIVATE=a.example, *\n",
        b"GONOSUMDB=*\n",
        b"GOPROXY=nonsense\n",
        b"GOVCS=git\n",
    ],
)
def test_nothing_is_weakened(sound: Home, data: bytes) -> None:
    """What would be less verified, less safe or less public than it is now is left as it stands."""
    sound.write_env(data)
    fix(sound)
    assert sound.read_env() == data


def test_what_keeps_something_private_stays(sound: Home) -> None:
    """A line that hides the profile but keeps a private module from its mirrors is left, and it is said."""
    sound.write_profile(
        "work",
        'trust = "private"\n[go]\nGOPROXY = "https://athens.corp.example"\n'
        'GOPRIVATE = "git.corp.example"\nGONOPROXY = "none"\nGONOSUMDB = "git.corp.example"\n',
    )
    sound.call("use", "work")
    line = b"export GOPRIVATE=git.corp.example,other.corp.example\n"
    (sound.path / ".bashrc").write_bytes(line)
    before = sound.read_env()
    ended = fix(sound)
    assert (ended.code, ended.stderr) == (1, "nothing here can be mended safely\n")
    assert "-> look at it: without it something would be less private" in ended.stdout
    assert (sound.path / ".bashrc").read_bytes() == line
    assert sound.read_env() == before


def test_a_line_that_verifies_stays(sound: Home) -> None:
    """A line that hides a profile's GOSUMDB=off is left: without it less would be verified."""
    sound.write_profile("bare", '[go]\nGOPROXY = "https://athens.corp.example"\nGOSUMDB = "off"\n')
    sound.call("use", "bare")
    (sound.path / ".bashrc").write_bytes(b"export GOSUMDB=sum.golang.org\n")
    assert "-> look at it: without it something would be less private" in fix(sound).stdout
    assert (sound.path / ".bashrc").read_bytes() == b"export GOSUMDB=sum.golang.org\n"


def test_the_books_of_the_profile_go_on(sound: Home) -> None:
    """After a fix the profile is active without drift, and what was there before it comes back after it."""
    sound.write_env(b"GOPROXY=https://first.example\n")
    sound.call("use", "cn")
    data = sound.read_env()
    assert data
    sound.write_env(
        data.replace(b"sum.golang.google.cn\n", b"sum.golang.google.cn\r\n") + b"GOTOOLCHAIN=bogus\n"
    )
    assert fix(sound).code == 0
    assert sound.read_env() == data
    assert sound.call("status", "--json").json["drift"] is False
    sound.call("use", "offline")
    sound.call("undo")
    assert sound.read_env() == data
    sound.write_profile("empty", '[go]\nGOSUMDB = "sum.golang.org"\n')
    sound.call("use", "empty")
    assert b"GOPROXY=https://first.example\n" in (sound.read_env() or b"")


def test_all_files_or_none(sound: Home) -> None:
    """Fixes in several files are one change with one id."""
    sound.call("use", "cn")
    (sound.path / ".bashrc").write_bytes(LINE)
    (sound.path / ".profile").write_bytes(b"export GOSUMDB=sum.golang.org\n")
    sound.write_env((sound.read_env() or b"") + b"GOTOOLCHAIN=bogus\n")
    images = _images(sound)
    answer = sound.call("doctor", "--fix", "--yes", "--json").json
    assert answer["mended"]["change"] == 2
    assert len(answer["mended"]["edits"]) == 3
    assert answer["errors"] == 0
    sound.call("undo")
    assert _images(sound) == images


def test_it_asks_for_a_yes(sound: Home) -> None:
    """Without a terminal and --yes nothing is changed, exit 2; with nothing to mend it needs none."""
    sound.call("use", "cn")
    assert sound.call("doctor", "--fix").code == 0
    (sound.path / ".bashrc").write_bytes(LINE)
    ended = sound.call("doctor", "--fix")
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == "goenvctl: doctor --fix asks on a terminal\n  -> add --yes\n"
    assert (sound.path / ".bashrc").read_bytes() == LINE


def test_somebody_else_was_faster(sound: Home, tmp_path: Path) -> None:
    """A file that was changed between the question and the answer is not touched, nor is any other."""
    sound.call("use", "cn")
    data = (sound.read_env() or b"") + b"GOTOOLCHAIN=bogus\n"
    sound.write_env(data)
    (sound.path / ".bashrc").write_bytes(LINE)
    with examined(sound, tmp_path) as machine:
        edits = find_mending(machine).edits
        assert len(edits) == 2
        (sound.path / ".bashrc").write_bytes(LINE + b"alias a=b\n")
        with pytest.raises(NotApplied, match="somebody changed it meanwhile; nothing was mended"):
            mend(machine.session, edits)
    assert sound.read_env() == data
    assert (sound.path / ".bashrc").read_bytes() == LINE + b"alias a=b\n"


def test_looking_changes_nothing(sound: Home) -> None:
    """`doctor` without --fix writes no file."""
    sound.call("use", "cn")
    (sound.path / ".bashrc").write_bytes(LINE)
    stamps = {path: os.lstat(path).st_mtime_ns for path in sound.path.rglob("*") if path.is_file()}
    assert bad(diagnosed(sound)) != []
    assert {path: os.lstat(path).st_mtime_ns for path in sound.path.rglob("*") if path.is_file()} == stamps


@pytest.mark.parametrize(
    ("shell", "file", "line"),
    [
        ("bash", ".bashrc", "export GOPROXY=https://goproxy.io"),
        ("zsh", ".zshrc", "export GOPROXY='https://goproxy.io'"),
        ("fish", ".config/fish/config.fish", "set -gx GOPROXY https://goproxy.io"),
    ],
)
def test_real_shells(sound: Home, shell: str, file: str, line: str) -> None:
    """A real shell started anew hands the profile's value to the real go after the fix, and not before."""
    program = skip_without(shell)
    sound.environ["SHELL"] = program
    sound.call("use", "cn")
    path = sound.path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{line}\n")
    ask = [program, "-ic", "go env GOPROXY"]
    assert sound.spawn(ask).stdout.strip() == "https://goproxy.io"
    assert fix(sound).code == 0
    assert path.read_text() == f"# goenvctl: {line}\n"
    assert sound.spawn(ask).stdout.strip() == CN
