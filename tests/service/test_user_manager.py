"""A real user manager of systemd: what it makes of our units, and what is left of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.service import user_manager
from tests.service.nasty import WORDS
from tests.service.user_manager import Answer


def _can_be_had() -> bool:
    """Only root may mount what it needs."""
    if os.geteuid() or not user_manager.UNSHARE or not Path(user_manager.MANAGER).exists():
        return False
    return not subprocess.run([*user_manager.SPACES, "true"], capture_output=True, check=False).returncode


pytestmark = pytest.mark.skipif(not _can_be_had(), reason="no user manager here (root, unshare, systemd)")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answer]:
    yield user_manager.run_scenes(tmp_path_factory.mktemp("systemd"))


def test_quoting(scenes: Answer) -> None:
    """Program, folder, words and values arrive as they were, whatever characters they hold."""
    for word, heard in zip(WORDS, scenes["heard"], strict=True):
        assert not isinstance(heard, str), (word, heard)
        words, environ = heard
        assert words == [word, "", "last"]
        assert (environ["NASTY"], environ["AFTER"]) == (word, "x"), word


def test_install(scenes: Answer) -> None:
    """The timer is enabled and waits; only the variables are hidden from others, and systemctl shows none."""
    life = scenes["life"]
    assert life["installed"][0] == 0, life["installed"]
    assert {Path(path).name: mode for path, mode in life["modes"].items() if "goenvctl-" in path} == {
        "goenvctl-watch.service": "0o644",
        "goenvctl-watch.timer": "0o644",
    }
    assert [mode for path, mode in life["modes"].items() if path.endswith("watch.env")] == ["0o600"]
    fresh = json.loads(life["fresh"][1])
    assert (fresh["installed"], fresh["enabled"], fresh["active"]) == (True, True, True)
    assert (fresh["last_run"], fresh["last_code"], fresh["problems"]) == (None, None, [])
    assert life["environment"][1].startswith("Environment=\nEnvironmentFiles=/")


def test_run(scenes: Answer) -> None:
    """The service runs goenvctl; status tells when, with which code, and when next."""
    ran = json.loads(scenes["life"]["ran"][1])
    now = scenes["life"]["now"]
    assert ran["last_code"] in (0, 1)
    assert now - 30 < datetime.fromisoformat(ran["last_run"]).timestamp() < now + 1
    assert now < datetime.fromisoformat(ran["next_run"]).timestamp() < now + 75


def test_install_again(scenes: Answer) -> None:
    """A second installation takes the place of the first."""
    assert scenes["life"]["again"][0] == 0


def test_remove(scenes: Answer) -> None:
    """No file, link or folder of it is left, and no unit is loaded; then there is nothing to remove."""
    life = scenes["life"]
    assert life["removed"][0] == 0
    assert life["units"] == [0, "", ""]
    assert [path for path in life["left"] if "/.local" not in path] == []
    assert [path for path in life["left"] if path.endswith("watch.env")] == []
    assert life["gone"][0] == 1


def test_nothing_is_said_each_minute(scenes: Answer) -> None:
    """systemd keeps its words about each start and end to itself, and warns of nothing in the units."""
    journal = scenes["journal"]
    assert any(message.startswith("Started goenvctl-watch.timer") for message in journal)
    assert [message for message in journal if "keep a working Go module mirror" in message] == []
    assert [message for message in journal if re.search(r"\.(service|timer):\d", message)] == []
