"""What may not stand in a profile: each form is refused with its line, the reason and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.home import Home

BROKEN_KEYS = (
    "gosum.io+ce6e7565+AY5qEWH1jVphVAwUkSiGFpdBJE5uQ9IXN6iSs6YxM44=",
    "gosum.io+ce6e7565+AY5qEHUk/qmHcNdeHHqzjO/sDafEGfLlVX0w9//0Sg==",
)
SOUND_KEY = "gosum.io+ce6e7565+AY5qEHUk/qmHc5btzW45JVoENfazw8LielDsaI+lEbq6"
WRONG_HASH = "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"

# what stands in the file -> the id of the error, a word of its message, a word of the remedy
GOPROXY = {
    "": ("goproxy-invalid", "no entries", "https://"),
    " , ": ("goproxy-invalid", "no entries", "https://"),
    "goproxy": ("goproxy-invalid", "without a scheme in goproxy", "https://"),
    "OFF": ("goproxy-invalid", "without a scheme in OFF", "off"),
    "/srv/go": ("goproxy-invalid", "/srv/go", "file:///path"),
    "ftp://mirror.example": ("goproxy-invalid", "scheme must be", "https://"),
    "https://a.example,socks5://b.example": ("goproxy-invalid", "socks5://b.example", "https://"),
    "https://h:port": ("goproxy-invalid", "invalid port", "https://"),
    "http://[::1": ("goproxy-invalid", "missing ']'", "https://"),
    "file://host/srv": ("goproxy-invalid", "file://", "file:///path"),
    "https://a.example https://b.example": ("goproxy-invalid", "invalid character", "https://"),
    "https://a.example;direct": ("goproxy-bad-host", "';'", "join entries with `|`"),
    "https://": ("goproxy-no-host", "no host", "https://host/path"),
    "https:///path": ("goproxy-no-host", "no host", "https://host/path"),
    "http:/x": ("goproxy-no-host", "no host", "https://host/path"),
    "https://:443/x": ("goproxy-no-host", "no host", "https://host/path"),
    "direct,https://a.example": ("goproxy-ignored", "never looks at https://a.example", "put direct last"),
    "https://a.example,off|direct": ("goproxy-ignored", "never looks at direct", "put off last"),
    "https://user:secret@a.example": ("goproxy-credentials", "credentials", "netrc"),
    "https://a.example|user@b.example/x": ("goproxy-credentials", "credentials", "GOAUTH"),
    "https://a.example?token=abc": ("goproxy-credentials", "credentials", "netrc"),
    "https://a\u0430.example": ("bad-characters", "non-ASCII", "plain ASCII"),
    "https://a.example\\n": ("bad-characters", "control", "again"),
    "https://a.example\\u200b": ("bad-characters", "non-ASCII", "again"),
}
RETIRED = {
    "https://gocenter.io": "https://goproxy.cn",
    "https://athens.azurefd.net": "https://goproxy.cn",
    "https://gonexus.dev": "https://goproxy.cn",
    "https://goproxy.baidu.com/": "https://goproxy.cn",
    "https://goproxy.bj.bcebos.com/": "https://goproxy.cn",
    "https://proxy.golang.com.cn,direct": "https://goproxy.io",
    "https://mirrors.huaweicloud.com/goproxy/": "https://repo.huaweicloud.com/repository/goproxy/",
    "https://goproxy.huaweicloud.com": "https://repo.huaweicloud.com/repository/goproxy/",
    "https://goproxy.qiniu.com": "https://goproxy.cn",
    "https://goproxy.ustc.edu.cn": "https://goproxy.cn",
    "https://mirrors.ustc.edu.cn/goproxy": "https://goproxy.cn",
    "https://mirrors.tuna.tsinghua.edu.cn/goproxy/": "https://goproxy.cn",
    "GOCENTER.IO": "https://goproxy.cn",  # however it is spelt
    "https://gocenter.io.:443/": "https://goproxy.cn",
    "https://a.example|https://gocenter.io,direct": "https://goproxy.cn",
}
GOSUMDB = {
    **dict.fromkeys(BROKEN_KEYS, ("sumdb-retired", "gosum.io", "write sum.golang.google.cn")),
    SOUND_KEY: ("sumdb-retired", "2023-12-09", "write sum.golang.google.cn"),
    "gosum.io": ("sumdb-retired", "2023-12-09", "write sum.golang.google.cn"),
    "gosum.io https://gosum.io": ("sumdb-retired", "2023-12-09", "write sum.golang.google.cn"),
    "": ("sumdb-invalid", "empty", "write sum.golang.org"),
    "OFF": ("sumdb-invalid", "'OFF'", "off"),
    "private": ("sumdb-invalid", "'private'", "verifier key"),
    "https://sum.golang.org": ("sumdb-invalid", "https://sum.golang.org", "write sum.golang.org"),
    "goproxy.cn/sumdb/sum.golang.org": ("sumdb-invalid", "goproxy.cn", "write sum.golang.org"),
    "sum.golang.org,gosum.io": ("sumdb-invalid", "sum.golang.org,gosum.io", "write sum.golang.org"),
    "sum.golang.google.cn https://sum.golang.google.cn": (
        "sumdb-invalid",
        "google.cn",
        "sum.golang.google.cn",
    ),
    "sum.golang.org https://a.example more": ("sumdb-invalid", "more than a key and an address", "write"),
    "sum.golang.org ftp://a.example": ("sumdb-invalid", "scheme", "write"),
    WRONG_HASH: ("sumdb-invalid", "hash", "write"),
    WRONG_HASH[:40]: ("sumdb-invalid", "Go refuses it", "write"),
    "sum.golang.org https://user:pw@a.example": ("sumdb-credentials", "credentials", "netrc"),
}
PATTERN = {
    "git.corp.example,[a": ("pattern-malformed", "[a", "bracket"),
    "git.corp.example, git.other.example": ("pattern-blank", "' git.other.example'", "`,` alone"),
    "git.corp.example git.other.example": ("pattern-blank", "blank", "`,` alone"),
    "https://git.corp.example": ("pattern-scheme", "scheme", "write git.corp.example"),
    "git.corp.example:8443": ("pattern-port", "port", "write git.corp.example"),
    "git.corp.example:8443/x": ("pattern-port", "port", "write git.corp.example/x"),
    "*": ("pattern-everything", "matches every module path", "your own hosts"),
    "*/*": ("pattern-everything", "matches every module path", "your own hosts"),
    "*.*": ("pattern-everything", "matches every module path", "your own hosts"),
    "com": ("pattern-public-suffix", "public suffix", "below it"),
    "*.com": ("pattern-public-suffix", "public suffix", "below it"),
    "co.uk": ("pattern-public-suffix", "public suffix", "below it"),
    "*.github.io": ("pattern-public-suffix", "public suffix", "below it"),
    "golang.org": ("pattern-toolchain", "golang.org/toolchain", "golang.org out"),
    "g*.org/*": ("pattern-toolchain", "golang.org/toolchain", "golang.org out"),
    "github.com": ("pattern-control", "github.com/pkg/errors", "github.com/your-org"),
    "github.com/*": ("pattern-control", "github.com/pkg/errors", "github.com/your-org"),
    "github.com/pkg": ("pattern-control", "github.com/pkg/errors", "github.com/your-org"),
    "{a,b}.corp.example": ("pattern-never", "'{'", "`{}`"),
    "!git.corp.example": ("pattern-never", "'!'", "`!`"),
}
GOTOOLCHAIN = {
    "bogus": ("toolchain-invalid", "stop every go command", "go1.X.Y"),
    "1.27.3": ("toolchain-invalid", "stop every go command", "go1.X.Y"),
    "go1.27.3+local": ("toolchain-invalid", "stop every go command", "go1.X.Y"),
    " local": ("toolchain-invalid", "stop every go command", "local"),
    "Auto": ("toolchain-invalid", "stop every go command", "auto"),
    "go1.22": ("toolchain-language", "version of the language", "write go1.22.0"),
}
VALUES = {
    **{("GOPROXY", value): why for value, why in GOPROXY.items()},
    **{("GOPROXY", value): ("mirror-retired", "is retired", f"write {to}") for value, to in RETIRED.items()},
    **{("GOSUMDB", value): why for value, why in GOSUMDB.items()},
    **{("GOPRIVATE", value): why for value, why in PATTERN.items()},
    ("GONOPROXY", "*"): PATTERN["*"],
    ("GONOSUMDB", "*"): PATTERN["*"],
    ("GOINSECURE", "github.com"): PATTERN["github.com"],
    **{("GOTOOLCHAIN", value): why for value, why in GOTOOLCHAIN.items()},
    ("GO111MODULE", "yes"): ("go111module-invalid", "'yes'", "on, off or auto"),
    ("GOAUTH", "off; netrc"): ("goauth-invalid", "alone", "off"),
    ("GOVCS", "public"): ("govcs-invalid", "'public'", "pattern:vcs"),
}
TEXTS = {
    'colour = "red"\n': ("profile-schema", "unknown key colour", "known are", 2),
    'GOPROXY = "off"\n': ("profile-schema", "unknown key GOPROXY", "under [go]", 2),
    '[go]\nGOFLAGS = "-mod=mod"\n': ("profile-schema", "GOFLAGS", "GOPROXY", 3),
    '[go]\nGOPROXY = 1\n': ("profile-schema", "GOPROXY must be a text", 'GOPROXY = "…"', 3),
    'unset = ["PATH"]\n': ("profile-schema", "PATH", "GOPROXY", 2),
    'unset = ["GOPROXY"]\n[go]\nGOPROXY = "off"\n': ("profile-schema", "both set and unset", "keep one", 2),
    'aliases = ["No"]\n': ("profile-schema", "'No'", "a-z", 2),
    'trust = "some"\n': ("profile-schema", "'some'", '"private"', 2),
    'control = ["github.com/pkg/errors"]\n': ("bad-control", "no version", "module@v1.2.3", 2),
    '[go]\nGOPROXY = "off\n': ("profile-syntax", "not valid TOML", "double quotes", 3),
    '[go]\nGOPROXY = off\n': ("profile-syntax", "not valid TOML", "double quotes", 3),
    'schema = "1"\n': ("profile-schema", "schema must be the number 1", "schema = 1", 2),
    "schema = 2\n": ("profile-newer-schema", "newer goenvctl (schema 2", "upgrade", 2),
}  # fmt: skip
PUBLIC_MIRRORS = (
    "https://goproxy.cn", "https://goproxy.io,direct", "https://mirrors.aliyun.com/goproxy/",
    "mirrors.tencent.com/go", "https://repo.huaweicloud.com/repository/goproxy/", "https://proxy.corp.example|https://GOPROXY.cn:443/",
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without a go, with settings and a history that must not change."""
    home = Home(tmp_path / "home", None)
    home.write_env(b"# mine\nGOPRIVATE=mine.example\n")
    assert home.call("use", "official").code == 0
    return home


