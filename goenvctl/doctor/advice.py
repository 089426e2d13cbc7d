"""Wrong advice of widely copied articles, recognised by its values, and the answer to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import ERROR, INFO, Finding, about, found_in
from goenvctl.go.environment import Setting
from goenvctl.language import N_, tr


class Advice(NamedTuple):
    """A value that holds this came from an article: what is wrong with it, and what is right."""

    variable: str
    value: re.Pattern[str]
    scale: str
    answer: str
    remedy: str


CN = "goenvctl use cn"
ADVICE = (
    Advice(
        "GOPROXY",
        re.compile(r"//cn-north\.goproxy\.io"),
        ERROR,
        N_("an article invented this host; it never was"),
        CN,
    ),
    Advice(
        "GOPROXY",
        re.compile(r"goproxy\.io/api/v1/proxy"),
        ERROR,
        N_("an article invented this path; goproxy.io is a mirror without it"),
        "goenvctl use goproxy-io",
    ),
    Advice(
        "GOPROXY",
        re.compile(
            r"mirrors\.(?:aliyun\.com|ustc\.edu\.cn)/golang\b|mirrors\.(?:cloud\.)?tencent\.com/golang\b"
        ),
        ERROR,
        N_("these are archives of Go itself, no modules"),
        CN,
    ),
    Advice(
        "GOPROXY",
        re.compile(r"//golang\.google\.cn|//go\.dev/dl"),
        ERROR,
        N_("Go is downloaded there, no modules"),
        CN,
    ),
    Advice(
        "GOPROXY",
        re.compile(
            r"mirrors\.huaweicloud\.com/(?:docker-ce|repository/(?:npm|pypi))|/npm\b|registry\.npmmirror"
        ),
        ERROR,
        N_("that is a mirror of something else than Go modules"),
        "goenvctl use huawei",
    ),
    Advice(
        "GOPROXY",
        re.compile(r"nexus\.example\.com|athens\.example\.com|your-company|yourcompany"),
        ERROR,
        N_("this is the example of an article; of a Nexus the address is https://HOST/repository/NAME/"),
        "goenvctl profile add work --from corporate proxy=… patterns=…",
    ),
    Advice(
        "GOPROXY",
        re.compile(r"//(?:mirrors?|goproxy)\.(?:tuna|sjtug?|cernet|nju|njuer|zju|hit)\."),
        ERROR,
        N_("no university was found to run a mirror of Go modules"),
        CN,
    ),
    # what is wrong with these, checks of their own say; here stands where it comes from
    Advice(
        "GOSUMDB",
        re.compile(r"gosum\.io\+ce6e7565\+(?!AY5qEHUk/qmHc5btzW45JVoENfazw8LielDsaI\+lEbq6)"),
        INFO,
        N_(
            "the key is cut, as two articles print it, and gosum.io was withdrawn in 2023; "
            "neither was ever Go's default"
        ),
        CN,
    ),
    Advice(
        "GOSUMDB",
        re.compile(r"gosum\.io$|gosum\.io "),
        INFO,
        N_("Go knows no such name without its key, and gosum.io was withdrawn in 2023"),
        CN,
    ),
    Advice(
        "GOSUMDB",
        re.compile(r"(?i)(?:private|none|false|disable|direct)$"),
        INFO,
        N_("an article says this word names a database of one's own; Go takes it for a broken key"),
        N_("name private modules: goenvctl private add PATTERN"),
    ),
    Advice(
        "GOSUMDB",
        re.compile(r"off$"),
        INFO,
        N_("articles on Athens, goproxy.io and Nexus advise it; none of them needs it, and toolchains break"),
        N_("GOSUMDB=sum.golang.org, and goenvctl private add PATTERN for modules that are not public"),
    ),
    Advice(
        "GONOSUMDB",
        re.compile(r"\*$"),
        INFO,
        N_(
            "a page of Huawei Cloud advises it; GOSUMDB=sum.golang.google.cn makes that mirror work, verified"
        ),
        N_("goenvctl use huawei, and go env -u GONOSUMDB"),
    ),
)
ARCHIVES_GONE = "mirrors.ustc.edu.cn/golang"


def values(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own("GOPROXY", "GOSUMDB", "GONOSUMDB"):
        for advice in ADVICE:
            if advice.variable == setting.name and _is_meant(advice, setting):
                message = about(setting.name, tr(advice.answer))
                yield found_in(setting, "advice", advice.scale, message, tr(advice.remedy))


def archives(examined: Examined) -> Iterator[Finding]:
    named = examined.host.environ.get("G_MIRROR", "")
    places = [(path, data) for path, data in examined.rc_files.items() if ARCHIVES_GONE.encode() in data]
    message = tr("{mirror} dropped its archives of Go in 2025-12", mirror=ARCHIVES_GONE)
    remedy = tr("https://golang.google.cn/dl/ and https://mirrors.aliyun.com/golang/ have them")
    for path, data in places:
        line = data[: data.index(ARCHIVES_GONE.encode())].count(b"\n") + 1
        yield Finding("archives", INFO, message, remedy, path, line)
    if ARCHIVES_GONE in named and not places:
        yield Finding("archives", INFO, about("G_MIRROR", message), remedy)


def _is_meant(advice: Advice, setting: Setting) -> bool:
    value = setting.value.removesuffix("\r")
    found = advice.value.search if advice.variable == "GOPROXY" else advice.value.match
    return bool(found(value))
