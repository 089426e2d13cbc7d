"""The credentials that `go` adds to a request: those of the URL, of .netrc, of GOAUTH.

Source: cmd/go/internal/auth/auth.go, cmd/go/internal/web/http.go, net/http/client.go.
"""

from __future__ import annotations

import os
from base64 import b64encode
from threading import Lock
from urllib.parse import unquote_to_bytes

from goenvctl.go.address import parse_address
from goenvctl.go.version import Version
from goenvctl.host import CommandFailed, CommandHangs, Host
from goenvctl.web.goauth import (
    BadAnswer,
    BadGoauth,
    Method,
    canonical,
    parse_answer,
    parse_git_answer,
    parse_goauth,
)
from goenvctl.web.netrc import read_netrc

HAS_GOAUTH = Version(1, 24)  # before: always .netrc, and it goes before the URL
HAS_PREFIXES = Version(1, 25)  # before: only whole URLs and hosts match, and `/` at the end is not cut off
NEWEST = Version(1, 27)
DEADLINE_S = 10.0  # of a helper; Go has none

Headers = dict[str, str]


class Credentials:
    """What one process knows of one user. Its helpers (git, commands) run once, and once more for each
    URL that was refused.

    `version` is the Go whose rules hold (None: the newest). Without `run_commands` no child is started.
    A helper that fails or talks nonsense counts as one that knows nothing, as in Go; one that hangs holds
    Go up, and is BadGoauth here. Any number of
    threads may ask; they wait for the helpers.
    """

    def __init__(
        self, host: Host, goauth: str, version: Version | None = None, *, run_commands: bool
    ) -> None:
        self._host = host
        self._goauth = goauth
        self._version = version or NEWEST
        self._run_commands = run_commands
        self._known: dict[str, Headers] = {}
        self._offered: dict[str, Headers] = {}
        self._stages: dict[str, Lock] = {}
        self._over: set[str] = set()
        self._hanging = ""
        self._guard = Lock()

    def first(self, url: str) -> Headers:
        """The headers for the first request; none where it is not https.

        Raises AddressError, and BadGoauth where Go would stop.
        """
        if parse_address(url).scheme != "https":
            return {}
        self._ask_once()
        headers = self._find(url)
        with self._guard:
            self._offered[url] = headers
        return headers

    def after_refusal(self, url: str, response: bytes) -> Headers | None:
        """The headers for a second try after a 4xx, or None where they are those of the first.

        Helpers read `response`: `HTTP/1.1 401 Unauthorized`, a line for each header, an empty line, all
        with a line feed alone. Raises as `first`.
        """
        can_learn = self._run_commands and self._version >= HAS_GOAUTH
        if not can_learn or parse_address(url).scheme != "https":
            return None
        self._ask_once()
        with self._guard:
            before = self._offered.get(url)
        if before is None:
            before = self._find(url)
        self._ask_once(url, response)
        headers = self._find(url)
        return headers if headers != before else None

    def _ask_once(self, url: str = "", response: bytes = b"") -> None:
        """Ask all methods, for everything or for one URL; whoever comes meanwhile waits for the answer."""
        with self._guard:
            stage = self._stages.setdefault(url, Lock())
        with stage:
            if url not in self._over:
                self._ask(url, response)
                self._over.add(url)
        if self._hanging:
            raise BadGoauth(self._hanging)

    def _ask(self, url: str, response: bytes) -> None:
        for method in reversed(self._methods()):  # the first one may overwrite what others said
            if method.kind == "netrc":
                for login in reversed(read_netrc(self._host, self._version)):
                    self._learn(login.machine, _basic(_raw(login.login), _raw(login.password)))
            elif self._run_commands:
                for prefix, headers in self._answer(method, url, response).items():
                    self._learn(prefix, headers)

    def _methods(self) -> tuple[Method, ...]:
        return parse_goauth(self._goauth) if self._version >= HAS_GOAUTH else (Method("netrc"),)

    def _answer(self, method: Method, url: str, response: bytes) -> dict[str, Headers]:
        try:
            if method.kind == "git":
                return self._git_answer(method.words[0], canonical(url)) if url else {}
            return self._command_answer(method.words, canonical(url) if url else "", response)
        except CommandHangs as exc:
            self._hanging = str(exc)
            return {}
        except (CommandFailed, BadAnswer):
            return {}

    def _command_answer(self, words: tuple[str, ...], url: str, response: bytes) -> dict[str, Headers]:
        program = self._program(words[0] if words else "")
        argv = [program, *words[1:], *([url] if url else [])]
        return parse_answer(self._run(argv, self._host.cwd, response)) if program else {}

    def _git_answer(self, folder: str, url: str) -> dict[str, Headers]:
        """Go then tells git whether the login was good. We do not: a probe deletes nobody's password."""
        git = self._program("git")
        argv = [git, "credential", "fill"]
        if not git:
            return {}
        prefix, user, password = parse_git_answer(self._run(argv, folder, _raw(f"url={url}\n")))
        return {prefix: _basic(_raw(user), _raw(password))} if prefix and url.startswith(prefix) else {}

    def _program(self, name: str) -> str:
        return name if os.sep in name else self._host.which(name)

    def _run(self, argv: list[str], cwd: str, stdin: bytes) -> bytes:
        """What a helper that ends well writes. Raises CommandFailed. Nobody is prompted, as under go."""
        quiet = {"GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never"}
        given = {name: value for name, value in self._host.environ.items() if value or name not in quiet}
        ended = self._host.run(argv, environ={**quiet, **given}, cwd=cwd, timeout_s=DEADLINE_S, stdin=stdin)
        if ended.code != 0:
            raise CommandFailed(f"{argv[0]} ended with {ended.code}")
        return ended.stdout

    def _learn(self, prefix: str, headers: Headers) -> None:
        if self._version >= HAS_GOAUTH:
            prefix = prefix.removeprefix("https://")
        if self._version >= HAS_PREFIXES:
            prefix = prefix.removesuffix("/")
        with self._guard:
            if headers:
                self._known[prefix] = headers
            else:
                self._known.pop(prefix, None)

    def _find(self, url: str) -> Headers:
        """Those of the longest prefix, and those of the URL itself where they hold no Authorization."""
        with self._guard:
            found = [self._known[place] for place in _places(url, self._version) if place in self._known]
        headers = dict(found[0]) if found else {}
        userinfo = parse_address(url).userinfo
        if userinfo is not None and not headers.get("Authorization"):
            user, _, password = userinfo.partition(":")
            headers |= _basic(unquote_to_bytes(user), unquote_to_bytes(password))
        return headers


def _places(url: str, version: Version) -> list[str]:
    """The prefixes that cover a URL, longest first; since Go 1.24 userinfo in it hides the host."""
    if version < HAS_GOAUTH:
        return [parse_address(url).host.removesuffix(":")]
    whole = canonical(url).removeprefix("https://")
    if version < HAS_PREFIXES:
        return [whole, whole.partition("/")[0]]
    parts = whole.removesuffix("/").split("/")
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _basic(user: bytes, password: bytes) -> Headers:
    return {"Authorization": "Basic " + b64encode(user + b":" + password).decode()}


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
