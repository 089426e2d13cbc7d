"""The Tab key, in the real shells."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest

from tests.cli.typed import Typed
from tests.home import Ended, Home
from tests.shells import SHELLS
from tests.test_startup import HEAVY

VARIABLE = "_GOENVCTL_COMPLETE"
PROBE = """
import sys
from goenvctl.cli.boundary import run
code = run(sys.argv[1:])
print(code, *sorted(name for name in sys.modules if "." not in name), file=sys.stderr)
"""
# What is typed, and what is offered: all of it, or (a set) at least that.
ROWS: tuple[tuple[list[str], list[str] | set[str]], ...] = (
    (["us"], ["use"]),
    (["profile", "re"], ["remove", "rename"]),
    (["use", "aliy"], ["aliyun"]),
    (["use", "chin"], ["china"]),
    (["use", ""], {"cn", "official", "office"}),
    (["use", "cn", ""], []),
    (["use", "--dry"], ["--dry-run"]),
    (["--json", "use", "tenc"], ["tencent"]),
    (["use", "--to", "go"], ["go-env"]),
    (["undo", ""], ["2", "1"]),
    (["env", "--format", "d"], ["dotenv", "docker"]),
    (["profile", "edit", ""], ["office"]),
    (["profile", "show", "corporate-"], ["corporate-direct"]),
    (["private", "remove", ""], ["git.example.com"]),
    (["help", "exit"], ["exit-codes"]),
    (["help", "und"], ["undo"]),
    (["completion", ""], ["bash", "zsh", "fish"]),
    (["--lang", ""], ["en", "zh"]),
    (["explain", "sub"], ["subfolder"]),
    (["why", "buil"], ["build.log"]),
    (["exec", "cn", "--", "goenvc"], {"goenvctl"}),
    (["why", "--", "cat", "buil"], ["build.log"]),
)


@pytest.fixture
def scene(home: Home) -> Home:
    """Two changes, a profile of the user's, a private pattern, a file and a folder."""
    goenvctl = home.bin / "goenvctl"
    goenvctl.write_text(f'#!/bin/sh\nexec {sys.executable} -m goenvctl "$@"\n')
    goenvctl.chmod(0o755)
    home.write_profile("office", '[go]\nGOPROXY = "https://goproxy.example.com"\n')
    home.call("use", "official")
    home.call("use", "cn")
    home.call("private", "add", "git.example.com")
    (home.work / "build.log").write_text("")
    (home.work / "subfolder").mkdir()
    return home


def ask(home: Home, shell: str, *words: str, **env: str) -> Ended:
    """What goenvctl answers a shell's script."""
    return home.goenvctl(*words, env={VARIABLE: shell, **env})


def in_bash(home: Home, words: list[str]) -> list[str]:
    """What bash's own machinery would offer."""
    quoted = " ".join(map(shlex.quote, ["goenvctl", *words]))
    (home.path / "try.bash").write_text(
        "source <(goenvctl completion bash)\n"
        "compopt() { printf '%s\\n' \"$2\" >options; }\n"
        f"COMP_WORDS=({quoted}); COMP_CWORD={len(words)}\n"
        "_goenvctl\n"
        'for one in "${COMPREPLY[@]}"; do printf "%s\\n" "$one"; done\n'
        "if [ -f options ]; then case $(cat options) in\n"
        'default) compgen -f -- "${COMP_WORDS[COMP_CWORD]}" ;;\n'
        'dirnames) compgen -d -- "${COMP_WORDS[COMP_CWORD]}" ;;\n'
        "esac; fi\n"
    )
    ended = home.spawn([SHELLS["bash"].path, "--norc", str(home.path / "try.bash")])
    assert (ended.code, ended.stderr) == (0, ""), ended
    return list(dict.fromkeys(ended.stdout.splitlines()))


def in_fish(home: Home, words: list[str]) -> list[str]:
    line = " ".join(["goenvctl", *words])
    path = f"{home.bin}:{os.environ['PATH']}"  # fish asks ls for files
    script = f"goenvctl completion fish | source; complete -C {shlex.quote(line)}"
    ended = home.spawn([SHELLS["fish"].path, "--no-config", "-c", script], {"PATH": path})
    assert (ended.code, ended.stderr) == (0, ""), ended
    return [one.partition("\t")[0].rstrip("/") for one in ended.stdout.splitlines()]


@pytest.mark.parametrize(("words", "offered"), ROWS, ids=lambda one: " ".join(sorted(one))[:40])
@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_what_is_offered(scene: Home, shell: str, words: list[str], offered: list[str] | set[str]) -> None:
    """The shell offers the names that fit, and files, folders and commands where those are wanted."""
    if not SHELLS[shell].path:
        pytest.skip(f"no {shell} here")
    found = in_bash(scene, words) if shell == "bash" else in_fish(scene, words)
    if isinstance(offered, set):
        assert offered <= set(found)
    else:
        assert found == offered


def test_an_option_with_its_value(scene: Home) -> None:
    """`--to=go` is completed in bash, which parts it into three words, and in fish, which does not."""
    assert in_bash(scene, ["use", "--to", "=", "go"]) == ["go-env"]
    assert in_fish(scene, ["use", "--to=go"]) == ["--to=go-env"]


