"""The page: it says everything in words, loads nothing, trusts nothing, and fits on a phone."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from goenvctl.output.report import page
from goenvctl.probe.outcome import BROKEN, DEGRADED, HEALTHY, HOSTILE, UNREACHABLE, Outcome
from goenvctl.records import Record, plain_url
from goenvctl.redact import clean
from goenvctl.uptime import SEVERITY, summarize
from goenvctl.web.timings import Timings
from tests.output.browser import Browser, needs_chromium

NOW = 1_800_000_000.0
DAY_S = 86400.0
URLS = (
    "https://goproxy.cn",
    "https://mirrors.aliyun.com/goproxy",
    "https://repo.huaweicloud.com/repository/goproxy",
    "http://goproxy.example.com",
)
QUICK = Timings(0.004, 0.021, 0.033, 0.048, 0.02, 0.13)
OUTCOMES = (
    Outcome(URLS[0], "", "off", "", HEALTHY, timings=QUICK, estimate_s=1.9),
    Outcome(URLS[1], "", "off", "", DEGRADED, "slow", "median 1.2 s", timings=Timings(wait=1.2, total=1.4)),
    Outcome(URLS[2], "", "off", "", HOSTILE, "zip-mismatch", "another zip, twice"),
    Outcome(URLS[3], "", "off", "", UNREACHABLE, "dns", "no such host", timings=Timings(0.5, total=0.5)),
)
VERDICTS = (HEALTHY, DEGRADED, UNREACHABLE, BROKEN, HOSTILE)
VOID = ("meta", "wbr")


def recorded(url: str, every_s: float = 3600.0) -> list[Record]:
    """A day with one of each verdict in turn, and times between 0.1 and 1 s."""
    found = []
    for at in range(1, int(DAY_S / every_s)):
        time, total_s = NOW - DAY_S + at * every_s, 0.1 * (1 + at % 10)
        found.append(Record(time, url, VERDICTS[at % 5], "why", "", "", total_s, None, None, ""))
    return found


def full(text: str = "", verdict: str = BROKEN) -> str:
    """A page with everything on it, `text` in every place that a mirror or a user may fill."""
    url = f"https://x{text}"
    found = Outcome(url, text, text, text, verdict, text, text, text, Timings(total=0.1, wait=0.1))
    records = [record for one in URLS for record in recorded(one)]
    records.append(Record(NOW, plain_url(url), verdict, text, text, text, 0.2, None, None, text))
    return page(summarize(records, NOW, DAY_S), records, [*OUTCOMES, found], NOW, DAY_S)


class Page(HTMLParser):
    """What html.parser reads: elements with their attributes, and the texts by element and class."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[list[tuple[str, dict[str, str]]], str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((list(self.open), data))

    def of(self, wanted: str) -> list[str]:
        """The text of each element of that tag, blanks as one."""
        found: dict[int, str] = {}
        for path, data in self.texts:
            for element in path:
                if element[0] == wanted:
                    found[id(element)] = found.get(id(element), "") + data
        return [" ".join(text.split()) for text in found.values()]

    @property
    def reasons(self) -> list[str]:
        return [text for path, text in self.texts if path and path[-1][1].get("class") == "reason"]

    @property
    def structure(self) -> list[tuple[str, tuple[str, ...]]]:
        """Elements and the names of their attributes, without the places where an address may break."""
        return [(tag, tuple(attributes)) for tag, attributes in self.elements if tag != "wbr"]


def test_the_latest_check() -> None:
    """Rank, mirror, verdict in words, estimate and the times stand in the table, each bar in words too."""
    cells = Page(page([], [], OUTCOMES, NOW, DAY_S)).of("td")
    assert [cells[at : at + 5] for at in range(0, len(cells), 5)] == [
        [
            "1",
            "goproxy.cn",
            "healthy",
            "1.9 s",
            "130 ms dns 4 ms · connect 21 ms · tls 33 ms · wait 48 ms · transfer 20 ms",
        ],
        ["2", "mirrors.aliyun.com/goproxy", "degraded slowmedian 1.2 s", "-", "1.4 s wait 1.2 s"],
        [
            "-",
            "repo.huaweicloud.com/repository/goproxy",
            "hostile zip-mismatchanother zip, twice",
            "-",
            "-",
        ],
        ["-", "http://goproxy.example.com", "unreachable dnsno such host", "-", "500 ms dns 500 ms"],
    ]


