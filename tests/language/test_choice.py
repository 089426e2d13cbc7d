"""Which language is spoken: `--lang`, then GOENVCTL_LANG, config.toml, LC_ALL, LC_MESSAGES, LANG."""

from __future__ import annotations

import pytest

from goenvctl.language import wanted_language
from tests.home import Home


def spoken(home: Home, *args: str, config: str = "", **env: str) -> str:
    """The language in which `undo` says that there is nothing to undo."""
    if config:
        path = home.path / ".config" / "goenvctl" / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(config)
    said = home.call(*args, "undo", env={"LANG": "", **env}).stderr
    return "en" if said.isascii() else "zh"


@pytest.mark.parametrize(
    ("args", "config", "env", "language"),
    [
        ([], "", {}, "en"),
        ([], "", {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], "", {"LANG": "zh_TW"}, "zh"),
        ([], "", {"LANG": "C"}, "en"),
        ([], "", {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ([], "", {"LC_MESSAGES": "en_US.UTF-8", "LC_ALL": "zh_CN"}, "zh"),
        ([], "", {"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], "", {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ([], 'language = "zh"', {"LC_ALL": "en_US.UTF-8"}, "zh"),
        ([], 'language = "zh"', {"GOENVCTL_LANG": "en"}, "en"),
        ([], "", {"GOENVCTL_LANG": "tlh", "LANG": "zh_CN.UTF-8"}, "zh"),
        (["--lang", "zh"], "", {"GOENVCTL_LANG": "en"}, "zh"),
        (["--lang=en"], 'language = "zh"', {"GOENVCTL_LANG": "zh", "LC_ALL": "zh_CN"}, "en"),
    ],
    ids=str,
)
def test_the_strongest_wins(
    home: Home, args: list[str], config: str, env: dict[str, str], language: str
) -> None:
    """The command line, then GOENVCTL_LANG, the config, and the locale by POSIX's own order."""
    assert spoken(home, *args, config=config, **env) == language


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh", "zh"), ("zh-Hans-CN", "zh"), ("ZH_cn", "zh"), ("zhx", "en"), ("fr_FR", "en"), ("POSIX", "en")],
)
def test_names_of_locales(locale: str, language: str) -> None:
    """The part before the first `_`, `-`, `.` or `@` is the language."""
    assert wanted_language({"LANG": locale}) == language
    assert wanted_language({"LANG": f"{locale}@modifier"}) == language


def test_after_the_command(home: Home) -> None:
    """`--lang` stands before or after the command's name."""
    assert not home.call("undo", "--lang", "zh").stderr.isascii()
    assert not home.call("--lang", "zh", "undo").stderr.isascii()


def test_a_language_that_is_none(home: Home) -> None:
    """Another `--lang` is a usage error, and says which there are; in the config it is the config's fault."""
    wrong = home.call("--lang", "fr", "list")
    assert wrong.code == 2
    assert "'en', 'zh'" in wrong.stderr
    (home.path / ".config" / "goenvctl").mkdir(parents=True)
    (home.path / ".config" / "goenvctl" / "config.toml").write_text('language = "fr"\n')
    wrong = home.call("use", "cn")
    assert (wrong.code, home.read_env()) == (2, None)
    assert "language must be one of en, zh" in wrong.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_where_it_cannot_be_written(home: Home, encoding: str) -> None:
    """On a terminal that has no Chinese characters English is spoken, never a row of escapes."""
    said = home.goenvctl("--lang", "zh", "undo", env={"PYTHONIOENCODING": encoding})
    assert said.stderr.startswith("goenvctl: ")
    assert "\\u" not in said.stderr


def test_codes_are_in_no_language(home: Home) -> None:
    """JSON has the same keys, ids and codes in every language."""
    english = home.call("undo", "--json").json["error"]
    chinese = home.call("undo", "--json", "--lang", "zh").json["error"]
    assert set(chinese) == set(english)
    assert chinese["id"] == english["id"]
    assert chinese["message"] != english["message"]


def test_the_command_of_exec_keeps_its_own(home: Home) -> None:
    """What stands behind `--` belongs to the command."""
    ran = home.goenvctl("--lang", "en", "exec", "--", "env", "echo", "--lang", "zh")
    assert ran.code in (0, 127)
    ran = home.goenvctl("exec", "--lang", "en", "--", "sh", "-c", 'echo "$0 $1"', "--lang", "zh")
    assert ran.stdout == "--lang zh\n"
