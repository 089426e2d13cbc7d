"""Which files are read, and what people's files hold in real life."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from goenvctl.host import Host
from goenvctl.startup.all_shells import SHELLS
from goenvctl.startup.assignment import Assignment, Found, Unread
from goenvctl.startup.fresh import fresh_environ, login_shell
from goenvctl.startup.scene import SCENES, Scene
from tests.startup.generated import DEBIAN_PROFILE
from tests.startup.real import NAMES, differences, doubtful, furnish, really, told, values

PS1_RETURN = '[ -z "$PS1" ] && return\n'
TEST_RETURN = "[[ $- != *i* ]] && return\n"
DEBIAN_RETURN = "case $- in *i*) ;; *) return;; esac\n"
EXPORT = "export GOPROXY=https://a.example\n"


def _mine(home: Path, files: tuple[str, ...]) -> list[str]:
    return [os.path.relpath(path, home) for path in files if path.startswith(str(home))]


@pytest.mark.parametrize(
    ("shell", "scene", "expected"),
    [
        ("bash", "login", [".bash_profile"]),
        ("bash", "login_script", [".bash_profile"]),
        ("bash", "interactive", [".bashrc"]),
        ("bash", "script", []),
        ("dash", "login", [".profile"]),
        ("dash", "interactive", []),
        ("sh", "login_script", [".profile"]),
        ("zsh", "login", [".zshenv", ".zprofile", ".zshrc", ".zlogin"]),
        ("zsh", "interactive", [".zshenv", ".zshrc"]),
        ("zsh", "login_script", [".zshenv", ".zprofile", ".zlogin"]),
        ("zsh", "script", [".zshenv"]),
        ("fish", "script", [".config/fish/conf.d/a.fish", ".config/fish/config.fish"]),
        ("nu", "login", [".config/nushell/env.nu", ".config/nushell/login.nu"]),
        ("nu", "interactive", [".config/nushell/env.nu"]),
        ("nu", "script", []),
        ("xonsh", "interactive", [".config/xonsh/rc.xsh", ".xonshrc"]),
        ("xonsh", "script", [".config/xonsh/rc.xsh"]),
        ("pwsh", "script", [".config/powershell/profile.ps1"]),
    ],
)
def test_files(tmp_path: Path, shell: str, scene: Scene, expected: list[str]) -> None:
    """Every shell names the files that it reads in a scene, in order; of bash's profiles the first."""
    names = ".bash_profile .bash_login .profile .bashrc .zshenv .zprofile .zshrc .zlogin .xonshrc".split()
    config = "fish/conf.d/a.fish fish/config.fish nushell/env.nu nushell/login.nu xonsh/rc.xsh".split()
    config.append("powershell/profile.ps1")
    base = furnish(tmp_path, dict.fromkeys([*names, *(f".config/{name}" for name in config)], ""))
    assert _mine(tmp_path, SHELLS[shell].files(Host(base), scene)) == expected


@pytest.mark.parametrize(
    ("files", "scene", "expected"),
    [
        ({".bashrc": DEBIAN_RETURN + EXPORT, ".profile": DEBIAN_PROFILE}, "login_script", {}),
        ({".bashrc": PS1_RETURN + EXPORT, ".profile": ". ~/.bashrc\n"}, "login_script", {}),
        ({".bashrc": TEST_RETURN + EXPORT, ".profile": ". ~/.bashrc\n"}, "login_script", {}),
        ({".bashrc": TEST_RETURN + "export GOVCS=a\n"}, "interactive", {"GOVCS": "a"}),
        ({".profile": EXPORT, ".bash_profile": ""}, "login", {}),
        ({".bashrc": "export GOPROXY=a\r\n"}, "interactive", {"GOPROXY": "a\r"}),
        ({".bashrc": "\ufeff" + EXPORT}, "interactive", {}),
        ({".bashrc": b"# caf\xe9\nexport GOPROXY=a\n"}, "interactive", {"GOPROXY": "a"}),
        ({".bashrc": b"export GOPROXY=caf\xe9\n"}, "interactive", {"GOPROXY": "caf\udce9"}),
        ({".bashrc": "f() {\n" + EXPORT + "}\n"}, "interactive", {}),
        ({".bashrc": "GOPROXY=a\nexport GOPROXY\nGOPROXY=b\n"}, "interactive", {"GOPROXY": "b"}),
        ({".bashrc": "export GOPROXY=https://a.example|https://b.example\n"}, "interactive", {}),
        ({".bashrc": "set -a\n. ~/.e\nset +a\n", ".e": "GOPROXY=off\n"}, "interactive", {"GOPROXY": "off"}),
    ],
)  # fmt: skip
def test_traps_of_bash(
    tmp_path: Path, files: dict[str, str | bytes], scene: Scene, expected: dict[str, str]
) -> None:
    """What real files hold is told as bash does it, and without a doubt."""
    base = furnish(tmp_path, files)
    fresh = told("bash", scene, base)
    assert values(fresh) == really("bash", scene, base) == expected
    assert fresh.doubts == ()


