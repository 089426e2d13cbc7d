"""When `go` itself waits for somebody whom no relay can replace."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.home import Home
from tests.relay.held import Held
from tests.relay.stock import CLONED
from tests.surroundings.relay import Relay

SILENCE_S = 30.0

pytestmark = pytest.mark.slow


def test_version_control(home: Home) -> None:
    """After thirty seconds of silence of version control it is said, once, what go waits for."""
    with Relay({}, is_silent=True) as silent:
        (home.path / ".gitconfig").write_text(
            f'[url "git://{silent.place}/"]\n\tinsteadOf = https://github.com/\n'
        )
        environ = {"GOPROXY": "http://127.0.0.1:9|direct", "GOSUMDB": "off", "GOTOOLCHAIN": "local"}
        start = time.monotonic()
        with Held(home, f"go mod download {CLONED.path}@{CLONED.version}", env=environ) as held:
            time.sleep(SILENCE_S + 14)
            os.killpg(held.child.pid, signal.SIGTERM)
            ended = held.end()
    said = [line for line in ended.stderr.splitlines() if line.startswith("goenvctl: ") and "30 s" in line]
    assert len(said) == 1, ended.stderr
    assert "git" in said[0]
    assert time.monotonic() - start < 60