def test_zsh(scene: Home) -> None:
    """In zsh the word is completed in place, with what each name is beside it where there are several."""
    if not SHELLS["zsh"].path:
        pytest.skip("no zsh here")
    env = {**scene.environ, "TERM": "xterm-256color", "PS1": "%% "}
    with Typed([SHELLS["zsh"].path, "-f", "-i"], env, str(scene.work)) as zsh:
        zsh.type(
            "PS1='> '; autoload -Uz compinit; compinit -D -u; source <(goenvctl completion zsh)\r"
            "echo re''ady\r"
        )
        zsh.wait_for("ready")
        zsh.type("goenvctl use aliy\t# one\r")
        zsh.wait_for("goenvctl use aliyun # one")
        zsh.type("goenvctl use --to=go\t# two\r")
        zsh.wait_for("goenvctl use --to=go-env # two")
        zsh.type("goenvctl exec cn -- cat buil\t# three\r")
        zsh.wait_for("cat build.log # three")
        zsh.type("goenvctl profile re\t\t")
        zsh.wait_for("Give a profile of yours another name")


def test_zsh_from_its_folder(scene: Home) -> None:
    """The file `_goenvctl` in a folder of fpath does the same."""
    if not SHELLS["zsh"].path:
        pytest.skip("no zsh here")
    folder = scene.path / "zfunc"
    folder.mkdir()
    (folder / "_goenvctl").write_text(scene.goenvctl("completion", "zsh").stdout)
    env = {**scene.environ, "TERM": "xterm-256color"}
    with Typed([SHELLS["zsh"].path, "-f", "-i"], env, str(scene.work)) as zsh:
        zsh.type(f"PS1='> '; fpath=({folder} $fpath); autoload -Uz compinit; compinit -D -u; echo re''ady\r")
        zsh.wait_for("ready")
        zsh.type("goenvctl use aliy\t# one\r")
        zsh.wait_for("goenvctl use aliyun # one")
        zsh.type("goenvctl undo \t")
        zsh.wait_for("use official")


def test_nothing_is_said_whatever_is_wrong(home: Home, tmp_path: Path) -> None:
    """A broken configuration, no HOME, a journal that is none: no error is written into a person's line."""
    home.profiles.mkdir(parents=True)
    (home.profiles.parent / "config.toml").write_text("private = 1\n")
    home.write_profile("odd", "this is no TOML")
    home.state.mkdir(parents=True)
    (home.state / "journal.sqlite").write_bytes(b"no journal")
    for words in (["use", "cn"], ["undo", ""], ["private", "remove", ""], ["profile", "edit", ""]):
        ended = ask(home, "bash", *words)
        assert (ended.code, ended.stderr) == (0, "")
    assert ask(home, "bash", "use", "cn").stdout.startswith("plain\tcn\t")
    assert ask(home, "bash", "use", "cn", HOME="").stdout.startswith("plain\tcn\t")
    assert ask(home, "tcsh", "use", "cn") == Ended(0, "", "")
    assert ask(home, "bash").code == 0


def test_it_does_nothing(scene: Home) -> None:
    """What stands in the line is not done: --version prints nothing, use writes nothing."""
    before = scene.read_env()
    assert ask(scene, "bash", "--version", "").stdout.startswith("plain\tuse\t")
    assert ask(scene, "bash", "use", "official", "--help", "") == Ended(0, "", "")
    assert scene.read_env() == before


def test_what_a_name_is_cannot_write_to_the_terminal(home: Home) -> None:
    """A summary of a profile is shown without its control characters and credentials."""
    home.write_profile(
        "odd", 'summary = "a\\u001b[31m b\\tc https://u:secret@example.com"\n\n[go]\nGOPROXY = "off"\n'
    )
    kind, name, about = ask(home, "fish", "use", "odd").stdout.rstrip("\n").split("\t")
    assert (kind, name, about) == ("plain", "odd", "a\\x1b[31m b\\tc https://***@example.com")


def test_it_speaks_chinese(home: Home) -> None:
    """What each name is comes in the language spoken."""
    assert ask(home, "fish", "und").stdout == "plain\tundo\tTake the last change back.\n"
    assert not ask(home, "fish", "und", LANG="zh_CN.UTF-8").stdout.isascii()


@pytest.mark.parametrize(
    "words", [["us"], ["use", ""], ["use", "--"], ["undo", ""], ["help", ""]], ids=" ".join
)
def test_nothing_heavy_is_imported(home: Home, words: list[str]) -> None:
    """A key waits for nothing: no library is loaded that is only needed elsewhere."""
    home.call("use", "official")
    ended = home.spawn([sys.executable, "-c", PROBE, *words], {VARIABLE: "bash"})
    code, *modules = ended.stderr.splitlines()[-1].split()
    assert code == "0"
    assert ended.stdout != ""
    assert sorted(set(HEAVY) & set(modules)) == []


def test_the_shell_of_the_user(home: Home) -> None:
    """Without a name the script is that of $SHELL."""
    assert home.call("completion", env={"SHELL": "/bin/zsh"}).stdout == home.call("completion", "zsh").stdout
    assert home.call("completion", env={"SHELL": "/bin/tcsh"}).code == 2
