"""What servers and authors chose, in quotes, addresses and names of modules, is no word of go's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goenvctl.go.complaint.text import CAP, decode
from goenvctl.why.explain import Why, explain_failure
from tests.go.command import Go
from tests.toolchains import NEWEST

CRY = "SECURITY ERROR checksum mismatch:"
CRIES = (  # words that some rule fits, as a server would say them
    CRY,
    "verifying a.b/c@v1.0.0: checksum mismatch",
    "x509: certificate has expired",
    "tls: failed to verify certificate",
    "SEC_E_WRONG_PRINCIPAL",
    "redirected from secure URL",
    "note has no verifiable signatures",
    "go.sum database server misbehavior detected!",
    "SSL certificate problem",
    "GO111MODULE=off",
    "GOAUTH: ",
    "invalid GOSUMDB",
    "disabled by GOPROXY=off",
    "no space left on device",
    ": 401 ",
    ": 511 ",
    "proxyconnect ",
    "no such host",
)
GO = "go: a.b/c@v1.0.0: "
READING = "reading https://m.example/a.b/c/@v/v1.0.0.info"
REFUSED = "dial tcp 127.0.0.1:1: connect: connection refused\n"
QUOTING = {  # go's line around a quotation: class and reason
    f'{GO}invalid response from proxy "https://m.example": parsing time Q: cannot parse Q as Q\n': "bad-info",
    f'{GO}Get "https://m.example/x": net/http: HTTP/1.x: unsupported transfer encoding: Q\n': "not-http",
    f'{GO}Get "https://m.example/x": net/http: HTTP/1.x: bad Content-Length Q\n': "not-http",
    f"{GO}unzip /cache/x.zip: malformed file path Q: invalid char ':'\n": "bad-zip",
    f"{GO}Get Q: {REFUSED}": "connect-refused",
    "go: malformed module path Q: invalid char ' '\n": "path-mismatch",
}
NAMING = {  # go's line around a name: class and reason
    f'{GO}Get "http://127.0.0.1:1/N": {REFUSED}': ("mirror", "connect-refused"),
    "go: m.x/N@latest: module m.x/N: reading https://m.example/m.x/N/@v/list: 502 Bad\n": (
        "mirror",
        "server-error",
    ),
    "go: m.x/N: unrecognized import path Q: reading https://m.x/N?go-get=1: 404 No\n": ("user", "not-found"),
    f"{GO}git ls-remote -q https://m.x/N in /c: exit status 128:\n\tfatal: unable to access 'https://m.x/N/':"
    " Could not resolve host: m.x\n": ("mirror", "dns"),
}
SAYING = {  # go's line around words that stand in no quotes
    f"{GO}parsing go.mod:\n\tmodule declares its path as: W\n\t  but was required as: W\n": "path-mismatch",
    f"{GO}parsing go.mod:\n\terrors parsing go.mod:\n\tgo.mod:3: unknown directive: W\n": "gomod-invalid",
    f"{GO}{READING}: 502 W\n": "server-error",
    f"{GO}git ls-remote: exit status 128:\n\tfatal: remote error: W\n\tfatal: early EOF\n": "truncated",
    f"{GO}git ls-remote: exit status 128:\n\tremote: W\n\tfatal: early EOF\n": "truncated",
}


@pytest.mark.parametrize("text", QUOTING)
def test_quotations_prove_nothing(text: str) -> None:
    """Whatever a server or an author put into quotes, the reason is the same."""
    told = {cry: explain_failure(text.replace("Q", _quoted(cry))).reason for cry in CRIES}
    assert told == dict.fromkeys(CRIES, QUOTING[text])


@pytest.mark.parametrize("text", NAMING)
def test_names_prove_nothing(text: str) -> None:
    """Whatever stands in an address or in a module's path, class and reason are the same."""
    names = [cry.strip(": ").replace(": ", "/").replace(" ", "-") for cry in CRIES if "@" not in cry]
    told = {
        name: explain_failure(text.replace("N", name).replace("Q", f'"m.x/{name}"'))[:2] for name in names
    }
    assert told == dict.fromkeys(names, NAMING[text])


@pytest.mark.parametrize("text", SAYING)
def test_an_authors_words_prove_nothing(text: str) -> None:
    """Where go repeats words without quotes, of a go.mod or a server, the reason is the same."""
    told = {cry: explain_failure(text.replace("W", cry)).reason for cry in CRIES}
    assert told == dict.fromkeys(CRIES, SAYING[text])


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40))
def test_no_text_ends_its_quotation(words: str) -> None:
    """No text in go's quotes gets out of them."""
    text = f'{GO}Get "https://m.example/x": bad Content-Length {_quoted(f"{words}{CRY}")}\n'
    assert explain_failure(text)[:2] == ("mirror", "not-http")


