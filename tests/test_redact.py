"""Nothing secret and nothing that moves a cursor leaves the program."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goenvctl.redact import clean, mask, mask_value
from tests.home import Home

SECRETS = (
    "https://user:s3cret@goproxy.example.com/x",
    "https://s3cret@goproxy.example.com",
    "http://user:s3@cret@goproxy.example.com",
    "https://user:pa/s3cret@goproxy.example.com",
    "user:s3cret@goproxy.example.com/path",
    "direct|https://a.example.com,https://u:s3cret@b.example.com|off",
    "https://goproxy.example.com/?token=s3cret",
    "https://goproxy.example.com/x?a=1&api_key=s3cret",
    "https://goproxy.example.com/?jwt=s3cret",
    "https://goproxy.example.com/#s3cret",
    "https://goproxy.example.com/?token=a;s3cret",
    "https://user:a s3cret@goproxy.example.com",
    'https://user:"s3cret@goproxy.example.com',
    "https://user:s3,cret@goproxy.example.com|direct",
    "https://user:a|s3cret@goproxy.example.com",
    "https:/user:s3cret@goproxy.example.com",
    "https://user:pa/s3cret,w@goproxy.example.com/",
    "https://user:pa/s s3cret@goproxy.example.com/",
    "https://user:12345/s3cret@goproxy.example.com/x",
    "user:pa/s3cret@goproxy.example.com/x",
    "https://goproxy.example.com:s3cret",
)
HARMLESS = (
    "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct",
    "https://goproxy.example.com:8443/github.com/pkg/errors/@v/v0.9.1.info",
    "github.com/pkg/errors@v0.9.1",
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
    "git@host.example.com",
    "http://[::1]:8080/x",
    "https://a.example: no rsc@v1",
    "https://goproxy.cn,https://x.example: ask me@example.com",
    "write to https://goproxy.cn or mail bob@example.com",
    "see // comment @home",
    "goproxy.example.com:8443/github.com/pkg/errors/@v/v0.9.1.info",
)


@pytest.mark.parametrize("text", SECRETS)
def test_credentials_are_masked(text: str) -> None:
    """Whatever form a credential has in an address, it becomes ***."""
    masked = mask(text)
    assert "s3cret" not in masked
    assert "cret@" not in masked
    assert "***" in masked
    assert "example.com" in masked


@pytest.mark.parametrize("text", HARMLESS)
def test_everything_else_is_left(text: str) -> None:
    """An address or module without credentials is shown as it is."""
    assert mask(text) == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("netrc", "netrc"),
        ("off", "off"),
        ("git /srv/repo", "git /srv/repo"),
        ("netrc; helper --token=s3cret", "netrc;helper ***"),
        ("helper\ts3cret", "helper ***"),
        ("Authorization: Bearer s3cret", "Authorization: ***"),
    ],
)
def test_words_of_a_helper_are_masked(value: str, shown: str) -> None:
    """Of a GOAUTH command only the program's name is shown, by value and in a line."""
    assert mask_value("GOAUTH", value) == shown
    assert "s3cret" not in mask(f"go env -w 'GOAUTH={value}' GOPROXY=off")


@given(st.text())
def test_nothing_moves_the_cursor(text: str) -> None:
    """No control or direction character reaches a terminal."""
    shown = clean(text)
    assert not any(
        ord(char) < 32 or 127 <= ord(char) < 160 or 0x202A <= ord(char) <= 0x202E for char in shown
    )


@given(
    st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1).map(lambda text: f"Q{text}Z"),
    st.sampled_from(["https", "http", "HTTPS"]),
)
def test_no_password_survives(password: str, scheme: str) -> None:
    """Any password of letters and digits in any list of addresses is gone."""
    assert password not in mask(f"direct,{scheme}://user:{password}@host.example.com/x|off")


COMMANDS = (
    ["status"], ["status", "--json"], ["use", "cn"], ["use", "cn", "--dry-run"], ["use", "cn", "--json"],
    ["history", "--json"], ["env"], ["env", "--json"], ["undo", "--json"], ["undo"], ["list", "--json"],
)  # fmt: skip


def test_no_command_prints_a_credential(home: Home) -> None:
    """The user's own credentials in GOPROXY and GOAUTH reach neither output, whatever is asked."""
    secret = "https://user:s3cret@goproxy.example.com"
    helper = "helper --token=s3cret"
    home.write_profile("work", f'[go]\nGOAUTH = "{helper}"\n')
    home.write_env(
        f"GOPROXY={secret}\nGOSUMDB=sum.golang.org https://u:s3cret@x.example.com\nGOAUTH={helper}\n".encode()
    )
    for command in (*COMMANDS, ["profile", "show", "work"], ["use", "work"], ["use", "cn"], ["status"]):
        for env in ({}, {"GOPROXY": secret, "GOAUTH": helper}):
            ended = home.call(*command, env=env)
            assert "s3cret" not in ended.stdout + ended.stderr, (command, env)
    assert b"s3cret" in (home.read_env() or b"")


def test_terminal_escapes_in_a_file_are_shown_escaped(home: Home) -> None:
    """An escape sequence in the env file or a profile is text to read, not to obey."""
    home.write_env(b"GOPRIVATE=a\x1b[31mb.example.com\n")
    home.write_profile("odd", 'summary = "a\\u001b[2Jb\\u202e"\n[go]\nGOPROXY = "direct"\n')
    for command in (["status"], ["list"], ["profile", "show", "odd"], ["use", "odd"], ["env"]):
        ended = home.call(*command)
        assert "\x1b" not in ended.stdout + ended.stderr, command
        assert "\u202e" not in ended.stdout + ended.stderr, command
    assert "a\\x1b[31mb.example.com" in home.call("status").stdout
