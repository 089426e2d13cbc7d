"""What `go` does, and what `check` is to find: the word of the one, verdict and reason of the other."""

from __future__ import annotations

from tests.surroundings.both import ERR, HANG, OK

Expected = tuple[str, str, str]

FINE: Expected = (OK, "healthy", "")
NO_NAME: Expected = (ERR, "unreachable", "dns")
DEAD_PROXY: Expected = (ERR, "unreachable", "proxy")
DENIED: Expected = (ERR, "denied", "auth-required")
FORBIDDEN: Expected = (ERR, "denied", "forbidden")
SERVER_ERROR: Expected = (ERR, "unreachable", "server-error")
BAD_GOAUTH: Expected = (ERR, "unreachable", "goauth")
NO_DATABASE: Expected = (ERR, "degraded", "no-sumdb")
INVALID: Expected = (ERR, "invalid", "bad-address")
IN_CLEAR: Expected = (ERR, "invalid", "credentials-in-clear")
SILENT_PROXY: Expected = (HANG, "unreachable", "proxy")
SILENT_HELPER: Expected = (HANG, "unreachable", "goauth")


def broken(reason: str) -> Expected:
    return ERR, "broken", reason
