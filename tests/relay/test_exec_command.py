"""`goenvctl exec` as a command: what it passes on, what it says, and with which code it ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.home import Ended, Home
from tests.relay.held import listing
from tests.relay.places import Places
from tests.relay.scenes import FETCH
from tests.relay.stock import Stock

OWN, NOT_EXECUTABLE, NOT_FOUND = 125, 126, 127


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return Stock(tmp_path_factory.mktemp("stock") / "stock")


@pytest.fixture
def places(stock: Stock, home: Home) -> Iterator[Places]:
    with Places(stock, home) as places:
        yield places


def test_passes_on(home: Home, places: Places) -> None:
    """Words, standard input, both outputs, folder, environment and exit code are the command's own."""
    script = 'printf "<%s>" "$@"; cat; echo $X; pwd; echo oops >&2; exit 42'
    words = ["--json", "--strict", "-h", "--", "", "a b", "--report", "x", "é", "$HOME", "exec"]
    ended = _exec(places, "sh", "-c", script, "sh", *words, X="y z")
    assert ended == (42, "".join(f"<{word}>" for word in words) + f"y z\n{home.work}\n", "oops\n")


@pytest.mark.parametrize("code", [1, 126, pytest.param(255, marks=pytest.mark.slow)])
def test_codes(places: Places, code: int) -> None:
    """The command's code is passed on, whichever it is; nothing is said of it."""
    assert _exec(places, "sh", "-c", f"exit {code}") == (code, "", "")


@pytest.mark.parametrize(
    "line",
    [
        "exec",
        "exec --",
        "exec go",
        "exec go build",
        "exec go build ./...",
        "exec cn --",
        "exec --strict",
        "exec --bogus -- true",
        "exec --report -- true",
        "exec --strict=1 -- true",
        "exec cn official -- true",
        "exec nobody -- true",
        "exec corporate -- true",
        "exec broken -- true",
        "exec --report /nowhere/at/all -- true",
        "exec --report . -- true",
    ],
)
@pytest.mark.parametrize("more", [[], ["--json"]], ids=["text", "json"])
def test_own_failures(home: Home, line: str, more: list[str]) -> None:
    """Wrong usage, a profile that is not there or refused: 125, cause and remedy, and nothing was run."""
    home.write_profile("broken", '[go]\nGOPROXY = "ftp://x"\n')
    ended = home.call(*more, *line.replace("true", "touch ran").split())
    assert ended.code == OWN, ended
    if more:
        assert json.loads(ended.stdout)["error"]["id"]
    else:
        assert ended.stdout == ""
        assert ended.stderr.startswith("goenvctl: ")
        assert "\n  -> " in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(home.work.iterdir()) == []


def test_not_found(home: Home, places: Places) -> None:
    """127 for a command that is not there, 126 for one that cannot be executed; cause and remedy are said."""
    (home.work / "text").write_text("no program\n")
    (home.work / "folder").mkdir()
    (home.work / "junk").write_bytes(b"\x7fELF junk")
    (home.work / "junk").chmod(0o755)
    (home.work / "gone").write_text("#!/no/such/interpreter\n")
    (home.work / "gone").chmod(0o755)
    found = {
        name: _exec(places, name)
        for name in ("no-such-command", "./text", "./folder", "./junk", "./nowhere/x", "./text/x")
    }
    assert {name: ended.code for name, ended in found.items()} == {
        "no-such-command": NOT_FOUND,
        "./text": NOT_EXECUTABLE,
        "./folder": NOT_EXECUTABLE,
        "./junk": NOT_EXECUTABLE,
        "./nowhere/x": NOT_FOUND,
        "./text/x": NOT_EXECUTABLE,
    }
    for ended in found.values():
        assert ended.stdout == ""
        assert ended.stderr.startswith("goenvctl: ") and "\n  -> " in ended.stderr, ended
    assert _exec(places, "./gone").code in (NOT_EXECUTABLE, NOT_FOUND)


