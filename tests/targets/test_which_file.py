"""Which file it is: of bash, of zsh, of a project, of VS Code; and what stands in it already."""

from __future__ import annotations

import pytest

from tests.home import Home
from tests.targets.rc import BLOCK, CN, FIRST, files, put, tries, undo, use


@pytest.mark.parametrize(
    ("present", "written"),
    [
        ((), {".bashrc", ".profile"}),
        ((".profile",), {".bashrc", ".profile"}),
        ((".bash_login",), {".bashrc", ".bash_login"}),
        ((".bash_profile",), {".bashrc", ".bash_profile"}),
        ((".bash_login", ".profile"), {".bashrc", ".bash_login"}),
        ((".bash_profile", ".bash_login", ".profile"), {".bashrc", ".bash_profile"}),
    ],
)
def test_the_login_file_of_bash(home: Home, present: tuple[str, ...], written: set[str]) -> None:
    """bash's login file is the first that there is; never is one made that would hide another."""
    for name in present:
        put(home, name, FIRST)
    use(home, "cn", "--to", "bash")
    found = files(home)
    assert {name for name, data in found.items() if data.endswith(BLOCK)} == written
    assert set(found) == {*present, *written}
    undo(home)
    assert files(home) == dict.fromkeys(present, FIRST)


def test_an_early_return(home: Home) -> None:
    """A .bashrc that returns early where nobody types keeps its guard; the login file has the block too."""
    guard = b"case $- in *i*) ;; *) return ;; esac\nalias ll='ls -l'\n"
    put(home, ".bashrc", guard)
    put(home, ".profile", b'. "$HOME/.bashrc"\n')
    use(home, "cn", "--to", "bash")
    assert files(home) == {".bashrc": guard + BLOCK, ".profile": b'. "$HOME/.bashrc"\n' + BLOCK}


def test_where_zsh_reads(home: Home) -> None:
    """ZDOTDIR names the folder, but where ~/.zshenv sets it, that file is the one every zsh reads."""
    folder = home.path / "zsh"
    use(
        home, "cn", "--to", "zsh", code=4, env={"ZDOTDIR": str(folder)}
    )  # 4: nothing says that a new login has it
    assert files(home) == {"zsh/.zshenv": BLOCK}
    assert home.call("undo", env={"ZDOTDIR": str(folder)}).code == 0
    own = b"export ZDOTDIR=~/zsh\n"
    put(home, ".zshenv", own)
    use(home, "cn", "--to", "zsh", env={"ZDOTDIR": str(folder)})
    assert files(home) == {".zshenv": own + BLOCK}


def test_a_zdotdir_that_moved(home: Home) -> None:
    """Where ZDOTDIR has changed since, the old file loses our lines when the new one gets them."""
    old, new = home.path / "old", home.path / "new"
    put(home, "old/.zshenv", FIRST)
    for folder in (old, new):
        use(home, "cn", "--to", "zsh", code=4, env={"ZDOTDIR": str(folder)})
    assert files(home) == {"old/.zshenv": FIRST, "new/.zshenv": BLOCK}


SETTINGS = b"""\xef\xbb\xbf{
  // how I like it
  "editor.fontSize": 14, /* large */
  "go.toolsEnvVars": {
    "GOFLAGS": "-mod=mod", // theirs
    "GOPROXY": "off",
  },
  "files.eol": "\\n", // trailing comma below
}
// the end
"""


def test_settings_with_comments(home: Home) -> None:
    """Comments, commas, indent and order of settings.json stay; only the two values change, and come back."""
    file = put(home, ".config/Code/User/settings.json", SETTINGS)
    use(home, "cn", "--to", "vscode")
    assert file.read_bytes() == SETTINGS.replace(b'"off",', f'"{CN["GOPROXY"]}",'.encode()).replace(
        b",\n  },", f',\n    "GOSUMDB": "{CN["GOSUMDB"]}",\n  }},'.encode()
    )
    file.write_bytes(file.read_bytes().replace(b"14", b"15"))
    undo(home)
    assert file.read_bytes() == SETTINGS.replace(b"14", b"15")


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"go.toolsEnvVars": []}', b'{"a" 1}', "{}".encode("utf-16")])
def test_broken_settings(home: Home, data: bytes) -> None:
    """Settings that VS Code could not read are not touched: exit 3, and the member to put in on stdout."""
    put(home, "work/.vscode/settings.json", data)
    ended = tries(home, "use", "cn", "--to", "vscode-workspace", code=3)
    assert ended.stdout == (
        f'"go.toolsEnvVars": {{\n    "GOPROXY": "{CN["GOPROXY"]}",\n    "GOSUMDB": "{CN["GOSUMDB"]}"\n}}\n'
    )


def test_the_envrc_of_the_project(home: Home) -> None:
    """From a folder within a project it is the project's .envrc: a new one there would hide it."""
    put(home, ".envrc", FIRST)
    use(home, "cn", "--to", "direnv")
    assert files(home) == {".envrc": FIRST + BLOCK}
