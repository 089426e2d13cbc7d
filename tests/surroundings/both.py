"""The real `go` and `goenvctl check`, asked for a module at one mirror in the same surroundings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tests.home import Ended, Home

OK, ERR, HANG = "ok", "ERR", "HANG"
HANG_S = 5.0  # go waits for ever; this is enough to see that it does not end by itself
MODULE = "example.com/lib@v1.0.0"
WELL, SLOW = ("healthy", ""), ("degraded", "slow")  # slow is the machine of the tests, never a case
DIRECT = {"HTTP_PROXY": "", "HTTPS_PROXY": ""}  # the proxy of tests.home refuses everything


class User(NamedTuple):
    """A home, what is in its environment besides, and what goes before each command (see names.py)."""

    home: Home
    environ: Mapping[str, str]
    prefix: Sequence[str] = ()


class Fetched(NamedTuple):
    """Whether go has fetched the module, in one word, and what it said."""

    word: str
    said: str


class Checked(NamedTuple):
    """How a check ended, and after how many seconds."""

    ended: Ended
    seconds: float

    @property
    def local_problem(self) -> str | None:
        problem: str | None = self.ended.json["local_problem"]
        return problem

    @property
    def findings(self) -> dict[str, tuple[str, str]]:
        """Verdict and reason by mirror; an empty reason where there is nothing to say."""
        assert "results" in self.ended.stdout, self.ended
        results: list[dict[str, Any]] = self.ended.json["results"]
        is_usable = any(one["verdict"] in ("healthy", "degraded") for one in results)
        assert self.ended.code == (0 if is_usable else 1), self.ended
        found = {one["url"]: (one["verdict"], one["reason"] or "") for one in results}
        return {url: WELL if finding == SLOW else finding for url, finding in found.items()}

    @property
    def finding(self) -> tuple[str, str]:
        """Of the only mirror."""
        [found] = self.findings.values()
        return found


class Both(NamedTuple):
    """What the two commands made of one mirror."""

    fetched: Fetched
    checked: Checked


def ask_at_once(user: User, url: str) -> Both:
    """Both commands at the same time, where each takes long."""
    with ThreadPoolExecutor(2) as pool:
        fetched, checked = pool.submit(go, user, url), pool.submit(check, user, url)
        return Both(fetched.result(), checked.result())


def go(user: User, goproxy: str, module: str = MODULE) -> Fetched:
    """`go mod download` with this GOPROXY and nothing cached: ok, ERR, or HANG where it had to be killed."""
    with TemporaryDirectory(dir=user.home.path) as gopath:
        settings = {"GOPROXY": goproxy, "GOPATH": gopath, "GOTOOLCHAIN": "local"}
        child = subprocess.Popen(
            [*user.prefix, str(user.home.bin / "go"), "mod", "download", module],
            env={**user.home.environ, **DIRECT, **user.environ, **settings},
            cwd=user.home.work,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            said, _ = child.communicate(timeout=HANG_S)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            return Fetched(HANG, "")
        return Fetched(ERR if child.returncode else OK, said.decode("utf-8", "replace"))


def check(user: User, *args: str, module: str = MODULE) -> Checked:
    """`goenvctl check --json` with these arguments."""
    command = [sys.executable, "-m", "goenvctl", "check", *args, "--module", module, "--json"]
    start = time.monotonic()
    ended = user.home.spawn([*user.prefix, *command], {**DIRECT, **user.environ})
    return Checked(ended, time.monotonic() - start)
