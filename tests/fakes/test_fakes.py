"""The fakes, judged by the real go command and by published test vectors."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from importlib.resources import files
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.fakes.mirror import Database, Mirror
from tests.fakes.modules import Module, escape, h1, unescape, write_tree
from tests.fakes.note import Signer
from tests.fakes.server import Fault, Response, Server
from tests.fakes.sumdb import SumDB
from tests.fakes.tree import Tree

GOROOT = Path(str(files("go")))

A = Module(
    "example.com/a",
    "v1.0.0",
    {
        "go.mod": b"module example.com/a\n\ngo 1.16\n",
        "p.go": b'package a\n\nconst V = "v1.0.0"\n',
    },
)
UPPER = Module("example.com/Up/UPPER", "v2.0.0+incompatible", {"p.go": b"package p\n"})

# Published in golang.org/x/mod/sumdb/note: the seed of a key made for examples.
PETER_SEED = base64.b64decode("gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=")

# Published in golang.org/x/mod/sumdb: records, and the roots as each is added.
RECORDS = (
    (
        "rsc.io/quote v1.5.2 h1:w5fcysjrx7yqtD/aO+QwRjYZOKnaM9Uh2b40tElTs3Y=\n"
        "rsc.io/quote v1.5.2/go.mod h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=\n"
        "rsc.io/quote v1.5.2 h2:xyzzy\n"
    ),
    (
        "golang.org/x/text v0.0.0-20170915032832-14c0d48ead0c "
        "h1:qgOY6WgZOaTkIIMiVjBQcw93ERBE4m30iBm00nkL0i8=\n"
        "golang.org/x/text v0.0.0-20170915032832-14c0d48ead0c/go.mod "
        "h1:NqM8EUOU14njkJ3fqMW+pc6Ldnwhi/IjpwHt7yyuwOQ=\n"
    ),
    (
        "rsc.io/sampler v1.3.0 h1:7uVkIFmeBqHfdjD+gZwtXXI+RODJ2Wc4O7MPEh/QiW4=\n"
        "rsc.io/sampler v1.3.0/go.mod h1:T1hPZKmBbMNahiBKFy5HrXp6adAjACjK9JXDnKaTXpA=\n"
    ),
    "rsc.io/Quote v1.5.2 h1:uppercase!=\n",
    "rsc.io/pkg1 v1.5.2 h1:hash!=\n",
)
ROOTS = (
    "WjvL/HG+LcMcRc63kFcpeP289Y+SW6L8uHapnVU30FU=",
    "wsqcgX5rABDmI7Y6Jhe+ltsmLPNQB4CCfpqFJVwMGNk=",
    "BqP+0lgg2eJ2ftkPcKT+ltQjkVMh3THoMw60om6MwKo=",
    "/7Aw5jVSMM9sFjQhaMg+iiDYPMk6decH7QLOGrL9Lx0=",
    "nWzN20+pwMt62p7jbv1/NlN95ePTlHijabv5zO/s36w=",
)


@dataclass(frozen=True)
class Go:
    """The real go command in a home of its own, unable to leave the loopback."""

    home: Path

    def download(self, module: Module, proxy: str, sumdb: str) -> dict[str, str]:
        """Run `go mod download -json` and return what it says, "Error" if it fails."""
        done = subprocess.run(
            [
                GOROOT / "bin" / "go",
                "mod",
                "download",
                "-json",
                f"{module.path}@{module.version}",
            ],
            cwd=self.home,
            env=self._environment(GOPROXY=proxy, GOSUMDB=sumdb),
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )
        said: dict[str, str] = {"Error": done.stderr}
        if done.stdout:
            said = json.loads(done.stdout)
        assert (done.returncode == 0) == ("Error" not in said)
        return said

    def _environment(self, **settings: str) -> Mapping[str, str]:
        nowhere = "http://127.0.0.1:9"  # go never sends loopback requests to a proxy
        return {
            "HOME": str(self.home),
            "GOENV": str(self.home / "go.env"),
            "GOPATH": str(self.home / "gopath"),
            "GOMODCACHE": str(self.home / "modcache"),
            "GOCACHE": str(self.home / "cache"),
            "GOFLAGS": "-modcacherw",
            "GOTOOLCHAIN": "local",
            "GOVCS": "*:off",
            "HTTP_PROXY": nowhere,
            "HTTPS_PROXY": nowhere,
            **settings,
        }


@pytest.fixture
def go(tmp_path: Path) -> Go:
    """Provide a go command that has downloaded nothing yet."""
    home = tmp_path / "home"
    home.mkdir()
    return Go(home)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Provide a proxy directory that holds A and UPPER."""
    return write_tree([A, UPPER], tmp_path / "tree", latest=True)