@pytest.mark.parametrize(
    "goproxy",
    [
        "direct",
        "file://{tree},off",
        *(pytest.param(one, marks=pytest.mark.slow) for one in ("off", "off,{a}", "ftp://x", " , ")),
    ],
)
def test_no_relay(places: Places, goproxy: str) -> None:
    """Where GOPROXY names no mirror, or Go refuses it, there is no relay; the command sees it as it is."""
    names = "GOPROXY GOSUMDB GOPRIVATE GONOPROXY GONOSUMDB"
    plain = places.home.go("env", *names.split(), env=_environ(places, GOPROXY=goproxy))
    ended = _exec(places, "sh", "-c", f"go env {names}; ls -l /proc/$PPID/fd", GOPROXY=goproxy)
    values, _, files = ended.stdout.partition("total ")
    assert values == plain.stdout
    assert "socket:" not in files
    assert ended.code == 0


def test_values(places: Places) -> None:
    """Without a profile all but GOPROXY and the address in GOSUMDB is as before."""
    names = "GOPRIVATE GONOPROXY GONOSUMDB GOINSECURE GOVCS GOAUTH GOTOOLCHAIN GOFLAGS GOENV"
    settings = {"GOPRIVATE": "corp.example.com", "GOVCS": "*:git", "GOAUTH": "off", "GOINSECURE": "x.test"}
    plain = places.home.go("env", *names.split(), env=_environ(places, **settings))
    ended = _exec(places, "go", "env", *names.split(), "GOSUMDB", **settings)
    *values, gosumdb = ended.stdout.splitlines()
    assert values == plain.stdout.splitlines()
    assert gosumdb.split()[0] == places["key"]
    assert gosumdb.split()[1].startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    "gosumdb",
    ["{key}", *(pytest.param(one, marks=pytest.mark.slow) for one in ("off", "nonsense", "{key} file:///x"))],
)
def test_database_as_it_is(places: Places, gosumdb: str) -> None:
    """GOSUMDB without an address at the web stays as it is."""
    ended = _exec(places, "go", "env", "GOSUMDB", GOSUMDB=gosumdb)
    assert ended.stdout == places.fill(gosumdb) + "\n"


def test_profile_wins(home: Home, places: Places) -> None:
    """With a profile the command gets what `use` of it would write, over what is exported."""
    home.write_profile(
        "far", places.fill('[go]\nGOPROXY = "{b},off"\nGOSUMDB = "off"\nGOPRIVATE = "x.test"\n')
    )
    ended = _exec(
        places, "sh", "-c", "go env GOSUMDB GOPRIVATE GONOPROXY; echo $GOENVCTL_GOPROXY", options="far"
    )
    assert places.unfill(ended.stdout) == "off\nx.test\nx.test\n{b},off\n"


def test_nothing_on_disk(home: Home, places: Places, tmp_path: Path) -> None:
    """Nothing is written to the home, to the folder, or to where temporary files go."""
    (tmp_path / "tmp").mkdir()
    home.write_env(places.fill("GOPROXY={a}|{b}\n").encode())
    before = listing(home.path, tmp_path / "tmp")
    folders = {
        "GOMODCACHE": str(tmp_path / "cache"),
        "GOPATH": str(tmp_path / "path"),
        "TMPDIR": str(tmp_path / "tmp"),
    }
    assert _exec(places, *FETCH.split(), GOPROXY="", **folders).code == 0
    assert listing(home.path, tmp_path / "tmp") == before
    assert home.call("history", "--json").json["changes"] == []


def test_quiet_when_all_is_well(places: Places) -> None:
    """Where nothing had to be rescued nothing is said."""
    assert _exec(places, *FETCH.split(), GOPROXY="{a}|{b},direct").stderr == ""


def test_says_what_was_rescued(places: Places) -> None:
    """One line at the end: which mirror failed and how, and who stood in."""
    ended = _exec(places, *FETCH.split(), GOPROXY="{a.503:.zip}|{b}")
    [line] = places.unfill(ended.stderr).splitlines()
    assert line.startswith("goenvctl: rescued ")
    for word in ("{a.503:.zip}", "{b}", "server-error"):
        assert word in line


