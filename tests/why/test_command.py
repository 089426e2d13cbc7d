"""`goenvctl why`: a file, standard input, or a command that is run and left as it was."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.home import Ended, Home

TEXT = 'go: a.b/c@v1.0.0: Get "https://m.example/a.b/c/@v/v1.0.0.info": dial tcp 192.0.2.1:443: i/o timeout\n'
SENTENCE = "mirror: the mirror https://m.example does not answer, or the way to it is blocked (a.b/c@v1.0.0)"
HINT = "goenvctl check tells which mirrors work; goenvctl use --fastest moves to the best"
ANSWER = {
    "schema": 1,
    "command": "why",
    "class": "mirror",
    "reason": "connect-timeout",
    "mirror": "https://m.example",
    "module": "a.b/c@v1.0.0",
    "message": SENTENCE.removeprefix("mirror: "),
    "hint": HINT,
}
FAILS = ["sh", "-c", "echo out; cat said >&2; exit 7"]


@pytest.fixture
def here(home: Home) -> Iterator[Home]:
    """A home whose folder holds what go said."""
    (home.work / "said").write_text(TEXT)
    (home.bin / "bash").symlink_to(shutil.which("bash") or "/bin/sh")
    yield home


def piped(home: Home, *args: str, data: bytes = b"") -> Ended:
    """With something on its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "goenvctl", *args],
        env=home.environ,
        cwd=home.work,
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_file(here: Home) -> None:
    """A file is explained in a sentence and a remedy on standard output, exit code 0."""
    assert here.call("why", "said") == Ended(0, f"{SENTENCE}\n  -> {HINT}\n", "")


def test_json(here: Home) -> None:
    """--json holds class, reason, mirror, module, message and hint."""
    told = here.call("why", "--json", "said")
    assert (told.code, told.json, told.stderr) == (0, ANSWER, "")


@pytest.mark.parametrize("name", [[], ["-"]], ids=["none", "dash"])
def test_standard_input(here: Home, name: list[str]) -> None:
    """Without a file, or with `-`, standard input is read, in UTF-16 too."""
    assert piped(here, "why", *name, data=TEXT.encode("utf-16")) == Ended(0, f"{SENTENCE}\n  -> {HINT}\n", "")


def test_nothing_recognised(here: Home) -> None:
    """Where nothing is recognised that is said, class null, exit code 0."""
    (here.work / "said").write_text("a poem\n")
    told = here.call("why", "said", "--json")
    assert (told.code, told.json["class"], told.json["reason"]) == (0, None, None)
    assert told.json["message"] == "nothing here is recognised as a failure of go"


def test_a_file_that_is_none(here: Home) -> None:
    """A missing file and a folder are wrong usage, exit code 2."""
    assert here.call("why", "nowhere") == Ended(
        2, "", "goenvctl: nowhere: there is no such file\n  -> to run a command: goenvctl why -- nowhere\n"
    )
    assert here.call("why", ".").code == 2


def test_secrets_and_escapes(here: Home) -> None:
    """Credentials in an address and control characters never reach the answer."""
    (here.work / "said").write_text(
        TEXT.replace("https://m.", "https://li:geheim@m.").replace("a.b/c@", "a.b/\x07c@")
    )
    for form in ([], ["--json"]):
        told = here.call("why", "said", *form)
        assert "geheim" not in told.stdout
        assert "\x07" not in told.stdout


def test_a_command_that_fails(here: Home) -> None:
    """Its output and code are its own; why it failed follows on standard error."""
    told = here.goenvctl("why", "--", *FAILS)
    assert told == Ended(7, "out\n", f"{TEXT}goenvctl: {SENTENCE}\n  -> {HINT}\n")


def test_a_command_that_fails_in_json(here: Home) -> None:
    """With --json the last line of standard error is one object; standard output stays the command's."""
    told = here.goenvctl("--json", "why", "--", *FAILS)
    *own, last = told.stderr.splitlines(keepends=True)
    assert (told.code, told.stdout, "".join(own), json.loads(last)) == (7, "out\n", TEXT, ANSWER)


def test_a_command_that_succeeds(here: Home) -> None:
    """Nothing is added to it, whatever it wrote."""
    assert here.goenvctl("why", "--", "sh", "-c", "cat said >&2") == Ended(0, "", TEXT)


