"""What a person reads is in his language, what a script reads is not; here the language is English in «»."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from goenvctl import language
from goenvctl.output import health, history
from goenvctl.output.table import table
from goenvctl.output.words import WORDS
from goenvctl.probe.outcome import HEALTHY, HOSTILE, Outcome
from goenvctl.uptime import SEVERITY, summarize
from tests.output.test_report import DAY_S, NOW, URLS, Page, full, recorded

FOUND = (
    Outcome(URLS[0], "", "off", "", HEALTHY, verified_by="pin"),
    Outcome(URLS[1], "", "off", "", HOSTILE, "zip-mismatch", "another zip, twice"),
)


class Quoting:
    """A catalogue that puts marks around every sentence."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return f"«{one if number == 1 else many}»"


@pytest.fixture
def quoted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(language, "_read", Quoting)
    language.speak("zh")
    yield
    language.speak(language.ENGLISH)


@pytest.mark.usefixtures("quoted")
def test_lines_for_a_script() -> None:
    """In a pipe verdicts and reasons are the codes, and there is no header."""
    rows = health.rows(FOUND, is_watched=False)
    assert table(health.HEADER, rows, None) == [
        f"1\t{URLS[0]}\thealthy\t-\t-\t-\tpin",
        f"-\t{URLS[1]}\thostile\tzip-mismatch\t-\t-\t-",
    ]
    assert health.line(FOUND[1]) == f"hostile     {URLS[1]}  zip-mismatch: another zip, twice"


@pytest.mark.usefixtures("quoted")
def test_a_table_for_a_person() -> None:
    """On a terminal the header, the verdicts and who verified are words."""
    head, first, second = table(health.HEADER, health.rows(FOUND, is_watched=True), 100)
    assert re.findall("«([^»]*)»", head)[1:] == ["MIRROR", "VERDICT", "ESTIMATE", "WAIT", "VERIFIED BY"]
    assert re.findall("«([^»]*)»", first) == ["healthy", "pin"]
    assert re.findall("«([^»]*)»", second)[:1] == ["hostile"]


@pytest.mark.usefixtures("quoted")
def test_the_history() -> None:
    """The last verdict is a code for a script and a word for a person, and so is the legend."""
    summaries = summarize(recorded(URLS[0]), NOW, DAY_S)
    [plain], [shown] = history.rows(summaries, None), history.rows(summaries, 80)
    assert shown[4] == f"«{plain[4]}»"
    assert plain[4] in SEVERITY
    assert history.legend(ascii_only=True) == (
        "+ «healthy»  ~ «degraded»  ! «failing»  X «hostile»  . «not asked»"
    )


def test_every_verdict_has_a_word() -> None:
    """No verdict is shown as a code to a person."""
    assert set(SEVERITY) - set(WORDS) == set()


def test_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is built alike in every language, and names it; what mirrors wrote is untouched."""
    english = Page(full("<b>{x}</b>"))
    monkeypatch.setattr(language, "_read", Quoting)
    language.speak("zh")
    try:
        text = full("<b>{x}</b>")
    finally:
        language.speak(language.ENGLISH)
    other = Page(text)
    assert other.structure == english.structure
    assert ("html", {"lang": "zh"}) in other.elements
    assert ("html", {"lang": "en"}) in english.elements
    assert other.reasons == english.reasons
    for heading in (*other.of("h1"), *other.of("h2"), *other.of("th"), *other.of("dt")):
        assert "«" in heading or heading == "p95"
