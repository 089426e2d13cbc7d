"""A notice arrives as it was meant, runs nothing of its own, and holds nobody up."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from goenvctl.host import Host
from goenvctl.service.notice import notify

PROGRAMS = {"linux": "notify-send", "darwin": "osascript", "win32": "powershell.exe"}
# It writes down its words and its environment.
WITNESS = "#!/bin/sh\nprintf '%s\\0' \"$@\" > '{folder}/words'\n/usr/bin/env -0 > '{folder}/environ'\n"
NASTY = (
    '" & (do shell script "touch /tmp/x") & "', "\'; Remove-Item x; \'", "$(touch x)", "`touch x`",
    "$env:PATH", "<b>&amp;</b>", "--help", "-e", "\\n\\x41\\", "\"@ ; x", "\u2019; x; \u2019", "%PATH%",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for program in PROGRAMS.values():
        (tmp_path / program).write_text(WITNESS.format(folder=tmp_path))
        (tmp_path / program).chmod(0o755)
    return tmp_path


def _host(folder: Path, platform: str) -> Host:
    environ = {"PATH": str(folder), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "LANG": "C.UTF-8"}
    return Host(environ, str(folder), platform)


def _words(folder: Path) -> list[str]:
    return (folder / "words").read_text().split("\0")[:-1]


def _environ(folder: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (folder / "environ").read_text().split("\0")[:-1])


@pytest.mark.parametrize("text", NASTY)
def test_on_linux(folder: Path, text: str) -> None:
    """notify-send gets title and text as words, the text without markup and escapes of C."""
    notify(_host(folder, "linux"), text, text)
    *options, title, body = _words(folder)
    assert options == ["--app-name=goenvctl", "--"]
    assert title.strip() == text
    plain = body.replace("\\\\", "\\").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert plain.strip() == text
    assert not {"<", ">"} & set(body)
    assert "\\" not in body.replace("\\\\", "")


@pytest.mark.parametrize("text", NASTY)
def test_on_macos(folder: Path, text: str) -> None:
    """osascript gets them as arguments of a script that is always the same."""
    notify(_host(folder, "darwin"), text, text)
    *script, title, body = _words(folder)
    assert script[::2] == ["-e"] * 3
    assert "\n".join(script[1::2]) == (
        "on run words\ndisplay notification (item 2 of words) with title (item 1 of words)\nend run"
    )
    assert title.strip() == body.strip() == text
    assert not title.startswith("-")


@pytest.mark.parametrize("text", NASTY)
def test_on_windows(folder: Path, text: str) -> None:
    """PowerShell gets them as variables of a script that is always the same."""
    notify(_host(folder, "win32"), "goenvctl", text)
    first = _words(folder)
    assert _environ(folder)["GOENVCTL_NOTICE_TITLE"] == "goenvctl"
    assert _environ(folder)["GOENVCTL_NOTICE_TEXT"].strip() == text
    notify(_host(folder, "win32"), "another", "text")
    assert _words(folder) == first
    assert first[:-1] == ["-NoProfile", "-NonInteractive", "-WindowStyle", "Hidden", "-Command"]


@pytest.mark.parametrize("platform", PROGRAMS)
def test_what_is_not_shown(folder: Path, platform: str) -> None:
    """Passwords are masked, line ends and control characters become visible, and long texts end."""
    notify(_host(folder, platform), "t" * 200, "http://me:secret@mirror.example\n\x1b[31m" + "x" * 1000)
    words = _words(folder)
    environ = _environ(folder)
    title = environ.get("GOENVCTL_NOTICE_TITLE", words[-2])
    text = environ.get("GOENVCTL_NOTICE_TEXT", words[-1]).replace("\\\\", "\\")
    assert title == "t" * 99 + "…"
    assert text.startswith("http://***@mirror.example\\n\\x1b[31mxxx")
    assert (len(text), text[-1]) == (400, "…")
    assert "secret" not in "".join((*words, *environ.values()))


def test_without_a_desktop(folder: Path) -> None:
    """Without a session bus nobody would see it: nothing is run."""
    host = _host(folder, "linux")
    del host.environ["DBUS_SESSION_BUS_ADDRESS"]
    notify(host, "goenvctl", "text")
    assert not (folder / "words").exists()
    (folder / "bus").touch()
    host.environ["XDG_RUNTIME_DIR"] = str(folder)
    notify(host, "goenvctl", "text")
    assert _words(folder)[-1] == "text"


@pytest.mark.parametrize("platform", [*PROGRAMS, "freebsd14"])
@pytest.mark.parametrize("script", ["sleep 30", "exit 3", "kill -9 $$", "echo words; echo errors >&2", None])
def test_it_cannot_fail(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], platform: str, script: str | None
) -> None:
    """A program that hangs, fails, dies, talks or is not there: no error, no word, no wait."""
    if script and platform in PROGRAMS:
        program = tmp_path / PROGRAMS[platform]
        program.write_text(f"#!/bin/sh\nPATH=/bin:/usr/bin\n{script}\n")
        program.chmod(0o755)
    start = time.monotonic()
    notify(_host(tmp_path, platform), "goenvctl", "text \udc80 \0")
    assert time.monotonic() - start < 10
    assert capfd.readouterr() == ("", "")