def test_what_follows_is_never_ours(here: Home) -> None:
    """Options behind the first `--`, and another `--`, belong to the command."""
    told = here.goenvctl("why", "--", "sh", "-c", 'echo "$@"; exit 3', "x", "--json", "--", "--help", "-q")
    assert (told.code, told.stdout) == (3, "--json -- --help -q\n")
    assert told.stderr.startswith("goenvctl: nothing here is recognised as a failure of go\n")


def test_it_reads_our_standard_input(here: Home) -> None:
    """The command reads what we were given."""
    assert piped(here, "why", "--", "cat", data=b"for cat\n") == Ended(0, "for cat\n", "")


def test_bytes_pass_unchanged(here: Home) -> None:
    """What is no text passes as it is, a megabyte and more of it."""
    data = bytes(range(256)) * 12_288
    (here.work / "said").write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-m", "goenvctl", "why", "--", "sh", "-c", "cat said >&2"],
        env=here.environ,
        cwd=here.work,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr == data) == (0, True)


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (["why", "--", "no-such"], 127, "goenvctl: no-such: there is no such program\n"),
        (["why", "--", "./said"], 126, "goenvctl: ./said does not start: permission denied\n"),
        (["why", "--"], 125, "goenvctl: which command? it follows `--`\n"),
        (["why", "said", "--", "sh"], 125, "goenvctl: a FILE or a command, not both\n"),
        (["why", "--nonsense", "--", "sh"], 125, "goenvctl: No such option '--nonsense'\n"),
        (
            ["why", "--", "sh", "-c", "kill -9 $$"],
            137,
            "goenvctl: nothing here is recognised as a failure of go\n",
        ),
        (["why", "--", "sh", "-c", "exit 2"], 2, "goenvctl: nothing here is recognised as a failure of go\n"),
    ],
    ids=["not found", "not executable", "no command", "both", "usage", "killed", "two"],
)
def test_exit_codes(here: Home, line: list[str], code: int, said: str) -> None:
    """The command's code is passed on, 128 + N after a signal; ours are 125, 126 and 127."""
    told = here.goenvctl(*line)
    assert (told.code, told.stdout) == (code, "")
    assert told.stderr.startswith(said)


def test_other_verbs_keep_their_dashes(here: Home) -> None:
    """Where a verb runs nothing, `--` only ends its options, as ever."""
    assert here.call("use", "--", "why") == here.call("use", "why")


def test_an_explanation_that_nobody_takes(here: Home) -> None:
    """With standard error closed or full the command's code is still its own."""
    for where in ("2>/dev/full", "2>&-"):
        line = f"'{sys.executable}' -m goenvctl why -- sh -c 'echo x >&2; exit 7' {where}"
        assert here.spawn(["bash", "-c", line]).code == 7


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["INT", "TERM"])
def test_signals_are_the_commands(here: Home, number: signal.Signals) -> None:
    """A signal goes to the command; we wait for it and pass its code on."""
    script = "trap 'echo caught; exit 9' INT TERM; : > ready; while :; do sleep 0.05; done"
    child = subprocess.Popen(
        [sys.executable, "-m", "goenvctl", "why", "--", "bash", "-c", script],
        env=here.environ,
        cwd=here.work,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _await(here.work / "ready")
    os.kill(child.pid, number)
    out, _ = child.communicate(timeout=30)
    assert (child.returncode, out) == (9, b"caught\n")


def test_what_a_child_leaves_behind_is_not_waited_for(here: Home) -> None:
    """Something in the background that holds standard error does not keep us."""
    started = time.monotonic()
    assert here.goenvctl("why", "--", "sh", "-c", "sleep 30 >/dev/null & exit 5").code == 5
    assert time.monotonic() - started < 10


def test_the_real_go(here: Home) -> None:
    """go's own failure is explained with the mirror in effect; its JSON on standard output is left"
    " alone."""
    env = {"GOPROXY": "http://127.0.0.1:9", "GOSUMDB": "off", "GOTOOLCHAIN": "local"}
    told = here.goenvctl("why", "--", "go", "mod", "download", "a.b/c@v1.0.0", env=env)
    assert (told.code, told.stdout) == (1, "")
    assert told.stderr.splitlines()[1:] == [
        "goenvctl: mirror: the mirror http://127.0.0.1:9 refuses connections, or something on the way does"
        " (a.b/c@v1.0.0)",
        f"  -> {HINT}",
    ]


def _await(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
