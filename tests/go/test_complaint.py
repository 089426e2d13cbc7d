"""Go's output read back from what consoles and logs made of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goenvctl.go.complaint.foreign import own_lines
from goenvctl.go.complaint.messages import Message, Output, read_output
from goenvctl.go.complaint.subject import Subject, find_subject
from goenvctl.go.complaint.text import CAP, LONG, decode, read_lines
from goenvctl.go.complaint.words import own_words

LINE = 'go: example.com/a@v1.0.0: Get "https://m.example/example.com/a/@v/v1.0.0.info": EOF'
POWERSHELL = (
    'go : go: example.com/a@v1.0.0: Get "https://m.example/example.com/a/@v/v1.0.0.info": \nEOF\n'
    "At line:1 char:1\n+ go mod download 2> err.txt\n+ ~~~~~~~~\n"
    "    + CategoryInfo          : NotSpecified: (go: x:String) [], RemoteException\n"
    "    + FullyQualifiedErrorId : NativeCommandError\n \n"
)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_a_redirect(code: str) -> None:
    """UTF-8 and UTF-16, with a mark or without, are the same text."""
    assert decode(f"{LINE}\n".encode(code)) == f"{LINE}\n"


@given(st.binary(max_size=200))
def test_any_bytes_are_some_text(data: bytes) -> None:
    """No bytes are refused, and none make a message of nothing."""
    assert all(message.text.strip() for message in read_output(decode(data)).messages)


def test_of_a_huge_log_both_ends_are_read() -> None:
    """What lies in the middle of a log of many MiB is passed over."""
    text = decode(b"first\n" + b"x\n" * (2 * CAP) + b"last\n")
    assert len(text) == 2 * CAP + 1
    assert (text[:6], text[-5:]) == ("first\n", "last\n")


@pytest.mark.parametrize(
    "text",
    [
        f"{LINE}\r\n",
        f"\x1b[31m{LINE}\x1b[0m\n",
        f"\x1b]0;title\x07{LINE}\n",
        f"2026-01-02T03:04:05.1234567Z {LINE}\n",
        f"#9 0.412 {LINE}\n",
        f"0.412 {LINE}\n",
        f"web-1  | {LINE}\n",
        POWERSHELL,
        '{\n\t"Path": "example.com/a",\n\t"Error": "' + LINE.replace('"', '\\"') + '"\n}\n',
        '{"ImportPath":"a","Action":"build-output","Output":"' + LINE.replace('"', '\\"') + '\\n"}\n',
    ],
    ids=[
        "crlf",
        "colour",
        "title",
        "github",
        "buildkit",
        "summary",
        "compose",
        "powershell",
        "json",
        "build-json",
    ],
)
def test_wrappings_come_off(text: str) -> None:
    """Whatever a terminal, a CI system, PowerShell or -json put around it, go's line is as it was."""
    assert LINE in own_lines(read_lines(text))


def test_messages_and_progress() -> None:
    """A message goes from the first column to the next; the last announced download belongs to it."""
    text = "go: downloading a.b/c v1.0.0\nx.go:3:8: zip: bad\ngo: m imports\n\ta.b/c: EOF\n"
    assert read_output(text) == Output(
        (
            Message("x.go:3:8: zip: bad", "a.b/c@v1.0.0"),
            Message("go: m imports\n\ta.b/c: EOF", "a.b/c@v1.0.0"),
        ),
        True,
    )


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (LINE, Subject("mirror", "https://m.example", module="example.com/a@v1.0.0")),
        (
            "go: reading https://m.example/api/go/github.com/%21azure/x/@v/v1.0.0-%21r%21c1.mod: 500",
            Subject("mirror", "https://m.example/api/go", module="github.com/Azure/x@v1.0.0-RC1"),
        ),
        (
            "go: c.example/x@latest: module c.example/x: reading"
            " https://m.example/v1.2/c.example/x/@latest: 500",
            Subject("mirror", "https://m.example/v1.2", module="c.example/x@latest"),
        ),
        (
            'go: a.b/c@v1.0.0: read "http:/m.example/@v/v1.0.0.zip": unexpected EOF',
            Subject("mirror", "http://m.example", module="a.b/c@v1.0.0"),
        ),
        (
            'go: a.b/c@v1.0.0: invalid response from proxy "https://m.example/go": EOF',
            Subject("mirror", "https://m.example/go", module="a.b/c@v1.0.0"),
        ),
        (
            "go: verifying module: a.b/c@v1.0.0: reading https://m.example/sumdb/db.example/x/supported: 500",
            Subject("database", "db.example/x", "https://m.example", "a.b/c@v1.0.0"),
        ),
        (
            "go: a.b/c@v1.0.0: git ls-remote: exit status 128:\n\tssh: connect to host g.example port 22: x",
            Subject("site", "g.example", module="a.b/c@v1.0.0"),
        ),
        (
            'go: a.b/c@v1.0.0: Get "http://other.example/x": redirected from secure URL'
            " https://m.example/a.b/c/@v/v1.0.0.info to insecure URL http://other.example/x",
            Subject("mirror", "https://m.example", module="a.b/c@v1.0.0"),
        ),
        (
            "go: a.b/c@v1.0.0: git ls-remote -q https://g.example/c in /x: exit status 1:\n\tHost key",
            Subject("site", "g.example", module="a.b/c@v1.0.0"),
        ),
        ("go: go.mod file not found", Subject()),
    ],
)
def test_of_whom_it_speaks(text: str, subject: Subject) -> None:
    """Mirror, database and site are told apart by the address that go shows."""
    assert find_subject(Message(text)) == subject