def verified(module: Module, said: Mapping[str, str]) -> bool:
    """Tell whether go reports the module with the hashes that we computed."""
    return (said.get("Sum"), said.get("GoModSum")) == (module.sum, module.mod_sum)


def mirror_log(module: Module) -> list[str]:
    """Return the requests for one download, in go's order."""
    stem = f"/{escape(module.path)}/@v/{escape(module.version)}"
    return [f"{stem}.info", f"{stem}.mod", f"{stem}.zip"]


def lookup(module: Module) -> str:
    """Return the request for a module's record."""
    return f"/lookup/{escape(module.path)}@{escape(module.version)}"


def in_place_of(ending: str, body: bytes) -> Fault:
    """Return a fault that answers paths of one ending with `body`."""
    return lambda path: Response(body) if path.endswith(ending) else None


def fetch(server: Server, path: str) -> bytes:
    """Get one path over HTTP."""
    with urlopen(server.url + path, timeout=10) as answer:
        body: bytes = answer.read()
        return body


@pytest.mark.parametrize("module", [A, UPPER], ids=["plain", "escaped"])
def test_go_verifies_a_download_against_the_database(go: Go, tree: Path, module: Module) -> None:
    """A GOSUMDB of key and URL is asked there, and agrees with the mirror's files."""
    with Mirror(tree) as mirror, Database(SumDB([A, UPPER])) as database:
        sumdb = f"{SumDB().key} {database.url}"
        said = go.download(module, mirror.url, sumdb)
    assert verified(module, said)
    assert mirror.log == mirror_log(module)
    assert database.log == [lookup(module), "/tile/8/0/000.p/1"]


def test_go_looks_up_a_bare_key_through_the_mirror(go: Go, tree: Path) -> None:
    """A GOSUMDB without a URL is asked at the mirror that says it is supported."""
    sumdb = SumDB([A])
    with Mirror(tree, sumdb) as mirror:
        said = go.download(A, mirror.url, sumdb.key)
    info, mod, archive = mirror_log(A)
    base = "/sumdb/localhost"
    assert verified(A, said)
    assert mirror.log == [
        info,
        mod,
        f"{base}/supported",
        f"{base}{lookup(A)}",
        f"{base}/tile/8/0/000.p/1",
        archive,
    ]


@pytest.mark.parametrize(
    ("name", "ending", "change"),
    [("p.go", ".zip", (b'.0"', b'.1"')), ("go.mod", ".mod", (b"1.16", b"1.17"))],
    ids=["zip", "go.mod"],
)
def test_go_finds_a_flipped_byte(
    go: Go, tree: Path, name: str, ending: str, change: tuple[bytes, bytes]
) -> None:
    """One byte changed from what the database vouches for is a security error."""
    forged = replace(A, files={**A.files, name: A.files[name].replace(*change)})
    body, ours, theirs = {
        ".zip": (forged.zip, forged.sum, A.sum),
        ".mod": (forged.mod, forged.mod_sum, A.mod_sum),
    }[ending]
    with (
        Mirror(tree, fault=in_place_of(ending, body)) as mirror,
        Database(SumDB([A])) as database,
    ):
        sumdb = f"{SumDB().key} {database.url}"
        said = go.download(A, mirror.url, sumdb)
    mismatch = f"\n\tdownloaded: {ours}\n\tlocalhost: {theirs}\n\nSECURITY ERROR\n"
    assert mismatch in said["Error"]


