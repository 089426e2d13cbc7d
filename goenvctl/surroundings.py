"""The web as this user's `go` sees it: its version, its credentials, its environment."""

from __future__ import annotations

from importlib.metadata import version

from goenvctl.session import Session
from goenvctl.web.client import Surroundings
from goenvctl.web.credentials import Credentials


def surroundings_of(session: Session, *, run_commands: bool = True) -> Surroundings:
    """The environment of this user's `go`, as far as the web is concerned."""
    go_version = session.go.version if session.go else None
    goauth = session.settings().get("GOAUTH")
    credentials = Credentials(
        session.host, goauth.value if goauth else "", go_version, run_commands=run_commands
    )
    is_newest = go_version is None or go_version >= (1, 27)
    form = "GoCommand/1 (+https://go.dev/cmd/go)" if is_newest else "Go-http-client/1.1"
    user_agent = f"{form} goenvctl/{version('goenvctl')}"
    return Surroundings(session.host, credentials, user_agent, go_version)
