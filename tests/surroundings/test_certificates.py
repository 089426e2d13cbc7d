"""An https mirror is healthy exactly when `go` trusts its certificate in the same surroundings."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

import pytest
from trustme import LeafCert

from tests.fakes.tls import TlsMirror
from tests.surroundings.both import Checked, Fetched, check, go
from tests.surroundings.stage import Stage
from tests.surroundings.together import together
from tests.surroundings.verdicts import FINE, Expected, broken
from tests.toolchains import ALL, NEWEST, Toolchain
from tests.web.certificates import HALF, JUNK, World, make_world

UNTRUSTED = broken("tls-untrusted")
MISNAMED = broken("tls-hostname")


class Case(NamedTuple):
    """`leaf`, `file` and `folder` are names of the world's certificates, SSL_CERT_FILE and SSL_CERT_DIR."""

    leaf: str
    expected: Expected
    file: str = ""
    folder: str = ""
    host: str = "127.0.0.1"
    toolchain: Toolchain = NEWEST

    def __str__(self) -> str:
        named = (self.leaf, self.file and f"file={self.file}", self.folder and f"dir={self.folder}")
        return ", ".join([*filter(None, named), self.host, str(self.toolchain)])


SAMPLE = [
    Case("good", FINE, "garbage between"),
    Case("good", FINE, folder="unhashed"),
    Case("chain cut", UNTRUSTED, "ca"),
    Case("of another host", MISNAMED, "ca"),
]
CASES = [
    *(row._replace(toolchain=toolchain) for row in SAMPLE for toolchain in ALL),
    Case("good", FINE, "ca"),
    Case("good", UNTRUSTED),
    Case("expired", broken("tls-expired"), "ca"),
    Case("good", UNTRUSTED, "other"),
    Case("good", UNTRUSTED, "missing"),
    Case("good", UNTRUSTED, "folder"),
    Case("good", UNTRUSTED, "empty"),
    Case("good", UNTRUSTED, "der"),
    Case("good", UNTRUSTED, "/dev/null"),
    Case("good", FINE, "ca-of-work.pem"),
    Case("good", FINE, "text around"),
    Case("good", FINE, "leaf"),
    Case("good", FINE, "/dev/null", "unhashed"),
    Case("good", FINE, "other", "list"),
    Case("good", FINE, "ca", "missing"),
    Case("good", FINE, folder="linked"),
    Case("good", UNTRUSTED, folder="junk"),
    Case("good", UNTRUSTED, folder="missing"),
    Case("good", UNTRUSTED, folder="file"),
    Case("below another", FINE, "ca"),
    Case("chain cut", FINE, "middle"),
    Case("chain cut", FINE, "middle", "unhashed"),
    Case("not yet valid", broken("tls-not-yet-valid"), "ca"),
    Case("good", MISNAMED, "ca", host="localhost"),
    Case("by name", FINE, "ca", host="localhost"),
    Case("by name", MISNAMED, "ca"),
]

Answers = dict[Case, Future[tuple[Fetched, Checked]]]


@pytest.fixture(scope="module")
def answers(
    request: pytest.FixtureRequest, stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> Answers:
    world = _world(tmp_path_factory.mktemp("world"))

    def run(case: Case) -> tuple[Fetched, Checked]:
        file, folder = world.files.get(case.file, case.file), world.folders.get(case.folder, "")
        user = stage.user({"SSL_CERT_FILE": file, "SSL_CERT_DIR": folder}, case.toolchain)
        (user.home.work / "ca-of-work.pem").symlink_to(world.files["ca"])
        with TlsMirror(stage.tree, world.server(case.leaf), name=case.host) as mirror:
            return go(user, mirror.url), check(user, mirror.url)

    return together(request, Case, run)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_trust(answers: Answers, case: Case) -> None:
    """SSL_CERT_FILE and SSL_CERT_DIR, the chain, the dates and the names count as they do for go."""
    fetched, checked = answers[case].result()
    assert (fetched.word, *checked.finding) == case.expected, fetched.said


def _world(folder: Path) -> World:
    """With a server that does not send the certificate between its own and the authority's."""
    world = make_world(folder)
    whole = world.leaves["below another"]
    own = whole.cert_chain_pems[0].bytes()
    world.leaves["chain cut"] = LeafCert(whole.private_key_pem.bytes(), own, [])
    parts = [Path(world.files[name]).read_bytes() for name in ("other", "middle", "ca")]
    between = b"# and now\n" + JUNK + b"\x00\xff\n" + HALF
    (folder / "between").write_bytes(between.join(parts))
    world.files["garbage between"] = str(folder / "between")
    return world


def test_the_world_is_as_told(tmp_path: Path) -> None:
    """The cut chain is one certificate, where the whole one is two."""
    world = _world(tmp_path)
    lengths = {name: len(world.leaves[name].cert_chain_pems) for name in ("chain cut", "below another")}
    assert lengths == {"chain cut": 1, "below another": 2}
