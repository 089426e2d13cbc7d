"""What people do with go, and in which surroundings: each works as it is, or fails as it should."""

from __future__ import annotations

from tests.relay.pair import Pairs, Scene
from tests.relay.places import LOGIN
from tests.relay.stock import CLONED, PSEUDO, UNLISTED
from tests.toolchains import ALL, NEWEST
from tests.web.scenarios import says

MAIN = "module example.com/main\n\ngo 1.21\n"
GIT = '[url "file://{repositories}/"]\n\tinsteadOf = https://github.com/\n'
CORP = "corp.example.com"
SECRET = f"{CORP}/team/secret"


def _work(**files: str) -> Pairs:
    """Files of the working folder: `go_mod` is go.mod, `x__y` is x/y."""
    return tuple((f"work/{name.replace('__', '/').replace('_', '.')}", text) for name, text in files.items())


MODULE = _work(go_mod=MAIN)
IMPORTING = _work(go_mod=MAIN, main_go='package lib\n\nimport _ "example.com/b"\n')
REQUIRING = _work(go_mod=f"{MAIN}\nrequire example.com/a v1.0.0\n\nrequire example.com/b v1.0.0\n")
USES_GIT: Pairs = ((".gitconfig", GIT),)
ALL_OF = (
    "go mod download -json example.com/a@v1.0.0 example.com/b@v1.0.0 example.com/Big/Lib@v2.0.0+incompatible"
)
GET = "go get example.com/b@latest"
NEWER = "go get example.com/a@latest"
CLONE = f"go mod download {CLONED.path}@{CLONED.version}"
FETCH = "go mod download example.com/a@v1.0.0"
VENDORED = (
    *REQUIRING,
    *_work(
        main_go='package lib\n\nimport _ "example.com/b"\n',
        vendor__modules_txt="# example.com/a v1.0.0\n## explicit; go 1.21\nexample.com/a\n"
        "# example.com/b v1.0.0\n## explicit; go 1.21\nexample.com/b\n",
        vendor__example_com__a__a_go="package a\n",
        vendor__example_com__b__b_go='package b\n\nimport _ "example.com/a"\n',
    ),
)
WORKSPACE = _work(
    go_work="go 1.21\n\nuse ./one\n\nuse ./two\n",
    one__go_mod="module example.com/one\n\ngo 1.21\n\nrequire example.com/b v1.0.0\n",
    one__one_go='package one\n\nimport _ "example.com/b"\n',
    two__go_mod="module example.com/two\n\ngo 1.21\n\nrequire example.com/a v1.1.0\n",
    two__two_go='package two\n\nimport _ "example.com/a"\n',
)
MODERN: Pairs = (("GOTOOLCHAIN", "auto"),)
TOMORROW = _work(go_mod="module example.com/main\n\ngo 1.99.0\n")