@pytest.mark.parametrize(
    "text",
    [
        "export GOPROXY=$(made)\n",
        "if made; then export GOPROXY=a; fi\n",
        "f() { GOPROXY=a; }; export GOPROXY; f\n",
    ],
)
def test_a_doubt_names_its_line(tmp_path: Path, text: str) -> None:
    """What cannot be told without running something is a doubt with file and line, never a value."""
    base = furnish(tmp_path, {".bashrc": "# one\n" + text})
    fresh = told("bash", "interactive", base)
    assert fresh.variables == {}
    assert [(doubt.name, doubt.path, doubt.line, doubt.text) for doubt in fresh.doubts] == [
        ("GOPROXY", str(tmp_path / ".bashrc"), 2, text.strip())
    ]


def test_a_later_plain_line_ends_a_doubt(tmp_path: Path) -> None:
    """Whatever came before, an export of a plain value at the end is what counts."""
    base = furnish(tmp_path, {".bashrc": "if made; then unset GOPROXY; fi\nexport GOPROXY=a\n"})
    fresh = told("bash", "interactive", base)
    assert fresh.variables == {"GOPROXY": Found("a", str(tmp_path / ".bashrc"), 2)}
    assert fresh.doubts == ()


def test_text_that_is_no_shell(tmp_path: Path) -> None:
    """From the line on that is not understood, lines that name a variable are doubts."""
    text = "export GOSUMDB=off\nif fi (\nexport GOPROXY=a\n# GOPRIVATE\n"
    fresh = told("bash", "interactive", furnish(tmp_path, {".bashrc": text}))
    assert values(fresh) == {"GOSUMDB": "off"}
    assert fresh.doubts == (
        Assignment("GOPROXY", "a", str(tmp_path / ".bashrc"), 3, "export GOPROXY=a", "export", False, False),
    )


@pytest.mark.parametrize("data", [EXPORT.encode("utf-16"), b"\0" + EXPORT.encode()])
def test_nul_bytes(tmp_path: Path, data: bytes) -> None:
    """UTF-16 and NUL bytes: the file is said to be unreadable, and what it names is a doubt."""
    base = furnish(tmp_path, {".bashrc": data})
    fresh = told("bash", "interactive", base)
    assert fresh.variables == {}
    assert doubtful(fresh) == {"GOPROXY"}
    assert fresh.unread == (Unread(str(tmp_path / ".bashrc"), "holds NUL bytes"),)


def test_a_fifo_and_a_loop(tmp_path: Path) -> None:
    """A fifo is not opened, a loop of links and a file that sources itself do not hang, and each is said."""
    base = furnish(tmp_path, {".bashrc": EXPORT + ". ~/fifo\n. ~/loop\n. ~/.bashrc\n. ~/absent\n"})
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    fresh = told("bash", "interactive", base)
    assert values(fresh) == {"GOPROXY": "https://a.example"}
    rc = str(tmp_path / ".bashrc")
    assert fresh.unread == (
        Unread(str(tmp_path / "fifo"), "not a regular file", rc, 2),
        Unread(str(tmp_path / "loop"), "too many levels of symbolic links", rc, 3),
        Unread(rc, "it is read without end", rc, 4),
    )


def test_a_file_that_cannot_be_told(tmp_path: Path) -> None:
    """A sourced file whose name only running tells is said, with the line."""
    base = furnish(tmp_path, {".bashrc": EXPORT + '. "$(made)"\n'})
    why = "which file it is can only be told by running it"
    assert told("bash", "interactive", base).unread == (Unread("", why, str(tmp_path / ".bashrc"), 2),)