def test_the_bars_share_a_scale() -> None:
    """The slowest usable mirror fills its bar; beside it the others are as long as they took."""
    elements = Page(page([], [], OUTCOMES, NOW, DAY_S)).elements
    bars = [
        (attributes["class"], float(attributes["x"]), float(attributes["width"]))
        for tag, attributes in elements
        if tag == "rect"
    ]
    assert bars[:2] == [("dns", 0.0, 0.33), ("connect", 0.33, 1.75)]
    assert bars[5:] == [("wait", 0.0, 100.0), ("dns", 0.0, 41.67)]


@pytest.mark.parametrize(
    ("verdicts", "headline"),
    [
        ("", "No mirror was probed"),
        ("h", "The mirror works"),
        ("b", "The mirror does not work"),
        ("hh", "All 2 mirrors work"),
        ("hb", "1 of 2 mirrors works"),
        ("hhb", "2 of 3 mirrors work"),
        ("bb", "None of 2 mirrors work"),
    ],
)
def test_the_headline(verdicts: str, headline: str) -> None:
    """The first line says how many mirrors work."""
    outcomes = [OUTCOMES[0] if verdict == "h" else OUTCOMES[2] for verdict in verdicts]
    assert Page(page([], [], outcomes, NOW, DAY_S)).of("h1") == [headline]


def test_over_the_period() -> None:
    """Each mirror has its uptime, percentiles and number of probes, and its chart in words."""
    records = recorded(URLS[0])
    found = Page(page(summarize(records, NOW, DAY_S), records, [], NOW, DAY_S))
    assert found.of("h1") == ["The mirror does not work"]
    assert found.of("h2") == ["The last 24 hours"]
    assert found.of("h3") == ["goproxy.cn"]
    assert found.of("dt") == ["Uptime", "Median", "p95", "Probes"]
    assert found.of("dd") == ["39.1%", "200 ms", "700 ms", "23"]
    (said,) = [attributes["aria-label"] for _, attributes in found.elements if "aria-label" in attributes]
    assert said == (
        "Total time: median 200 ms, 95th percentile 700 ms. Slices of the period by their worst verdict: "
        "5 broken, 5 degraded, 4 healthy, 4 hostile, 5 unreachable."
    )
    assert found.of("table") == []


def test_only_the_period() -> None:
    """A record from before the period, or after it, does not even stretch the scale."""
    records = recorded(URLS[0])
    strays = [records[0]._replace(time=time, total_s=90.0) for time in (NOW - DAY_S - 1, NOW + 1)]
    summaries = summarize(records, NOW, DAY_S)
    assert page(summaries, [*records, *strays], [], NOW, DAY_S) == page(summaries, records, [], NOW, DAY_S)


def test_colour_is_never_alone() -> None:
    """Every mark stands beside its word, every bar of the strip has its word in a title."""
    found = Page(full())
    assert set(SEVERITY) <= set(found.of("b"))
    cells = [one for one in found.elements if one[0] == "rect" and "cell" in one[1]["class"]]
    titles = found.of("title")[1:]
    assert len(titles) == len(cells) == 5 * 24
    assert titles[:2] == ["2027-01-14 08:00 UTC: not asked", "2027-01-14 09:00 UTC: degraded"]


def test_nothing_yet() -> None:
    """Without a check and without records the page says so."""
    found = Page(page([], [], [], NOW, DAY_S))
    assert "Nothing was recorded. goenvctl check records what it finds." in found.of("p")