VERBS = [
    Scene("go mod download of three", ALL_OF),
    Scene("go get of the latest", GET, files=MODULE),
    Scene("go get of a branch", "go get example.com/a@main", files=MODULE),
    Scene("go get of a pseudo-version", f"go get example.com/a@{PSEUDO}", files=MODULE),
    Scene("go get of a range", "go get 'example.com/a@<v1.1.0'", files=MODULE),
    Scene("go get of a module without tags", f"go get {UNLISTED.path}", files=MODULE),
    Scene("go get of a package of it", "go get example.com/b/nowhere", files=MODULE, code=1),
    Scene("go get of nothing there is", "go get example.com/nobody@latest", files=MODULE, code=1),
    Scene("go get of a version there is not", "go get example.com/a@v9.9.9", files=MODULE, code=1),
    Scene("go mod tidy", "go mod tidy; go mod verify; go build ./...", files=IMPORTING),
    Scene("go get -u", "go get -u ./...", files=(*REQUIRING, IMPORTING[1])),
    Scene("the versions", "go list -m -versions example.com/a"),
    Scene("the updates", "go list -m -u -mod=mod all", files=REQUIRING),
    Scene("the latest", "go list -m -json example.com/a@latest"),
    Scene("download for a go.mod", "go mod download; go mod graph", files=REQUIRING),
    Scene("a toolchain", "go version; go mod tidy", files=TOMORROW, environ=MODERN),
    Scene("a workspace", "go work sync; go mod download; go list -m all", files=WORKSPACE),
    Scene(
        "vendored",
        "go list -deps ./...; go build ./...",
        files=VENDORED,
        environ=(("GOFLAGS", "-mod=vendor"),),
        goproxy="{dead}",
    ),
    Scene(
        "vendored, and a query",
        "go list -m -versions example.com/a",
        files=VENDORED,
        environ=(("GOFLAGS", "-mod=vendor"),),
        code=1,
    ),
]
LISTS = [
    Scene(f"{goproxy!r}: {script}", script, goproxy, files=(*files, *USES_GIT), code=code)
    for script, files, goproxy, code in [
        (GET, MODULE, "{a}|{b}", 0),
        (GET, MODULE, "{a},{b},direct", 0),
        (GET, MODULE, "{none},{b}", 0),
        (GET, MODULE, "{none}|{b}|direct", 0),
        (GET, MODULE, "{half}|{b}", 0),
        (NEWER, MODULE, "{half}|{b}", 0),
        (NEWER, MODULE, "{half},{b}", 0),
        (NEWER, MODULE, "{dead}|{half}|{b}", 0),
        (GET, MODULE, "{none}", 1),
        (GET, MODULE, " {a} | {b} ,\tdirect ", 0),
        (GET, MODULE, "{a}/,,|{b}//", 0),
        (GET, MODULE, "{dead},{a}", 1),
        (GET, MODULE, "{a.500:},{b}", 1),
        (GET, MODULE, "file://{tree}", 0),
        (GET, MODULE, "file://{tree}|{a}", 0),
        (GET, MODULE, "{none},file://{tree},off", 0),
        (GET, MODULE, "off", 1),
        (GET, MODULE, "{a},off", 0),
        (GET, MODULE, "{none},off", 1),
        (GET, MODULE, "off,{a}", 1),
        (GET, MODULE, "{redirect}", 0),
        (GET, MODULE, "{keyed}", 0),
        (GET, MODULE, "{keyed}|{a}", 0),
        (GET, MODULE, "{tls}", 0),
        (GET, MODULE, "{tls_place}", 0),
        (GET, MODULE, "{tls_place}|{a}", 0),
        (GET, MODULE, "{a}#fragment", 0),
        (GET, MODULE, "ftp://127.0.0.1", 1),
        (GET, MODULE, "{a},ftp://127.0.0.1", 1),
        (GET, MODULE, "{a}|nonsense|{b}", 1),
        (GET, MODULE, " , ", 1),
        (GET, MODULE, "{a},direct,nonsense", 0),
        (CLONE, (), "direct", 0),
        (CLONE, (), "{a},direct", 0),
        (CLONE, (), "{dead}|direct", 0),
        (CLONE, (), "{a},off|direct", 1),
        (CLONE, (), "{a}|{b}", 1),
    ]
]
DATABASES = [
    Scene("GOSUMDB asked for at the mirror", FETCH, "{a}", gosumdb="{key}"),
    Scene("GOSUMDB asked for at two", FETCH, "{none},{b}|{a}", gosumdb="{key}"),
    Scene("GOSUMDB at a mirror", FETCH, "{a}", gosumdb="{key} {a}/sumdb/localhost"),
    Scene("GOSUMDB nowhere", FETCH, "{a.404:@v1.0.0}", gosumdb="{key} {dead}", code=1),
    Scene("GOSUMDB that refuses, not at the mirror", FETCH, "{a.404:/supported}", gosumdb="{key}", code=1),
    Scene("GOSUMDB that is no key", FETCH, "{a}", gosumdb="nonsense", code=1),
    Scene("GOSUMDB=off", FETCH, "{a}", gosumdb="off"),
    Scene("GONOSUMDB", FETCH, "{a}", gosumdb="{key} {dead}", environ=(("GONOSUMDB", "example.com"),)),
]
HELPER = says(LOGIN, "{login_place}")
LOGINS = [
    Scene(
        "a login of netrc",
        FETCH,
        "{login}",
        files=((".netrc", "machine {login_place} login joe password hush\n"),),
    ),
    Scene(
        "a login of NETRC, the second mirror",
        FETCH,
        "{dead}|{login}",
        files=(("net rc", "machine {login_place} login joe password hush\n"),),
        environ=(("NETRC", "{home}/net rc"),),
    ),
    Scene(
        "a login of GOAUTH",
        FETCH,
        "{login}",
        files=(("bin/helper", f"#!/bin/sh\n{HELPER}\n"),),
        environ=(("GOAUTH", "{bin}/helper"),),
    ),
    Scene(
        "a login of GOAUTH in the env file, after a refusal",
        FETCH,
        "{login}|{a}",
        files=(
            ("bin/helper", f"#!/bin/sh\n[ $# = 1 ] && {HELPER}\n"),
            (".config/go/env", "GOAUTH=netrc; helper\n"),
        ),
    ),
    Scene("a login in the URL", FETCH, "https://joe:hush@{login_place}"),
    Scene("a wrong login in the URL", FETCH, "https://joe:guess@{login_place}", code=1),
    Scene("a login in the URL in the clear", FETCH, "http://joe:hush@127.0.0.1:1,{a}", code=1),
    Scene("a login in the URL in the clear, and another mirror", FETCH, "http://joe:hush@127.0.0.1:1|{a}"),
    Scene("no login", FETCH, "{login},{a}", code=1),
    Scene("no login, and another mirror", FETCH, "{login}|{a}"),
]
PROXIES = [
    Scene("an HTTP proxy", FETCH, "http://mirror.test", environ=(("HTTP_PROXY", "http://{proxy}"),)),
    Scene("an HTTPS proxy", FETCH, "https://mirror.test", environ=(("HTTPS_PROXY", "http://{proxy}"),)),
    Scene(
        "a proxy of lower case, and a direct mirror",
        FETCH,
        "http://mirror.test|{a}",
        environ=(("http_proxy", "{proxy}"), ("no_proxy", "example.com"), ("HTTP_PROXY", "")),
    ),
]
BY_HAND = (
    ".config/go/env",
    f"GOPROXY={{a}}\nGOPRIVATE={CORP}\nGONOPROXY=none\nGONOSUMDB={CORP}\nGOSUMDB={{key}} {{database}}\n",
)
SPLIT = (
    ".config/go/env",
    "GOPROXY={a},direct\nGOPRIVATE=github.com/acme\nGOSUMDB={key}\nGOFLAGS=-modcacherw\n",
)
PROFILE = (
    ".config/goenvctl/profiles/corp.toml",
    f'trust = "private"\n[go]\nGOPROXY = "{{a}}"\nGOPRIVATE = "{CORP}"\nGONOPROXY = "none"\n'
    f'GONOSUMDB = "{CORP}"\nGOSUMDB = "{{key}}"\n',
)
PUBLIC = (
    ".config/goenvctl/profiles/home.toml",
    '[go]\nGOPROXY = "{b}|{a},direct"\nGOSUMDB = "{key} {database}"\n',
)
BOTH_KINDS = f"go mod download {SECRET}@v1.0.0 example.com/a@v1.0.0; go get {SECRET}@latest"
CORPORATE = [
    Scene("a corporate set-up by hand", BOTH_KINDS, "", (*MODULE, BY_HAND), gosumdb=""),
    Scene("private modules from version control", f"{CLONE}; {FETCH}", "", (*USES_GIT, SPLIT), gosumdb=""),
    Scene("exec of a private profile", BOTH_KINDS, "", (*MODULE, PROFILE), gosumdb="", profile="corp"),
    Scene(
        "a private profile over a set-up by hand",
        BOTH_KINDS,
        "",
        (*MODULE, PROFILE, BY_HAND),
        gosumdb="",
        profile="corp",
    ),
    Scene("exec of a public profile", GET, "", (*MODULE, PUBLIC), gosumdb="", profile="home"),
    Scene(
        "a public profile over a set-up by hand",
        f"{FETCH}; go mod download {SECRET}@v1.0.0",
        "",
        (BY_HAND, PUBLIC),
        gosumdb="",
        profile="home",
        code=1,
    ),
]
COLD = [
    Scene("a cold module", FETCH, "{a.wait5.5:v1.0.0.info}"),
    Scene("a cold zip, alone before a comma", FETCH, "{a.wait6.5:v1.0.0.zip},{b}"),
    Scene("a cold module, not at the other mirror", FETCH, "{a.wait6.5:v1.0.0.info}|{none}"),
    Scene("cold for a minute", FETCH, "{a.wait60:v1.0.0.info}"),
    Scene("a zip that is cold for a minute", FETCH, "{a.wait60:v1.0.0.zip},{b}"),
    Scene("cold for a minute, and unknown elsewhere", FETCH, "{none}|{a.wait60:v1.0.0.info}|{none}"),
]
OLDER = [
    scene._replace(toolchain=toolchain)
    for toolchain in ALL
    if toolchain is not NEWEST
    for scene in (
        VERBS[0],
        VERBS[1],
        VERBS[2],
        VERBS[9],
        VERBS[12],
        VERBS[15],
        LISTS[5],
        LOGINS[0],
        LOGINS[8],
        DATABASES[1],
        CORPORATE[0],
    )
]
WRONG_SUM = ("work/go.sum", f"example.com/a v1.0.0/go.mod h1:{'A' * 43}=\n")
SUB = "go get example.com/m/sub@latest"
_OF_PART = (
    "m/sub/@v/list",
    "m/@v/list",
    "example.com/@v/list",
    "v1.3.0.info",
    "v1.3.0.mod",
    "v1.3.0.zip",
    "/list",
)
_OF_WHOLE = ("m/sub/@v/list", "m/@v/list", "v1.0.0.info", "v1.0.0.mod", "v1.0.0.zip", "/list")
NESTED = [
    *(
        Scene(f"nested: {goproxy}", SUB, goproxy, files=MODULE)
        for one, other in (("{part}", "{whole}"), ("{whole}", "{part}"))
        for goproxy in (f"{one}|{other}", f"{one},{other}", f"{one},{other}|{{a}}", f"{{none}}|{one}|{other}")
    ),
    *(
        Scene(f"nested: {goproxy}", SUB, goproxy, files=MODULE, code=None)
        for tree, other, endings in (("part", "whole", _OF_PART), ("whole", "part", _OF_WHOLE))
        for ending in endings
        for goproxy in (f"{{{tree}.500:{ending}}}|{{{other}}}", f"{{{tree}.drop:{ending}}},{{{other}}}")
    ),
]
_ENDINGS = ("/list", "v1.1.0.info", "v1.1.0.mod", "v1.1.0.zip", "example.com/@v/list")
CHOICES = [
    Scene(f"a choice: {goproxy}", NEWER, goproxy, files=MODULE, code=None)
    for ending in _ENDINGS
    for goproxy in (
        f"{{a.503:{ending}}}|{{half}}",
        f"{{a.503:{ending}}},{{half}}",
        f"{{a.503:{ending}}}|{{half}}|{{b}}",
        f"{{half}}|{{a.503:{ending}}}",
        f"{{none}},{{a.503:{ending}}}|{{half}}",
    )
]
_TELLING = ("{part.500:m/@v/list}|{whole}", "{whole.500:v1.0.0.zip}|{part}", "{a.503:v1.1.0.info}|{half}")
BRANCHES = [
    Scene(f"{script}: {goproxy}", script, goproxy, files=MODULE, code=None)
    for script, ending in (
        ("go get example.com/a@main", "main.info"),
        (f"go get {UNLISTED.path}", "@latest"),
        ("go get example.com/a@latest", "@latest"),
        ("go list -m -versions example.com/a", "/list"),
    )
    for goproxy in (
        f"{{a.500:{ending}}}|{{b}}",
        f"{{a.500:{ending}}}|{{half}}",
        f"{{half}}|{{a.drop:{ending}}}",
    )
]
ODD = [
    Scene("a list that is a web page", NEWER, "{a.html:a/@v/list}", files=MODULE),
    Scene("versions that are a web page", "go list -m -versions example.com/a", "{a.html:/list}"),
    Scene("a go.mod that is a web page, and GOSUMDB=off", FETCH, "{a.html:.mod}", gosumdb="off"),
    Scene("a go.mod that is empty, and GOSUMDB=off", FETCH, "{a.empty:.mod}", gosumdb="off"),
    Scene("an .info without a time", FETCH, "{a.lean:v1.0.0.info}"),
    Scene("a list with dates, blanks and nonsense", "go list -m -versions example.com/a", "{a.lines:/list}"),
    Scene("a mirror that minds a path above", SUB, "{whole.403:example.com/@v/list}", files=MODULE),
    Scene("a toolchain of the second mirror", "go version", "{a.404:.zip},{b}", TOMORROW, MODERN),
    Scene("a toolchain unverified", "go version", "{a}", TOMORROW, MODERN, gosumdb="off", code=1),
    Scene("a toolchain of files unverified", "go version", "file://{tree}", TOMORROW, MODERN, gosumdb="off"),
    Scene("GOENV=off", FETCH, environ=(("GOENV", "off"),)),
    Scene("GO111MODULE=off", "go list std", environ=(("GO111MODULE", "off"),)),
    Scene("a folder for temporary files that is not there", FETCH, environ=(("TMPDIR", "/nowhere"),)),
    Scene("a GOAUTH that Go refuses", FETCH, "{tls}", environ=(("GOAUTH", "netrc;"),), code=1),
    Scene("a GOAUTH that is not there", FETCH, "{tls}", environ=(("GOAUTH", "nobody"),)),
    Scene("a go.sum that is wrong", "go mod download", files=(*REQUIRING, WRONG_SUM), code=1),
    Scene("a profile that is broken", FETCH, files=((".config/goenvctl/profiles/x.toml", "[[["),)),
    Scene("a config that is broken", FETCH, files=((".config/goenvctl/config.toml", "[[["),)),
    Scene("a journal that is broken", FETCH, files=((".local/state/goenvctl/journal.sqlite", "junk" * 999),)),
    Scene("a state folder that is none", FETCH, files=((".local/state/goenvctl", "x"),)),
]
STEADY = [*ODD, *VERBS, *LISTS, *DATABASES, *LOGINS, *PROXIES, *CORPORATE, *COLD, *OLDER, *NESTED[:8]]
FAILING = [*NESTED[8:], *CHOICES, *BRANCHES]
_COMMON = [
    *(VERBS[at] for at in (0, 2, 9, 12, 15)),
    *(LISTS[at] for at in (1, 22, 32)),
    LOGINS[3],
    PROXIES[1],
    CORPORATE[0],
    CORPORATE[2],
    COLD[0],
]
EVERYDAY = [*_COMMON, *(scene for scene in FAILING if scene.goproxy in _TELLING)]