def test_says_who_failed(places: Places) -> None:
    """Where nobody could help, go's own error names the mirrors and what they answered."""
    ended = _exec(places, *FETCH.split(), GOPROXY="{a.503:.info}|{b.403:.info}")
    said = places.unfill(ended.stderr)
    assert ended.code == 1
    assert "502" in said and "server response:" in said
    for word in ("{a.503:.info}", "503", "{b.403:.info}", "403", "example.com/a@v1.0.0.info"):
        assert word in said


def test_report(home: Home, places: Places) -> None:
    """`--report` leaves what was asked, served and rescued, in JSON; also where the command failed."""
    command = ("sh", "-c", f"{FETCH}; go mod download example.com/nobody@v1.0.0; exit 3")
    ended = _exec(places, *command, options="--report report.json", GOPROXY="{a.503:.zip}|{b}")
    text = (home.work / "report.json").read_text()
    found = json.loads(places.unfill(text))
    assert ended.code == 3
    assert (found["schema"], found["command"], found["exit_code"], found["relay"]) == (1, "exec", 3, True)
    assert found["goproxy"] == "{a.503:.zip}|{b}"
    [rescue] = found["rescued"]
    assert (rescue["what"], rescue["mirror"], rescue["by"]) == (
        "example.com/a@v1.0.0.zip",
        "{a.503:.zip}",
        "{b}",
    )
    assert found["served"]["{b}"] == 1
    assert found["requests"] >= 4
    assert text.isascii() and list(found) == sorted(found)


def test_report_without_a_relay(home: Home, places: Places) -> None:
    """Without a relay there is a report, too; and what stood in the file before is gone."""
    (home.work / "report.json").write_text("old" * 10_000)
    ended = _exec(places, "true", options=f"--report {home.work}/report.json", GOPROXY="off")
    found = json.loads((home.work / "report.json").read_text())
    assert (ended.code, found["relay"], found["requests"], found["rescued"]) == (0, False, 0, [])


def test_report_keeps_secrets(home: Home, places: Places) -> None:
    """No password is in the report, in what is said, or in the relay's own errors."""
    goproxy = "https://joe:hush@{tls_place}|https://ann:quiet@127.0.0.1:9/x?token=sesame"
    ended = _exec(places, *FETCH.split(), options="--report r", GOPROXY=goproxy, SSL_CERT_FILE="/dev/null")
    said = ended.stdout + ended.stderr + (home.work / "r").read_text()
    assert ended.code == 1
    assert [word for word in ("hush", "quiet", "sesame") if word in said] == []


def test_json(places: Places) -> None:
    """With `--json` the command's output is its own, and the report is the last line of standard error."""
    ended = _exec(places, "sh", "-c", "echo out; echo err >&2", options="--json")
    assert ended.stdout == "out\n"
    first, *_, last = ended.stderr.splitlines()
    assert (first, json.loads(last)["command"]) == ("err", "exec")


def test_closed_outputs(home: Home, places: Places) -> None:
    """Outputs that are closed, or lead nowhere, do not change the command's code."""
    for ending in (">&-", "2>&-", ">&- 2>&- <&-", "2>/dev/full"):
        script = f'{sys.executable} -m goenvctl exec -- sh -c "{FETCH}; exit 6" {ending}'
        ended = home.spawn(["sh", "-c", script], _environ(places, GOPROXY="{a.503:.zip}|{b}"))
        assert ended.code == 6, (ending, ended)


def _environ(places: Places, **environ: str) -> dict[str, str]:
    given = {
        "GOPROXY": "{a}",
        "GOSUMDB": "{key} {database}",
        "GOTOOLCHAIN": "local",
        "PATH": f"{places.home.bin}:/usr/bin:/bin",
        "SSL_CERT_FILE": "{ca}",
        **environ,
    }
    return {name: places.fill(value) for name, value in given.items()}


def _exec(places: Places, *command: str, options: str = "", **environ: str) -> Ended:
    """`options` are what stands before `--`."""
    return places.home.goenvctl("exec", *options.split(), "--", *command, env=_environ(places, **environ))