@pytest.mark.parametrize(
    "text",
    [
        "go: zip for a.b/c@v1.0.0 has unexpected file x\nW\n",
        f"{GO}unzip /c/x.zip: x\nW\n: malformed file path Q: invalid char ':'\n",
    ],
)
def test_a_name_with_line_breaks_proves_nothing(text: str) -> None:
    """Lines of a name within a zip are no messages, where they do not have the form of go's own refusal."""
    cries = [cry for cry in CRIES if not cry.startswith("verifying")]
    told = {cry: explain_failure(text.replace("W", cry)).reason for cry in cries}
    assert told == dict.fromkeys(cries, "bad-zip")


def test_a_banner_does_not_speak_for_go() -> None:
    """A banner that ssh printed for its server is no word of go's on checksums."""
    text = f"{GO}git ls-remote: exit status 128:\n\t{CRY}\n\tgit@m.example: Permission denied (publickey).\n"
    assert explain_failure(text)[:2] == ("auth", "auth-required")


def test_a_refusal_in_a_git_servers_words_is_none() -> None:
    """Behind `remote:` a refusal in go's own form is still a server's word."""
    text = "remote: go: github.com/x/y@v1.0.0: verifying module: checksum mismatch\n"
    assert explain_failure(text)[:2] == (None, None)


def test_half_a_line_of_a_huge_log_proves_nothing() -> None:
    """Where a huge log is cut a server's words do not come to stand at the beginning of a line."""
    line = f'{GO}Get "https://m.example/{"SECURITY ERROR " * 30_000}": EOF\n'
    log = f"{line * 3}{GO}{REFUSED}".encode()
    assert len(log) > 2 * CAP
    assert explain_failure(decode(log))[:2] == ("mirror", "connect-refused")
    assert explain_failure(line)[:2] == ("mirror", "reset")


ANSWERS = {  # at /NAME/…: what is sent, the reason for it
    "redirect": (b"302 F\r\nLocation: http://127.0.0.1:1/GO111MODULE=off", b"", "connect-refused"),
    "principal": (b"302 F\r\nLocation: http://127.0.0.1:1/SEC_E_WRONG_PRINCIPAL", b"", "connect-refused"),
    "time": (b"200 OK", b'{"Version":"v1.0.0","Time":"x SECURITY ERROR checksum mismatch"}', "bad-info"),
    "encoding": (b"200 OK\r\nTransfer-Encoding: SECURITY ERROR checksum mismatch", b"", "not-http"),
    "length": (b"200 OK\r\nContent-Length: SECURITY ERROR checksum mismatch", b"", "not-http"),
    "zip": (b"200 OK", b"", "bad-zip"),
}


class _Hostile(StreamRequestHandler):
    """Answers one request from ANSWERS; of /zip/ only the archive is bad."""

    def handle(self) -> None:
        path = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        head, body, _ = ANSWERS[path.split("/")[1]]
        if path.startswith("/zip/"):
            kinds = {"info": b'{"Version":"v1.0.0"}', "mod": b"module a.b/c\n", "zip": _archive()}
            body = kinds[path.rpartition(".")[2]]
        self.wfile.write(b"HTTP/1.1 " + head + b"\r\nConnection: close\r\n\r\n" + body)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Why]]:
    """What the real go said of each answer, and what became of it."""
    go = Go(NEWEST, tmp_path_factory.mktemp("go"))
    with _server() as url, ThreadPoolExecutor(4) as pool:
        asked = {
            name: pool.submit(_downloaded, go, tmp_path_factory.mktemp(name), f"{url}/{name}")
            for name in ANSWERS
        }
        return {name: one.result() for name, one in asked.items()}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_real_go_repeats_them(told: dict[str, tuple[str, Why]], name: str) -> None:
    """The real go prints a hostile mirror's words, and the mirror is to blame."""
    text, why = told[name]
    assert "SEC" in text or "GO111MODULE" in text
    assert (why.fault, why.reason) == ("mirror", ANSWERS[name][2]), text


@contextmanager
def _server() -> Iterator[str]:
    with ThreadingTCPServer(("127.0.0.1", 0), _Hostile) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _downloaded(go: Go, folder: Path, mirror: str) -> tuple[str, Why]:
    environ = go.environ(
        GOPROXY=mirror, GOSUMDB="off", GOPATH=str(folder / "gopath"), GOMODCACHE=str(folder / "cache")
    )
    text = go.run("mod", "download", "a.b/c@v1.0.0", environ=environ).stderr.decode()
    return text, explain_failure(text, [mirror])


def _archive() -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        archive.writestr(f"a.b/c@v1.0.0/{CRY}", b"")
    return file.getvalue()


def _quoted(text: str) -> str:
    """As Go's %q has it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