def test_go_finds_a_damaged_zip(go: Go, tree: Path) -> None:
    """A byte flipped in the archive itself fails its own checksum, before any hash."""
    damaged = A.zip.replace(b'.0"', b'.1"')
    with Mirror(tree, fault=in_place_of(".zip", damaged)) as mirror:
        said = go.download(A, mirror.url, "off")
    assert said["Error"] == "zip: checksum error"


def test_go_refuses_another_key(go: Go, tree: Path) -> None:
    """A database that signs with a key other than GOSUMDB's proves nothing."""
    with Mirror(tree) as mirror, Database(SumDB([A], seed=b"x" * 32)) as database:
        said = go.download(A, mirror.url, f"{SumDB().key} {database.url}")
    assert "note has no verifiable signatures" in said["Error"]


def test_go_hears_that_a_module_is_unknown(go: Go, tree: Path) -> None:
    """A database that lacks a module answers 404, and go does not trust the mirror."""
    with Mirror(tree) as mirror, Database(SumDB([UPPER])) as database:
        said = go.download(A, mirror.url, f"{SumDB().key} {database.url}")
    assert database.log == [lookup(A)]
    assert "404 Not Found" in said["Error"]


@pytest.mark.parametrize(
    ("before", "after", "tiles"),
    [
        (255, 0, {"0/000", "1/000.p/1"}),
        (256, 0, {"0/001.p/1", "1/000.p/1"}),
        (0, 300, {"0/000", "0/001.p/45", "1/000.p/1"}),
        (65536, 0, {"0/256.p/1", "2/000.p/1"}),
        (256300, 0, {"0/x001/001.p/45", "1/003.p/233", "2/000.p/3"}),
    ],
)
def test_go_accepts_a_tree_of_many_tiles(
    go: Go, tree: Path, before: int, after: int, tiles: set[str]
) -> None:
    """A record among many others is proved by the tiles that RFC 6962 implies."""
    filler = "example.com/filler v1.0.0 h1:none\n"
    sumdb = SumDB()
    for record in [filler] * before + [A.go_sum] + [filler] * after:
        sumdb.add(record)
    with Mirror(tree) as mirror, Database(sumdb) as database:
        said = go.download(A, mirror.url, f"{sumdb.key} {database.url}")
    assert verified(A, said)
    assert database.log[0] == lookup(A)
    assert set(database.log[1:]) == {f"/tile/8/{tile}" for tile in tiles}


def test_go_follows_a_growing_tree(go: Go, tree: Path) -> None:
    """The tree of a later lookup extends the one that go remembers."""
    sumdb = SumDB([A, UPPER])
    with Mirror(tree) as mirror, Database(sumdb) as database:
        where = f"{sumdb.key} {database.url}"
        said = [go.download(module, mirror.url, where) for module in (A, UPPER)]
    assert verified(A, said[0])
    assert verified(UPPER, said[1])
    assert database.log[2:] == [lookup(UPPER), "/tile/8/0/000.p/2"]


def test_go_detects_a_second_history(go: Go, tree: Path) -> None:
    """Two databases of one key whose logs differ are a security error."""
    first, second = SumDB([A]), SumDB([UPPER])
    second.add("example.com/filler v1.0.0 h1:none\n")
    with (
        Mirror(tree) as mirror,
        Database(first) as honest,
        Database(second) as forked,
    ):
        before = go.download(A, mirror.url, f"{first.key} {honest.url}")
        after = go.download(UPPER, mirror.url, f"{second.key} {forked.url}")
    assert verified(A, before)
    assert "SECURITY ERROR\ngo.sum database server misbehavior" in after["Error"]


@pytest.mark.parametrize("module", [A, UPPER], ids=["plain", "escaped"])
def test_go_downloads_from_the_directory(go: Go, tree: Path, module: Module) -> None:
    """The tree is a file:// proxy as it stands."""
    with Database(SumDB([A, UPPER])) as database:
        sumdb = f"{SumDB().key} {database.url}"
        said = go.download(module, tree.as_uri(), sumdb)
    assert verified(module, said)


