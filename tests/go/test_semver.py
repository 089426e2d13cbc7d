"""The order of versions, by the rows of x/mod's own test and those of semver.org."""

from __future__ import annotations

from random import Random

from goenvctl.go.semver import precedence

RISING = (
    "bad",
    "v1.0.0-0",
    "v1.0.0-1",
    "v1.0.0-11",
    "v1.0.0-alpha",
    "v1.0.0-alpha.1",
    "v1.0.0-alpha.beta",
    "v1.0.0-beta",
    "v1.0.0-beta.2",
    "v1.0.0-beta.11",
    "v1.0.0-rc.1",
    "v1.0.0",
    "v1.2.0-0.20200101000000-abcdefabcdef",
    "v1.2.0",
    "v1.2.3-456",
    "v1.2.3-456-789",
    "v1.2.3",
    "v1.10.0",
    "v2.0.0+incompatible",
    "v10.0.0",
)


def test_versions_rise() -> None:
    """Each is below the next one: candidates before releases, numbers by value, words after numbers."""
    shuffled = Random(1).sample(RISING, len(RISING))
    assert sorted(shuffled, key=precedence) == list(RISING)
    assert len({precedence(version) for version in RISING}) == len(RISING)


def test_what_does_not_count() -> None:
    """Build marks do not count, and parts that are left out are zero."""
    assert precedence("v1") == precedence("v1.0") == precedence("v1.0.0") == precedence("v1.0.0+meta")
    assert precedence("nonsense") == precedence("1.0.0") == precedence("v1.0.0-") == precedence("v1.0.0-é")
