"""`undo` back to a private profile."""

from __future__ import annotations

from tests.home import Home

CORP = """trust = "private"
[go]
GOPROXY = "https://goproxy.{name}.example.com"
GOPRIVATE = "git.example.com"
GONOPROXY = "none"
GONOSUMDB = "git.example.com"
GOSUMDB = "sum.golang.org"
"""


def test_no_alarm(home: Home) -> None:
    """Its own mirrors are in force again, and may be asked for what it names: nothing is said to be open."""
    for name in ("one", "two"):
        home.write_profile(name, CORP.format(name=name))
        assert home.call("use", name).code == 0
    ended = home.call("undo")
    assert (ended.code, "is not covered" in ended.stderr) == (0, False)
    assert home.go_env("GONOPROXY")["GONOPROXY"] == "none"