@pytest.mark.parametrize("version", ["latest", "v1"])
def test_go_resolves_a_query(go: Go, tree: Path, version: str) -> None:
    """The list of versions answers queries."""
    with Mirror(tree) as mirror:
        said = go.download(replace(A, version=version), mirror.url, "off")
    assert said["Version"] == "v1.0.0"
    assert mirror.log[0] == "/example.com/a/@v/list"


def test_latest_is_the_last_version_given(tmp_path: Path) -> None:
    """The list keeps the order of the modules, and its last is the latest."""
    newer = replace(A, version="v1.2.0")
    root = write_tree([A, newer], tmp_path, latest=True)
    assert (root / "example.com/a/@v/list").read_text() == "v1.0.0\nv1.2.0\n"
    assert (root / "example.com/a/@latest").read_bytes() == newer.info


def test_a_module_without_go_mod_gets_one() -> None:
    """The go.mod that is made names the module and requires nothing."""
    assert Module("example.com/b", "v1.0.0").mod == b"module example.com/b\n\ngo 1.21\n"


def test_zip_is_deterministic() -> None:
    """The order in which files are given does not reach the zip."""
    assert replace(A, files=dict(reversed([*A.files.items()]))).zip == A.zip


@pytest.mark.parametrize(
    ("ours", "published"),
    [
        (A.sum, "h1:q3SLiKSoMgda3z/zTIcyGLH3aKJkVvSb3ULCTmLGLQw="),
        (A.mod_sum, "h1:zmAAEKYOJls/YuOGNOp6WockgZUEzT6OLskIog130As="),
        (
            h1({"go.mod": b'module "rsc.io/quote"\n\nrequire "rsc.io/sampler" v1.3.0\n'}),
            "h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=",
        ),
        (h1({"go.mod": b""}), "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY="),
    ],
    ids=["zip", "go.mod", "rsc.io/quote go.mod", "empty go.mod"],
)
def test_h1_vectors(ours: str, published: str) -> None:
    """The hashes are those that go computes."""
    assert ours == published


def test_h1_of_a_module_from_the_go_distribution() -> None:
    """A module of several files, kept as an archive in GOROOT, hashes as published."""
    archive = GOROOT / "src/cmd/go/testdata/mod/rsc.io_quote_v1.5.2.txt"
    members: dict[str, bytes] = {}
    name = ""
    for line in archive.read_bytes().splitlines(keepends=True):
        if line.startswith(b"-- ") and line.endswith(b" --\n"):
            name = line[3:-4].decode()
        elif name and not name.startswith("."):
            members[name] = members.get(name, b"") + line
    quote = Module("rsc.io/quote", "v1.5.2", members)
    assert quote.sum == "h1:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0="


def test_escaping() -> None:
    """An upper-case letter becomes a mark and its lower case, and back."""
    assert escape("github.com/BurntSushi/toml") == "github.com/!burnt!sushi/toml"
    assert unescape("github.com/!burnt!sushi/toml") == "github.com/BurntSushi/toml"


@pytest.mark.parametrize("text", ["A", "!", "a!", "!A", "!!a", "!1"])
def test_unescape_refuses_what_escape_never_makes(text: str) -> None:
    """Upper case and stray marks are errors."""
    with pytest.raises(ValueError, match="not an escaped path or version"):
        unescape(text)


def test_signature_vector() -> None:
    """A published key signs its published note."""
    peter = Signer("PeterNeumann", PETER_SEED)
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    assert peter.verifier == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert peter.sign(text) == (
        f"{text}\n\u2014 PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot"
        "pRZb6KE6RyyBwJnAM=\n"
    )


def test_root_vectors() -> None:
    """The tree of the published records has the published roots."""
    tree = Tree()
    roots = []
    for record in RECORDS:
        tree.append(record.encode())
        roots.append(base64.b64encode(tree.root()).decode())
    assert tuple(roots) == ROOTS


