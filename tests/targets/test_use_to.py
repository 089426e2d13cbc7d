"""`use --to`: one plan for several places, what is said of it, and what stays private in them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goenvctl.targets.all_targets import TARGETS
from tests.home import Home
from tests.targets.rc import (
    BLOCK,
    CN,
    ENV,
    FIRST,
    FISH,
    OFFICIAL,
    OWN,
    SETTINGS,
    VSCODE,
    files,
    put,
    to,
    tries,
    undo,
    use,
    values,
)

EVERY = (
    "go-env",
    "sh",
    "bash",
    "zsh",
    "fish",
    "powershell",
    "nu",
    "xonsh",
    "direnv",
    "vscode-workspace",
    "vscode",
)
PATTERNS = ("GOPRIVATE", "GONOPROXY", "GONOSUMDB")


def config(home: Home, text: str) -> None:
    put(home, ".config/goenvctl/config.toml", text.encode())


def test_every_target_at_once(home: Home) -> None:
    """One change writes the same values into all of them and tells each path; undo takes all of it back."""
    put(home, ".zshenv", FIRST)
    put(home, VSCODE, SETTINGS)
    home.write_env(OWN)
    before = files(home)
    answer = home.call("use", "cn", *to(*EVERY), "--json").json
    assert answer["change"] == 1
    assert [(edit["target"], edit["path"], edit["after"]) for edit in answer["edits"]] == [
        (target, str(home.path / name), CN)
        for target, name in [
            ("go-env", ENV),
            ("sh", ".profile"),
            ("bash", ".bashrc"),
            ("zsh", ".zshenv"),
            ("fish", FISH),
            ("powershell", ".config/powershell/profile.ps1"),
            ("nu", ".config/nushell/config.nu"),
            ("xonsh", ".config/xonsh/rc.d/goenvctl.xsh"),
            ("direnv", "work/.envrc"),
            ("vscode", VSCODE),
            ("vscode-workspace", "work/.vscode/settings.json"),
        ]
    ]
    assert [edit["before"]["GOPROXY"] for edit in answer["edits"]] == ["https://mine.example"] + [None] * 10
    for edit in answer["edits"]:
        assert TARGETS[edit["target"]].values(Path(edit["path"]).read_bytes()).items() >= CN.items()
    assert home.call("use", "cn", *to(*EVERY), "--json").json["change"] is None
    assert answer["edits"] == home.call("history", "--json").json["changes"][0]["edits"]
    undo(home)
    assert files(home) == before


def test_go_env_is_the_default(home: Home) -> None:
    """Without `--to`, and with nothing in the config, no startup file is touched."""
    put(home, ".zshenv", FIRST)
    use(home, "cn")
    found = files(home)
    assert found[".zshenv"] == FIRST
    assert set(found) == {".zshenv", ENV}


def test_a_shell_alone(home: Home) -> None:
    """`--to` a shell alone leaves Go's env file, and the user's values in it, as they were."""
    home.write_env(OWN)
    ended = use(home, "cn", "--to", "zsh")
    assert files(home) == {ENV: OWN, ".zshenv": BLOCK}
    assert ended.stdout.splitlines() == [
        "cn is in effect",
        f"  GOPROXY     {CN['GOPROXY']}",
        f"  GOSUMDB     {CN['GOSUMDB']}",
        f"wrote {home.path}/.zshenv",
        "take it back: goenvctl undo",
    ]
    assert ended.stderr.splitlines() == [f"for this terminal: . {home.path}/.zshenv"]
    assert home.call("current").stdout == "cn\n"


def test_where_this_terminal_has_it(home: Home) -> None:
    """In a terminal that has the values already there is nothing more to say."""
    use(home, "cn", "--to", "zsh")
    again = use(home, "cn", "--to", "zsh", env=CN)
    assert again.stdout == "cn was in effect already; nothing was changed\n"
    assert again.stderr == ""


def test_a_terminal_that_has_the_earlier_values(home: Home) -> None:
    """What our own lines exported here before is no shadow: exit 0, and the line that brings the new ones."""
    use(home, "cn", "--to", "zsh")
    ended = use(home, "official", "--to", "zsh", env=CN)
    assert ended.stderr.splitlines() == [f"for this terminal: . {home.path}/.zshenv"]


def test_the_login_of_sh(home: Home) -> None:
    """`--to sh` is for logins, and a login has it: exit 0."""
    use(home, "cn", "--to", "sh")
    assert files(home) == {".profile": BLOCK}


@pytest.mark.parametrize("words", [("nope",), ("line",)])
def test_no_such_target(home: Home, words: tuple[str, ...]) -> None:
    """An unknown target is a usage error, on the command line and in the config."""
    assert tries(home, "use", "cn", *to(*words), code=2).stdout == ""
    config(home, f'targets = ["{words[0]}"]\n')
    ended = tries(home, "use", "cn", code=2)
    assert f"config.toml: there is no target {words[0]!r}" in ended.stderr


def test_the_configured_targets(home: Home) -> None:
    """`use` without `--to` writes the targets of config.toml; `--to` overrules them for that once."""
    config(home, 'targets = ["go-env", "zsh"]\n')
    use(home, "cn")
    assert (values(home, "go-env", ENV), values(home, "zsh", ".zshenv")) == (CN, CN)
    use(home, "cn", "--to", "fish")
    assert (values(home, "go-env", ENV), values(home, "fish", FISH)) == ({}, CN)
    assert not (home.path / ".zshenv").exists()
    use(home, "official")
    assert (values(home, "go-env", ENV), values(home, "zsh", ".zshenv")) == (OFFICIAL, OFFICIAL)
    assert not (home.path / FISH).exists()


def test_a_dry_run(home: Home) -> None:
    """`--dry-run` shows the difference in every file, those left among them, and writes nothing."""
    put(home, ".zshenv", FIRST)
    use(home, "cn", "--to", "fish")
    ended = tries(home, "use", "cn", *to("go-env", "zsh"), "--dry-run", code=0)
    fish = (home.path / FISH).read_text().splitlines()
    assert ended.stdout.splitlines() == [
        "--- /dev/null",
        f"+++ {home.env_file}",
        "@@ -0,0 +1,2 @@",
        *(f"+{name}={value}" for name, value in CN.items()),
        f"--- {home.path}/.zshenv",
        f"+++ {home.path}/.zshenv",
        "@@ -2 +2,5 @@",
        " export EDITOR=vi",
        *(f"+{line}" for line in BLOCK.decode().splitlines()),
        f"--- {home.path}/{FISH}",
        "+++ /dev/null",
        "@@ -1,4 +0,0 @@",
        *(f"-{line}" for line in fish),
    ]


def test_status_tells_where_it_is_written(home: Home) -> None:
    """`status` lists every other file that has the values, and drift with the file where it is."""
    use(home, "cn", *to("zsh", "vscode"))
    assert home.call("status", "--json").json["written"] == [f"{home.path}/.zshenv", f"{home.path}/{VSCODE}"]
    assert home.call("status", "--json").json["drift"] is False
    put(home, ".zshenv", BLOCK.replace(b"goproxy.cn", b"mine.example"))
    put(home, VSCODE, b"{}")
    ended = home.call("status")
    assert ended.stdout.splitlines()[0] == "profile: cn (changed since)"
    assert [line for line in ended.stderr.splitlines() if line.startswith("! ")] == [
        f"! {home.path}/.zshenv: the block was edited",
        f"! {home.path}/{VSCODE}: GOPROXY, GOSUMDB no longer stands here as it was written",
    ]
    status = home.call("status", "--json").json
    assert [problem["path"] for problem in status["problems"]] == [
        f"{home.path}/.zshenv",
        f"{home.path}/{VSCODE}",
    ]


def test_a_later_line_wins(home: Home) -> None:
    """Where a later startup file sets the variable again: exit 4, with that file and line."""
    put(home, ".zshrc", b"# mine\nexport GOPROXY=direct\n")
    ended = home.call("use", "cn", "--to", "zsh", "--json")
    assert (ended.code, ended.json["in_effect"]) == (4, False)
    assert [(one["id"], one["path"], one["line"]) for one in ended.json["problems"]] == [
        ("shadowed-in-new-terminals", f"{home.path}/.zshrc", 2)
    ]


def test_a_line_that_may_win(home: Home) -> None:
    """A later line of which nobody can say whether it is run is said, and no more: exit 0."""
    put(home, ".zshrc", b'if ping -c1 mirror.example; then\n  export GOPROXY="$(mirror)"\nfi\n')
    answer = use(home, "cn", "--to", "zsh", "--json").json
    assert [(one["id"], one["path"], one["line"]) for one in answer["problems"]] == [
        ("maybe-shadowed", f"{home.path}/.zshrc", 2)
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
@pytest.mark.parametrize("sign", ["SUDO_UID", "DOAS_USER"])
def test_under_sudo_in_anothers_home(home: Home, sign: str) -> None:
    """Under sudo, where HOME is another user's, nothing is written: exit 3 for `use` and undo."""
    use(home, "cn", "--to", "zsh")
    before = files(home)
    os.chown(home.path, 65534, 65534)
    for words in (("use", "official", "--to", "zsh"), ("use", "cn", "--to", "fish"), ("undo",)):
        ended = home.call(*words, "--json", env={sign: "65534"})
        assert (ended.code, ended.json["error"]["id"]) == (3, "foreign-home")
        assert files(home) == before
    assert home.call("status", env={sign: "65534"}).code == 0
    assert home.call("undo").code == 0  # without sudo it is root's own doing