def refused(home: Home, path: Path, id: str, word: str, remedy: str, line: int | None) -> None:
    """`use` and `validate` say the same of the profile `bad`, and nothing is written."""
    before, log = home.read_env(), home.call("history", "--json").stdout
    error = home.call("use", "bad", "--json")
    assert error.code == 2, error
    body = error.json["error"]
    assert body["id"] == id
    assert word in body["message"]
    assert remedy in body["hint"]
    assert [(one["id"], one["path"], one["line"]) for one in body["problems"]] == [(id, str(path), line)]
    text = home.call("use", "bad")
    assert (text.code, text.stdout) == (2, "")
    assert f"{path}:{line}: " in text.stderr
    assert remedy in text.stderr
    judged = home.call("profile", "validate", "bad", "--json")
    assert judged.code == 2
    assert judged.json["valid"] is False
    assert judged.json["problems"] == body["problems"]
    assert (home.read_env(), home.call("history", "--json").stdout) == (before, log)


@pytest.mark.parametrize(("name", "value"), VALUES, ids=repr)
def test_value(home: Home, name: str, value: str) -> None:
    """A value that Go would refuse, ignore or misread, or that gives away what is private, is refused."""
    path = home.write_profile("bad", f'summary = "x"\n\n[go]\n# why\n{name} = "{value}"\n')
    refused(home, path, *VALUES[name, value], 5)


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_text(home: Home, text: str) -> None:
    """A file that is no profile is refused with the line that makes it none."""
    *why, line = TEXTS[text]
    path = home.write_profile("bad", f"# {'-' * 9}\n{text}")
    refused(home, path, str(why[0]), str(why[1]), str(why[2]), int(line))


