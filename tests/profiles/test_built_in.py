"""The profiles and the catalogue that are shipped, value by value."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest

from tests.home import Home
from tests.toolchains import NEWEST

FOLDER = Path(__file__).parent.parent.parent / "profiles"
CATALOGUE = tomllib.loads((FOLDER / "catalogue" / "mirrors.toml").read_text())
GO_ENV = dict(
    line.split("=", 1) for line in (NEWEST.goroot / "go.env").read_text().splitlines() if line[:2] == "GO"
)

# name -> aliases, [go]
PROFILES: dict[str, tuple[str, dict[str, str]]] = {
    "cn": (
        "china domestic mainland",
        {
            "GOPROXY": "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct",
            "GOSUMDB": "sum.golang.google.cn",
        },
    ),
    "official": ("google global upstream", {"GOPROXY": GO_ENV["GOPROXY"], "GOSUMDB": GO_ENV["GOSUMDB"]}),
    "default": ("reset unset", {}),
    "goproxy-cn": (
        "goproxy.cn qiniu proxy-cn",
        {"GOPROXY": "https://goproxy.cn,direct", "GOSUMDB": "sum.golang.org"},
    ),
    "goproxy-io": (
        "goproxy.io proxy-io",
        {"GOPROXY": "https://goproxy.io,direct", "GOSUMDB": "sum.golang.google.cn"},
    ),
    "aliyun": (
        "ali alibaba",
        {"GOPROXY": "https://mirrors.aliyun.com/goproxy/,direct", "GOSUMDB": "sum.golang.google.cn"},
    ),
    "tencent": (
        "qcloud tx",
        {"GOPROXY": "https://mirrors.tencent.com/go/,direct", "GOSUMDB": "sum.golang.google.cn"},
    ),
    "huawei": (
        "huaweicloud hwcloud",
        {
            "GOPROXY": "https://repo.huaweicloud.com/repository/goproxy/,direct",
            "GOSUMDB": "sum.golang.google.cn",
        },
    ),
    "direct": ("", {"GOPROXY": "direct", "GOSUMDB": "sum.golang.org"}),
    "offline": ("airgap off", {"GOPROXY": "off", "GOTOOLCHAIN": "local", "GONOPROXY": "none"}),
    "corporate": (
        "company enterprise athens nexus artifactory",
        {
            "GOPROXY": "{proxy}",
            "GOSUMDB": "{sumdb}",
            "GOPRIVATE": "{patterns}",
            "GONOPROXY": "none",
            "GONOSUMDB": "{patterns}",
        },
    ),
    "corporate-direct": ("", {"GOPROXY": "{proxy}", "GOSUMDB": "{sumdb}", "GOPRIVATE": "{patterns}"}),
}


def read(name: str) -> dict[str, object]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def test_complete() -> None:
    """These are all, and no name or alias stands twice."""
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted(PROFILES)
    words = [word for name, (aliases, _) in PROFILES.items() for word in (name, *aliases.split())]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("name", PROFILES)
def test_profile(name: str) -> None:
    """Aliases, values, trust and blanks are these; each says why in a comment and what it is in a line."""
    aliases, values = PROFILES[name]
    data = read(name)
    assert data.get("aliases", []) == aliases.split()
    assert data.get("go", {}) == values
    assert data.get("unset", []) == (["GOPROXY", "GOSUMDB"] if name == "default" else [])
    assert data.get("trust", "public") == ("private" if name == "corporate" else "public")
    params = data.get("params", {})
    assert isinstance(params, dict)
    assert set(params) == ({"proxy", "patterns", "sumdb"} if name.startswith("corporate") else set())
    assert data["summary"]
    assert any(line.startswith("# ") for line in (FOLDER / f"{name}.toml").read_text().splitlines())


@pytest.mark.parametrize("name", PROFILES)
def test_fallback_is_no_weaker(name: str) -> None:
    """A fallback is a profile that exists, of the same trust, without a `direct` that was not there."""
    fallback = read(name).get("fallback", [])
    assert isinstance(fallback, list)
    for other in fallback:
        assert read(other).get("trust", "public") == read(name).get("trust", "public")
        assert "direct" in PROFILES[name][1]["GOPROXY"] or "direct" not in PROFILES[other][1]["GOPROXY"]


@pytest.mark.parametrize("name", [name for name in PROFILES if not name.startswith("corporate")])
def test_what_you_read_is_what_is_written(tmp_path: Path, name: str) -> None:
    """`use` in an empty home writes exactly the profile's values, and the real go reads them."""
    home = Home(tmp_path / "home")
    assert home.call("use", name).code == 0
    lines = (home.read_env() or b"").decode().splitlines()
    values = PROFILES[name][1]
    assert dict(line.split("=", 1) for line in lines) == values
    found = home.go_env("GOPROXY", "GOSUMDB")
    assert found == {**{variable: GO_ENV[variable] for variable in found}, **values} or name == "offline"
    assert found["GOSUMDB"] != "off"


def test_every_alias_finds_its_profile(tmp_path: Path) -> None:
    """`profile show` of each name and alias shows the profile."""
    home = Home(tmp_path / "home", None)
    for name, (aliases, _) in PROFILES.items():
        for word in (name, *aliases.split()):
            assert home.call("profile", "show", word, "--json").json["name"] == name
    assert home.call("profile", "validate").code == 0


def test_catalogue_is_dated() -> None:
    """The catalogue says of which day its facts are, and when each live mirror was last seen so."""
    assert isinstance(CATALOGUE["date"], datetime.date)
    assert CATALOGUE["date"] >= datetime.date(2026, 11, 20)
    assert "github.com/pkg/errors@v0.9.1" in CATALOGUE["control"]
    for mirror in CATALOGUE["mirror"]:
        assert mirror["status"] in ("alive", "unknown")
        assert ("seen" in mirror) == (mirror["status"] == "alive")


def test_mirrors_of_the_profiles_are_in_the_catalogue() -> None:
    """Every mirror that a shipped profile names is known as public."""
    prefixes = [mirror["prefix"] for mirror in CATALOGUE["mirror"]]
    for _, values in PROFILES.values():
        for entry in values.get("GOPROXY", "").replace("|", ",").split(","):
            if entry.startswith("https://"):
                assert any(entry.removeprefix("https://").startswith(prefix) for prefix in prefixes), entry


def test_retired_ones_are_replaced_by_live_ones() -> None:
    """Each retired mirror and database says why, and what to write instead, which is alive."""
    retired = [one["prefix"] for one in CATALOGUE["retired"] + CATALOGUE["retired_database"]]
    assert sorted(retired) == sorted(
        """gocenter.io athens.azurefd.net gonexus.dev goproxy.baidu.com goproxy.bj.bcebos.com
        proxy.golang.com.cn
        mirrors.huaweicloud.com/goproxy goproxy.huaweicloud.com goproxy.qiniu.com goproxy.ustc.edu.cn
        mirrors.ustc.edu.cn/goproxy mirrors.tuna.tsinghua.edu.cn/goproxy gosum.io""".split()
    )
    alive = {mirror["prefix"] for mirror in CATALOGUE["mirror"] if mirror["status"] == "alive"}
    for one in CATALOGUE["retired"]:
        assert one["why"]
        assert one["replacement"].removeprefix("https://").rstrip("/") in alive
    assert [one["replacement"] for one in CATALOGUE["retired_database"]] == ["sum.golang.google.cn"]