def test_nothing_is_loaded() -> None:
    """The page refers to nothing, runs nothing, and forbids both."""
    text = full()
    found = Page(text)
    names = {name for _, attributes in found.elements for name in attributes}
    assert names & {"src", "href", "srcset", "action", "data", "poster", "background", "style"} == set()
    assert {name for name in names if name.startswith("on")} == set()
    assert {tag for tag, _ in found.elements} & {
        "script",
        "link",
        "iframe",
        "object",
        "img",
        "form",
        "base",
    } == set()
    assert "url(" not in text
    assert "@import" not in text
    assert (
        "meta",
        {
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'",
        },
    ) in found.elements


def test_a_whole_document() -> None:
    """It names its language, its encoding at the very beginning, and the width of the device."""
    text = full()
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n')
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
    assert Page(text).open == []


def test_the_same_again() -> None:
    """The same input gives the same page."""
    assert full() == full()


def test_no_credentials() -> None:
    """Neither an address nor a message shows a credential."""
    url = "https://user:s3cret@goproxy.example.com/x"
    leak = OUTCOMES[1]._replace(url=url, detail=f"GET {url}: see https://x.example.com/?token=s3cret")
    kept = recorded(url)
    shown = page(summarize(kept, NOW, DAY_S), kept, [leak], NOW, DAY_S)
    assert "s3cret" not in shown
    assert "https://x.example.com/?***" in shown


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1))
@example("<script>alert(1)</script>")
@example("'\" onload=alert(1) x='")
@example("</style><img src=//evil.example>")
@example("{{ 7 * 7 }}{% raw %}")
@example("&lt;b&gt;<!--")
@example("\x1b[2J\u202e\0\udcff\u2028<")
def test_any_text(text: str) -> None:
    """No text that a mirror or a user may fill in becomes an element or an attribute; it is shown."""
    assume(text not in SEVERITY)
    found = Page(full(text, text))
    assert found.structure == HARMLESS.structure
    assert found.reasons.count(clean(text)) == 2


HARMLESS = Page(full("x", "x"))


def test_however_much_was_recorded() -> None:
    """A page does not grow with the records, and a long message is cut."""
    endless = OUTCOMES[3]._replace(detail="x" * 10**6)
    few, many = recorded(URLS[0], 600.0), recorded(URLS[0], 10.0)
    short = page(summarize(few, NOW, DAY_S), few, OUTCOMES, NOW, DAY_S)
    long = page(summarize(many, NOW, DAY_S), many, [*OUTCOMES[:3], endless], NOW, DAY_S)
    assert len(many) > 50 * len(few)
    assert len(long) < len(short) + 3000


@needs_chromium
def test_in_a_browser(tmp_path: Path) -> None:
    """A browser builds the page as it is written: a row for each mirror, a chart for each mirror."""
    dom = Browser(tmp_path).dom(full("<b>"))
    assert dom.count('<tr role="row">') == 1 + len(OUTCOMES) + 1
    assert dom.count('<svg class="chart"') == len(URLS) + 1
    assert "&lt;b&gt;" in dom


@needs_chromium
@pytest.mark.parametrize(
    "width", [320, 1280, *(pytest.param(width, marks=pytest.mark.slow) for width in (360, 768))]
)
@pytest.mark.parametrize("text", ["", "w" * 400, "a/b " * 100], ids=["usual", "unbroken", "long"])
def test_no_sideways_scrolling(tmp_path: Path, width: int, text: str) -> None:
    """From the narrowest phone to a desk nothing sticks out, whatever the texts."""
    found = Browser(tmp_path).fit(full(text), width)
    assert found.wide == []
    assert found.scroll <= found.client == width
    assert found.height > 1000


@needs_chromium
@pytest.mark.parametrize(
    ("dark", "paper"), [(False, (0xF6, 0xF7, 0xF9)), (True, (0x0F, 0x12, 0x16))], ids=["light", "dark"]
)
def test_light_and_dark(tmp_path: Path, dark: bool, paper: tuple[int, int, int]) -> None:
    """The page follows the reader's colour scheme, and there is something on it."""
    found = Browser(tmp_path).look(full(), 800, 1200, dark=dark)
    assert (found.width, found.height, found.corner) == (800, 1200, paper)
    assert found.lines > 300
