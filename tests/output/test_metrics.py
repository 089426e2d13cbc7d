"""Metrics that Prometheus' own tools accept, whatever a mirror is called."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from goenvctl.output.metrics import metrics
from goenvctl.probe.outcome import DEGRADED, HEALTHY, HOSTILE, UNREACHABLE, Outcome
from goenvctl.web.timings import Timings

NOW = 1_800_000_000.0
PROMTOOL = shutil.which("promtool") or ""
TIMINGS = Timings(0.001, 0.02, None, 0.0625, 0.5, 0.75)
FAST = Outcome(
    "https://a.example.com/", "A", "off", "m@v1.0.0", HEALTHY, timings=TIMINGS, throughput=1e6, estimate_s=2.5
)
SLOW = Outcome("https://b.example.com/go", "B", "off", "m@v1.0.0", DEGRADED, "slow", estimate_s=9.0)
DEAD = Outcome("https://c.example.com", "C", "off", "m@v1.0.0", UNREACHABLE, "dns", "no such host", "resolve")
WEIRD = 'https://d.example/"}\\\n# TYPE x counter\nx 1\x1b[2J\udcff\u202e,a="'
needs_promtool = pytest.mark.skipif(not PROMTOOL, reason="no promtool here (Debian: prometheus)")


def samples(text: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    """By name without `goenvctl_`, as the official OpenMetrics parser reads them."""
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(text):  # type: ignore[no-untyped-call]
        sample: Sample
        for sample in family.samples:
            name = sample.name.removeprefix("goenvctl_")
            found.setdefault(name, []).append((dict(sample.labels), sample.value))
    return found


def of_mirrors(text: str, name: str) -> dict[str, float]:
    return {labels["mirror"]: value for labels, value in samples(text).get(name, [])}


def test_every_figure() -> None:
    """Each figure of an outcome is a gauge; what was not measured has no sample."""
    text = metrics([FAST, SLOW, DEAD], None, NOW)
    a, b, c = "https://a.example.com", "https://b.example.com/go", "https://c.example.com"
    assert of_mirrors(text, "mirror_up") == {a: 1, b: 1, c: 0}
    assert of_mirrors(text, "mirror_probe_seconds") == {a: 0.75}
    assert of_mirrors(text, "mirror_throughput_bytes_per_second") == {a: 1e6}
    assert of_mirrors(text, "mirror_estimate_seconds") == {a: 2.5, b: 9.0}
    assert of_mirrors(text, "mirror_rank") == {a: 1, b: 2}
    found = samples(text)
    assert found["mirror_verdict"] == [
        ({"mirror": a, "verdict": "healthy", "reason": ""}, 1),
        ({"mirror": b, "verdict": "degraded", "reason": "slow"}, 1),
        ({"mirror": c, "verdict": "unreachable", "reason": "dns"}, 1),
    ]
    assert found["mirror_phase_seconds"] == [
        ({"mirror": a, "phase": "dns"}, 0.001),
        ({"mirror": a, "phase": "connect"}, 0.02),
        ({"mirror": a, "phase": "wait"}, 0.0625),
        ({"mirror": a, "phase": "transfer"}, 0.5),
    ]
    assert found["check_timestamp_seconds"] == [({}, NOW)]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (None, {"offline": 0, "proxy": 0, "captive-portal": 0, "tls-interception": 0, "clock": 0}),
        ("clock", {"offline": 0, "proxy": 0, "captive-portal": 0, "tls-interception": 0, "clock": 1}),
        ("new", {"offline": 0, "proxy": 0, "captive-portal": 0, "tls-interception": 0, "clock": 0, "new": 1}),
    ],
)
def test_the_local_problem(problem: str | None, expected: dict[str, float]) -> None:
    """Each kind of local problem is a series, 1 for the one there is."""
    found = samples(metrics([], problem, NOW))["check_local_problem"]
    assert {labels["problem"]: value for labels, value in found} == expected


def test_the_text() -> None:
    """Help and type come before the samples, and the end is marked."""
    lines = metrics([FAST], None, NOW).splitlines()
    assert lines[:3] == [
        "# HELP goenvctl_mirror_up 1 where modules can be fetched from the mirror.",
        "# TYPE goenvctl_mirror_up gauge",
        'goenvctl_mirror_up{mirror="https://a.example.com"} 1.0',
    ]
    assert lines[-2:] == ["goenvctl_check_timestamp_seconds 1800000000.0", "# EOF"]


def test_one_mirror_judged_twice() -> None:
    """A mirror that comes twice, however spelled, is one series, and the worse judgement counts."""
    worse = FAST._replace(url="https://user:pw@a.example.com", verdict=HOSTILE, reason="oversize")
    text = metrics([FAST, SLOW, worse], None, NOW)
    assert of_mirrors(text, "mirror_up") == {"https://a.example.com": 0, "https://b.example.com/go": 1}
    assert of_mirrors(text, "mirror_rank") == {"https://b.example.com/go": 1}
    assert metrics([worse, SLOW, FAST], None, NOW) == text


def test_hostile_names() -> None:
    """A name cannot end its label, its line or the escape, nor move a cursor."""
    text = metrics([FAST._replace(url=WEIRD, reason=WEIRD)], WEIRD, NOW)
    shown = r'https://d.example/"}\\n# TYPE x counter\nx 1\x1b[2J\xff\u202e,a="'
    assert of_mirrors(text, "mirror_up") == {shown: 1}
    assert {line.split("{")[0].split(" ")[0] for line in text.splitlines()} == {
        "#",
        *(f"goenvctl_{name}" for name in samples(text)),
    }


def test_no_credentials() -> None:
    """Neither userinfo nor a query reaches a label."""
    text = metrics([FAST._replace(url="https://user:s3cret@a.example.com/x?token=s3cret")], None, NOW)
    assert "s3cret" not in text
    assert of_mirrors(text, "mirror_up") == {"https://a.example.com/x?***": 1}


@settings(deadline=None)
@given(st.lists(st.builds(Outcome, *[st.text()] * 7), max_size=5), st.none() | st.text())
def test_any_text(outcomes: list[Outcome], problem: str | None) -> None:
    """Whatever the texts are, the official parser reads it, and no series comes twice."""
    found = samples(metrics(outcomes, problem, NOW))
    for name, series in found.items():
        counted = Counter(tuple(sorted(labels.items())) for labels, _ in series)
        assert set(counted.values()) == {1}, name
    up = found.get("mirror_up", [])
    assert len(up) == len({labels["mirror"] for labels, _ in up})
    assert len(found.get("mirror_verdict", [])) == len(up)


@needs_promtool
@pytest.mark.parametrize(
    "outcomes",
    [[], [FAST, SLOW, DEAD], [FAST._replace(url=WEIRD, reason=WEIRD), FAST, FAST]],
    ids=["none", "some", "weird"],
)
def test_promtool(outcomes: list[Outcome]) -> None:
    """Prometheus' own linter has nothing to say."""
    text = metrics(outcomes, "clock", NOW)
    done = subprocess.run(
        [PROMTOOL, "check", "metrics"], input=text.encode(), capture_output=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