def test_empty_tree() -> None:
    """No records hash to the hash of nothing, and have no tiles."""
    assert Tree().root() == hashlib.sha256().digest()
    assert Tree().tile(0, 0) is None


def test_lookup_gives_number_record_and_signed_tree() -> None:
    """The answer to a lookup is the record between its number and the tree's head."""
    sumdb = SumDB()
    for record in RECORDS:
        sumdb.add(record)
    head = (sumdb.get("/latest") or b"").decode()
    assert head.startswith(f"go.sum database tree\n5\n{ROOTS[-1]}\n\n\u2014 localhost ")
    answer = f"3\n{RECORDS[3]}\n{head}"
    assert sumdb.get("/lookup/rsc.io/!quote@v1.5.2") == answer.encode()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/lookup/example.com/A@v1.0.0",
        "/lookup/example.com/a",
        "/tile/8/0/000",
        "/tile/8/0/000.p/2",
        "/tile/8/1/000.p/1",
        "/tile/8/0/001.p/1",
        "/tile/4/0/000.p/1",
    ],
)
def test_database_lacks(path: str) -> None:
    """What a tree of one record does not hold is not found."""
    sumdb = SumDB([A])
    sumdb.add(RECORDS[0])
    assert sumdb.get(path) is None


def test_paths_are_decoded(tree: Path) -> None:
    """An escaped mark reaches the files and the log as the mark."""
    with Mirror(tree) as mirror:
        assert fetch(mirror, "/example.com/%21up/%21u%21p%21p%21e%21r/@v/list") == (b"v2.0.0+incompatible\n")
    assert mirror.log == ["/example.com/!up/!u!p!p!e!r/@v/list"]


@pytest.mark.parametrize("path", ["/", "/example.com/a", "/../home/x", "/%2e%2e/x"])
def test_only_files_of_the_tree_are_served(tree: Path, path: str) -> None:
    """Directories, and files beside the tree, are not found."""
    (tree.parent / "x").write_text("secret")
    with Mirror(tree) as mirror, pytest.raises(HTTPError, match="404") as error:
        fetch(mirror, path)
    error.value.close()


def test_a_fault_can_be_a_base_url(tree: Path) -> None:
    """A fault that strips a prefix and answers the rest makes a faulty base URL."""
    with Mirror(tree) as mirror:
        mirror.fault = lambda path: (
            Response(mirror.answer(path.removeprefix("/shout")).body.upper())
            if path.startswith("/shout/")
            else None
        )
        assert fetch(mirror, "/example.com/a/@v/list") == b"v1.0.0\n"
        assert fetch(mirror, "/shout/example.com/a/@v/list") == b"V1.0.0\n"


def test_a_fault_can_cut_a_body_short(tree: Path) -> None:
    """A response that promises more than it holds ends its connection."""
    short = Response(b"v1", headers={"Content-Length": "7"})
    with (
        Mirror(tree, fault=lambda _path: short) as mirror,
        pytest.raises(IncompleteRead, match="2 bytes read, 5 more expected"),
    ):
        fetch(mirror, "/example.com/a/@v/list")


def test_delay_comes_before_the_answer(tree: Path) -> None:
    """An answer takes at least the delay."""
    delay_s = 0.2
    with Mirror(tree, delay_s=delay_s) as mirror:
        start = time.monotonic()
        fetch(mirror, "/example.com/a/@v/list")
    assert time.monotonic() - start >= delay_s


def test_a_left_server_is_silent_on_open_connections(tree: Path) -> None:
    """A connection kept alive from before gets no answer after the exit."""
    with Mirror(tree) as mirror:
        port = int(mirror.url.rpartition(":")[2])
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/example.com/a/@v/list")
        assert connection.getresponse().read() == b"v1.0.0\n"
    connection.request("GET", "/example.com/a/@v/list")
    with pytest.raises(RemoteDisconnected):
        connection.getresponse()
    connection.close()