def covered(home: Home, target: str, name: str) -> list[str]:
    return [values(home, target, name).get(variable, "") for variable in PATTERNS]


@pytest.mark.parametrize(("target", "name"), [("bash", ".bashrc"), ("fish", FISH), ("vscode", VSCODE)])
def test_known_patterns_are_exported(home: Home, target: str, name: str) -> None:
    """A public profile in a shell brings all private patterns along, for exported values win over files."""
    assert home.call("private", "add", "corp.example").code == 0
    home.write_env(b"GOPRIVATE=mine.example\n")
    use(home, "cn", "--to", target)
    assert covered(home, target, name) == ["mine.example,corp.example"] * 3
    use(home, "offline", "--to", target)
    assert covered(home, target, name) == ["mine.example,corp.example", "none", "mine.example,corp.example"]
    use(home, "default", "--to", target)
    assert covered(home, target, name) == ["mine.example,corp.example"] * 3


def test_own_patterns_of_the_env_file(home: Home) -> None:
    """An own GOPRIVATE stays in the env file to the byte, and stands in what is exported over it."""
    home.write_env(b"# mine\nGOPRIVATE=mine.example\n")
    use(home, "cn", "--to", "bash")
    assert home.read_env() == b"# mine\nGOPRIVATE=mine.example\n"
    assert covered(home, "bash", ".profile") == covered(home, "bash", ".bashrc") == ["mine.example"] * 3


def test_what_a_private_profile_wrote_is_not_the_users_own(home: Home) -> None:
    """A pattern that only our lines export is gone with the profile that named it."""
    corp = home.write_profile(
        "corp", 'trust = "private"\n[go]\nGOPROXY = "https://p.corp.example"\nGOPRIVATE = "corp.example"\n'
    )
    use(home, "corp", "--to", "zsh")
    exported = values(home, "zsh", ".zshenv")
    assert exported["GOPRIVATE"] == "corp.example"
    corp.unlink()
    home.call("use", "cn", "--to", "zsh", env=exported)
    assert "corp.example" not in (home.path / ".zshenv").read_text()
    assert home.read_env() in (None, b"")
