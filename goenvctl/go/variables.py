"""The variables that decide from where Go fetches modules, and since when it knows them.

Source: src/internal/cfg/cfg.go (KnownEnv) of Go 1.21 to 1.27. GOPROXY, GOSUMDB and
GOTOOLCHAIN have no default in the binary: it stands in $GOROOT/go.env.
"""

from __future__ import annotations

from typing import NamedTuple

from goenvctl.go.version import Version


class Variable(NamedTuple):
    """`default` is what an unset variable yields; `follows` names the variable it copies when empty."""

    name: str
    since: Version = Version(1, 21)
    default: str = ""
    follows: str = ""


VARIABLES = {
    variable.name: variable
    for variable in (
        Variable("GOPROXY"),
        Variable("GOSUMDB"),
        Variable("GOPRIVATE"),
        Variable("GONOPROXY", follows="GOPRIVATE"),
        Variable("GONOSUMDB", follows="GOPRIVATE"),
        Variable("GOINSECURE"),
        Variable("GOTOOLCHAIN"),
        Variable("GOVCS"),
        Variable("GOAUTH", since=Version(1, 24), default="netrc"),
        Variable("GO111MODULE"),
    )
}

SWITCH = "none"  # no keyword of Go: by convention the word that matches no module


def is_known(name: str, version: Version | None) -> bool:
    """Does this Go accept `name` in `go env -w`? An unknown version is taken for a recent one."""
    variable = VARIABLES.get(name)
    return variable is not None and (version is None or version >= variable.since)