def test_a_known_mirror_decides_where_its_path_ends() -> None:
    """With the mirrors in effect known, their base is not guessed."""
    text = "go: reading https://m.example/odd.path/a.b/c/@v/list: 500"
    assert find_subject(Message(text), ["https://m.example/odd.path"]) == Subject(
        "mirror", "https://m.example/odd.path", module="a.b/c"
    )


@pytest.mark.parametrize(
    "filler", ['"https://///', "a.b/", ": ", "\n\t", "\x1b[", 'Get "', "reading ", "go.mod:"]
)
def test_long_lines_cost_little(filler: str) -> None:
    """A hostile line of many repetitions is read in linear time."""
    text = f"go: {filler * 20_000}@v1.0.0\n"
    started = time.process_time()
    for message in read_output(text).messages:
        find_subject(message)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('Get "https://m.x/a/@v/list": EOF', 'Get "https://_": EOF'),
        ("reading https://s.x/lookup/a.b/c@v1.0.0: 404", "reading https://_/lookup/_: 404"),
        ("reading https://m.x/sumdb/s.x/tile/8/0/001: 404", "reading https://_/tile/_: 404"),
        ("reading https://m.x/sumdb/s.x/supported: 500", "reading https://_/supported: 500"),
        ("reading https://m.x/a.b/lookup/x/@v/v1.0.0.zip: 404", "reading https://_.zip: 404"),
        ('Get "https://a.b/c?go-get=1": EOF', 'Get "https://_?go-get=1": EOF'),
        ("verifying a.b/GOAUTH@v1.0.0/go.mod: checksum mismatch", "verifying _@_/go.mod: checksum mismatch"),
        ("module a.b/x509: EOF", "module _: EOF"),
        ("/go/pkg/mod/a.b/c@v1.0.0/d.go:7:2: EOF", "_@_.go:7:2: EOF"),
        ("./main.go:3:8: i/o timeout, net/http: x", "./main.go:3:8: i/o timeout, net/http: x"),
        ('a "b \\" c" d "e', 'a "_" d "e'),
        ("repository 'x509 y' not found", "repository '_' not found"),
        ("it doesn't fit, can't it: '<' and ' '", "it doesn't fit, can't it: '<' and ' '"),
        ("x509: “SECURITY ERROR” certificate", "x509: “_” certificate"),
        ('cannot find "go1.25.3" in PATH, "" and "go 1"', 'cannot find "go1.25.3" in PATH, "" and "_"'),
        ("invalid file:// proxy URL", "invalid file:// proxy URL"),
    ],
)
def test_own_words(text: str, words: str) -> None:
    """Quotations, addresses and names of modules give way to `_`; what kind they are of stays."""
    assert own_words(text) == words


@given(st.text())
def test_own_words_keep_their_lines(text: str) -> None:
    """There are as many lines as before, and a second reading changes nothing."""
    words = own_words(text)
    assert (words.count("\n"), own_words(words)) == (text.count("\n"), words)


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16"])
def test_a_huge_log_is_cut_between_lines(code: str) -> None:
    """No half of a line is left where the middle of a huge log was, whatever its encoding."""
    lines = decode("".join(f"line {number:07}\n" for number in range(200_000)).encode(code)).split("\n")
    assert {len(line) for line in lines} == {len("line 0000000"), 0}
    assert (lines[0], lines[-2]) == ("line 0000000", "line 0199999")


def test_what_is_said_often_stands_once() -> None:
    """A message that is repeated is one message."""
    assert read_output("a\nb\n\tc\n" * 3).messages == (Message("a"), Message("b\n\tc"))


def test_of_a_long_line_quotations_go_first() -> None:
    """What go says behind a quotation of many KiB is read."""
    (line,) = read_lines(f'go: Get "https://m.x/{"a " * LONG}": EOF, read {"b" * LONG}: reset')
    assert len(line) <= LONG
    assert own_words(line) == f'go: Get "https://_": EOF, read {"b" * 1000} reset'
