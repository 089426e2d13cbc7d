"""Start-up is a feature: everyday commands load nothing they do not need."""

from __future__ import annotations

import sys

import pytest

from goenvctl.language import LANGUAGES
from tests.home import Home

HEAVY = ("httpx", "rich", "questionary", "tomlkit", "asyncio", "platformdirs", "publicsuffixlist", "wcwidth")
EVERYDAY: tuple[list[str], ...] = (
    [],
    ["use", "cn"],
    ["use", "offline"],
    ["use", "-"],
    ["list"],
    ["current"],
    ["status"],
    ["env"],
    ["env", "cn"],
    ["history"],
    ["undo"],
    ["undo", "--all"],
)
PROBE = """
import sys
from goenvctl.cli.boundary import run
code = run(sys.argv[1:])
print(code, *sorted(name for name in sys.modules if "." not in name), file=sys.stderr)
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("arguments", EVERYDAY, ids=" ".join)
def test_nothing_heavy_is_imported(home: Home, arguments: list[str], language: str) -> None:
    """use, list, current, status, env, history, undo and the bare name import no library that is only
    needed elsewhere, in any language."""
    home.call("use", "official")
    home.call("use", "aliyun")
    ended = home.spawn([sys.executable, "-c", PROBE, *arguments], {"GOENVCTL_LANG": language})
    code, *modules = ended.stderr.splitlines()[-1].split()
    assert code == "0"
    assert "click" in modules
    assert sorted(set(HEAVY) & set(modules)) == []