@pytest.mark.parametrize("goproxy", PUBLIC_MIRRORS)
def test_private_trust_in_a_public_mirror(home: Home, goproxy: str) -> None:
    """No public mirror of the catalogue is trusted with private modules."""
    path = home.write_profile("bad", f'trust = "private"\n[go]\nGOPROXY = "{goproxy}"\n')
    refused(home, path, "mirror-public", "public mirror", 'trust = "public"', 3)


@pytest.mark.parametrize("command", ["git /srv/repository", "my-helper --now", "netrc; my-helper"])
def test_goauth_of_the_site(home: Home, command: str) -> None:
    """A GOAUTH that runs a command is the user's to set, not the site's nor a file's from elsewhere."""
    folder = home.path / "site" / "goenvctl" / "profiles"
    folder.mkdir(parents=True)
    home.environ["XDG_CONFIG_DIRS"] = str(home.path / "site")
    path = folder / "bad.toml"
    path.write_text(f'[go]\nGOAUTH = "{command}"\n')
    refused(home, path, "goauth-command", "command that runs on this machine", "off or netrc", 2)
    elsewhere = home.work / "other.toml"
    elsewhere.write_text(path.read_text())
    assert home.call("profile", "validate", str(elsewhere)).code == 2
    path.write_text('[go]\nGOAUTH = "netrc"\n')
    assert home.call("profile", "validate", "bad").code == 0


