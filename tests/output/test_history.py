"""A mirror's history in 80 columns and in JSON."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.output.history import HEADER, as_json, legend, rows, timeline
from goenvctl.output.table import table, text_width
from goenvctl.uptime import Summary

DAY = (
    "",
    "",
    "healthy",
    "healthy",
    "degraded",
    "unreachable",
    "denied",
    "broken",
    "hostile",
    *["healthy"] * 15,
)
ALIYUN = Summary(
    "https://mirrors.aliyun.com/goproxy", 0.9584, 120, 0.0874, 1.25, "healthy", "", 1_800_000_000.0, DAY
)
DEAD = Summary(
    "https://proxy.golang.org", 0.0, 3, None, None, "unreachable", "connect-timeout", 1_800_000_000.0, DAY
)


def screen(summaries: list[Summary], width: int = 80, *, ascii_only: bool = False) -> list[str]:
    return table(HEADER, rows(summaries, width, ascii_only=ascii_only), width)


def test_eighty_columns() -> None:
    """On a terminal of 80 columns everything fits: a long address is cut in its middle."""
    assert screen([ALIYUN, DEAD]) == [
        "MIRROR               UPTIME  P50    P95    LAST         TIMELINE",
        "mirrors.a…m/goproxy  95.8%   87 ms  1.2 s  healthy      ··██▄▁▁▁✗███████████████",
        "proxy.golang.org     0%      -      -      unreachable  ··██▄▁▁▁✗███████████████",
    ]


def test_a_wide_terminal() -> None:
    """Where there is room the address is whole; https goes without saying, http does not."""
    clear = ALIYUN._replace(url="http://mirrors.aliyun.com/goproxy")
    assert [row[0] for row in rows([ALIYUN, clear], 120)] == [
        "mirrors.aliyun.com/goproxy",
        "http://mirrors.aliyun.com/goproxy",
    ]


def test_a_pipe() -> None:
    """Without a terminal nothing is cut."""
    assert rows([ALIYUN], None, ascii_only=True) == [
        (
            "https://mirrors.aliyun.com/goproxy",
            "95.8%",
            "87 ms",
            "1.2 s",
            "healthy",
            "..++~!!!X+++++++++++++++",
        )
    ]


def test_characters() -> None:
    """Works, degraded, fails, hostile and nothing are told apart without colour, in ASCII too."""
    verdicts = ("healthy", "degraded", "unreachable", "denied", "broken", "invalid", "odd", "hostile", "")
    assert timeline(verdicts) == "█▄▁▁▁▁▁✗·"
    assert timeline(verdicts, ascii_only=True) == "+~!!!!!X."
    assert legend() == "█ healthy  ▄ degraded  ▁ failing  ✗ hostile  · not asked"
    assert legend(ascii_only=True) == "+ healthy  ~ degraded  ! failing  X hostile  . not asked"


def test_ascii() -> None:
    """A terminal without Unicode gets none."""
    assert "".join(screen([ALIYUN, DEAD], ascii_only=True)).isascii()


def test_hostile_text() -> None:
    """What a mirror's name holds is escaped before it is cut to size."""
    (row,) = rows([ALIYUN._replace(url="https://\x1b[2J\u202e\n.example", verdict="\x07")], 200)
    assert row[0] == r"\x1b[2J\u202e\n.example"
    assert row[4] == r"\x07"


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=4), st.integers(80, 200))
def test_the_timeline_is_never_cut(urls: list[str], width: int) -> None:
    """Whatever the addresses are, no line is wider than the terminal and each ends with its timeline."""
    lines = screen([ALIYUN._replace(url=url) for url in urls], width)
    assert all(text_width(line) <= width for line in lines)
    assert all(line.endswith("··██▄▁▁▁✗███████████████") for line in lines[1:])


def test_json() -> None:
    """The JSON form has figures in seconds and shares, and null where nothing was asked."""
    assert as_json([DEAD._replace(timeline=("", "broken"))]) == [
        {
            "url": "https://proxy.golang.org",
            "uptime": 0.0,
            "probes": 3,
            "p50_s": None,
            "p95_s": None,
            "last": {
                "verdict": "unreachable",
                "reason": "connect-timeout",
                "time": "2027-01-15T08:00:00.000Z",
            },
            "timeline": [None, "broken"],
        }
    ]
