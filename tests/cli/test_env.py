"""`goenvctl env`."""

from __future__ import annotations

import shutil
import sys

import pytest

from goenvctl import exits
from goenvctl.go.variables import VARIABLES
from goenvctl.output.formats.all_formats import FORMATS
from tests.home import Home
from tests.shells import SHELLS

CN = "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct"
SHOWN = {  # the shell, what the help shows, and what is typed behind it
    "sh": ("bash", 'eval "$(goenvctl env)"', " && go env GOPROXY"),
    "fish": ("fish", "goenvctl env --format fish | source", "; and go env GOPROXY"),
    "nu": ("nu", "goenvctl env --format nu | from nuon | load-env", "; go env GOPROXY"),
}


def test_sh_is_the_default(home: Home) -> None:
    """Without --format the lines are for a POSIX shell."""
    plain = home.call("env", "cn")
    assert (plain.code, plain.stderr) == (0, "")
    assert plain.stdout == f"export GOPROXY='{CN}'\nexport GOSUMDB=sum.golang.google.cn\n"
    assert home.call("env", "cn", "--format", "sh") == plain


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_the_same_values(home: Home, form: str) -> None:
    """Each format prints one text, of a profile or of what is in effect, in the order of Go's variables."""
    for profile in (["cn"], []):
        found = home.call("env", *profile, "--json").json["variables"]
        values = {name: found[name] for name in VARIABLES if name in found}
        ended = home.call("env", *profile, "--format", form)
        assert (ended.code, ended.stderr) == (0, "")
        assert ended.stdout == FORMATS[form].render(values) + "\n"


def test_json_beats_format(home: Home) -> None:
    """--json is the same answer of the command, whatever --format says."""
    assert home.call("env", "cn", "--json", "--format", "nu") == home.call("env", "cn", "--json")
    shown = home.call("env", "cn", "--format", "json").json
    assert shown == {"GOPROXY": CN, "GOSUMDB": "sum.golang.google.cn"}


def test_format_that_there_is_not(home: Home) -> None:
    """A format that is not in the table is a wrong use: exit 2, and those that are there are named."""
    ended = home.call("env", "--format", "csh")
    assert (ended.code, ended.stdout) == (exits.INVALID, "")
    assert all(f"'{form}'" in ended.stderr for form in FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_credentials_are_not_printed(home: Home, form: str) -> None:
    """A value that holds credentials or control characters is left out of every format, and that is said."""
    home.write_env(b"GOPROXY=https://user:secret@example.com\nGONOSUMDB=a\x1bb\n")
    ended = home.call("env", "--format", form)
    assert ended.code == 0
    assert "secret" not in ended.stdout + ended.stderr
    assert "GOPROXY" not in ended.stdout
    assert ended.stderr.splitlines() == [
        f"{name} holds credentials or control characters; it is not printed"
        for name in ("GOPROXY", "GONOSUMDB")
    ]


def test_value_that_a_format_cannot_say(home: Home) -> None:
    """Nothing is printed where one value cannot be: half a setting could be less private. Exit 2."""
    home.write_env(b"GOPRIVATE=git.example.com/${x}\n")
    ended = home.call("env", "--format", "dotenv")
    assert (ended.code, ended.stdout) == (exits.INVALID, "")
    assert ended.stderr == (
        "goenvctl: no dotenv can be written: GOPRIVATE holds `${`, which some readers of .env files expand\n"
        "  -> choose another --format\n"
    )


@pytest.mark.parametrize("form", SHOWN)
def test_the_lines_of_the_help(home: Home, form: str) -> None:
    """The line that the help shows for a shell sets what the real go, started from it, then reads."""
    shell, line, then = SHOWN[form]
    if not SHELLS[shell].path:
        pytest.skip(f"no {shell} here (.ci/run installs it)")
    _install(home, shell)
    assert f"{form:<12}{line}\n" in home.call("env", "--help").stdout.replace("\n  ", "\n")
    typed = line.replace("goenvctl env", "goenvctl env cn") + then
    ended = home.spawn([str(home.bin / shell), "-c", typed])
    assert (ended.stdout, ended.stderr, ended.code) == (f"{CN}\n", "", 0)


def _install(home: Home, shell: str) -> None:
    """goenvctl and the shell on the PATH of the home; that of npm is a script of Node."""
    command = home.bin / "goenvctl"
    command.write_text(f'#!{home.bin / "sh"}\nexec {sys.executable} -m goenvctl "$@"\n')
    command.chmod(0o755)
    (home.bin / shell).symlink_to(SHELLS[shell].path)
    if node := shutil.which("node"):
        (home.bin / "node").symlink_to(node)