@pytest.mark.parametrize("by", ["name", "path"])
def test_goauth_of_the_users_own(home: Home, by: str) -> None:
    """The user's own profile may name a command, by whichever way one asks about it."""
    path = home.write_profile("own", '[go]\nGOAUTH = "my-helper --now"\n')
    assert home.call("profile", "validate", "own" if by == "name" else str(path)).code == 0
    assert home.call("use", "own").code == 0


def test_every_fault_is_named(home: Home) -> None:
    """A profile with several faults is refused with all of them, each with its line."""
    path = home.write_profile("bad", '[go]\nGOPROXY = "ftp://a"\nGOSUMDB = "gosum.io"\nGOPRIVATE = "*"\n')
    problems = home.call("use", "bad", "--json").json["error"]["problems"]
    assert [(one["id"], one["path"], one["line"]) for one in problems] == [
        ("goproxy-invalid", str(path), 2),
        ("sumdb-retired", str(path), 3),
        ("pattern-everything", str(path), 4),
    ]


@pytest.mark.parametrize(
    "line",
    [
        'GOPROXY = "http://proxy.corp.example:8080|goproxy.cn,file:///srv/go,off"',
        'GOPROXY = "https://mirrors.huaweicloud.com/repository/goproxy/,direct"',
        'GOSUMDB = "sum.golang.org https://goproxy.cn/sumdb/sum.golang.org"',
        f'GOSUMDB = "{WRONG_HASH.replace("033de0af", "033de0ae")} https://sum.golang.google.cn"',
        'GOSUMDB = "off"',
        'GOPRIVATE = "*.corp.example,git.corp.example/team-[a-c]*,github.com/acme/"',
        'GONOSUMDB = "none"',
        'GOTOOLCHAIN = "go1.27.3+auto"',
        'GOTOOLCHAIN = "go1.20"',
    ],
)
def test_what_is_odd_but_right_is_allowed(home: Home, line: str) -> None:
    """Nothing is refused that Go takes and that gives nothing away."""
    home.write_profile("good", f"[go]\n{line}\n")
    assert home.call("profile", "validate", "good").code == 0