@pytest.mark.parametrize("is_inherited", [False, True])
def test_zdotdir(tmp_path: Path, is_inherited: bool) -> None:
    """zsh reads its files where ZDOTDIR says, whether the environment or .zshenv says it."""
    files = {
        ".zshenv": "ZDOTDIR=$HOME/.config/zsh\n",
        ".config/zsh/.zshrc": EXPORT,
        ".zshrc": "export GOVCS=x\n",
    }
    base = furnish(tmp_path, files)
    if is_inherited:
        (tmp_path / ".zshenv").unlink()
        base["ZDOTDIR"] = str(tmp_path / ".config" / "zsh")
    fresh = told("zsh", "interactive", base)
    assert values(fresh) == really("zsh", "interactive", base) == {"GOPROXY": "https://a.example"}


@pytest.mark.parametrize("scene", ["login", "login_script"])
def test_etc(tmp_path: Path, scene: Scene) -> None:
    """The system's profile and the files it sources in a loop are followed, in order."""
    loop = "for i in ETC/profile.d/*.sh; do\n  if [ -r $i ]; then\n    . $i\n  fi\ndone\n"
    files = {
        "etc/profile": loop.replace("ETC", str(tmp_path / "etc")),
        "etc/profile.d/b.sh": "export GOSUMDB=$GOPROXY\n",
        "etc/profile.d/a.sh": EXPORT,
        ".profile": "",
    }
    base = furnish(tmp_path, files)
    fresh = fresh_environ(Host(base), "bash", scene, NAMES, base, etc=str(tmp_path / "etc"))
    assert values(fresh) == {"GOPROXY": "https://a.example", "GOSUMDB": "https://a.example"}
    assert fresh.doubts == () and fresh.unread == ()


@pytest.mark.parametrize("shell", ["nu", "xonsh"])
def test_shells_told_by_lines(tmp_path: Path, shell: str) -> None:
    """Plain lines of Nushell and xonsh are told as they do it; a line under a condition is a doubt."""
    scene: Scene = "login_script" if shell == "nu" else "script"
    sign, path = ("$env.", ".config/nushell/env.nu") if shell == "nu" else ("$", ".config/xonsh/rc.xsh")
    condition = "if true {\n  X\n}" if shell == "nu" else "if True:\n    X"
    lines = [f'{sign}GOPROXY = "https://a.example,direct"', f"{sign}GOPRIVATE = '*.corp.example'  # ours"]
    lines.append(condition.replace("X", f"{sign}GOSUMDB = 'off'"))
    base = furnish(tmp_path, {path: "\n".join(lines) + "\n"})
    fresh = told(shell, scene, base)
    assert values(fresh) == {"GOPROXY": "https://a.example,direct", "GOPRIVATE": "*.corp.example"}
    assert [(doubt.name, doubt.value, doubt.line, doubt.is_certain) for doubt in fresh.doubts] == [
        ("GOSUMDB", "off", 4, False)
    ]
    if shell == "xonsh":
        assert differences(fresh, really(shell, scene, base)) == {}


def test_powershell(tmp_path: Path) -> None:
    """PowerShell's `$env:NAME = 'value'` is told, an expanding string is a doubt."""
    text = "$env:GOPROXY = 'off'\n$Env:GOSUMDB = \"$x\"\n"
    fresh = told("pwsh", "script", furnish(tmp_path, {".config/powershell/profile.ps1": text}))
    assert values(fresh) == {"GOPROXY": "off"}
    assert doubtful(fresh) == {"GOSUMDB"}


@pytest.mark.parametrize(("value", "expected"), [("/usr/bin/zsh", "zsh"), ("-bash", "bash")])
def test_login_shell(value: str, expected: str) -> None:
    """The user's shell is the one that SHELL names."""
    assert login_shell(Host({"SHELL": value})) == expected


def test_a_shell_nobody_knows(tmp_path: Path) -> None:
    """Of a shell that is not in the table nothing is read: what it starts with stays."""
    fresh = fresh_environ(Host({}), "tcsh", "login", NAMES, {"GOPROXY": "off", "X": "y"})
    assert fresh == ({"GOPROXY": Found("off")}, (), (), ())


def test_an_ordinary_home_costs_little(tmp_path: Path) -> None:
    """Where no file names a variable, every scene together costs a few milliseconds at most."""
    lines = "\n".join(f"alias a{number}='echo {number}'  # . not a file" for number in range(300))
    base = furnish(tmp_path, {".bashrc": lines, ".profile": DEBIAN_PROFILE})
    host = Host(base)
    best = 1.0
    for _ in range(5):
        begin = time.process_time()
        for scene in SCENES:
            assert fresh_environ(host, "bash", scene, NAMES, base).variables == {}
        best = min(best, time.process_time() - begin)
    assert best < 0.05
