"""Heads and records as they are written, judged by Go's own package."""

from __future__ import annotations

import base64
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.sumdb.tlog import MAX_SIZE, Record, Tree, parse_record, parse_tree
from tests.fakes.test_fakes import RECORDS
from tests.sumdb.oracle import Oracle

HASH = "nWzN20+pwMt62p7jbv1/NlN95ePTlHijabv5zO/s36w="
HEADS = {
    "as published": f"go.sum database tree\n5\n{HASH}\n",
    "empty": f"go.sum database tree\n0\n{HASH}\n",
    "the largest": f"go.sum database tree\n{MAX_SIZE - 1}\n{HASH}\n",
    "lines of a later kind": f"go.sum database tree\n5\n{HASH}\nmore\n\nand more",
    "unused bits of base64": f"go.sum database tree\n5\n{HASH.replace('w=', 'x=')}\n",
}
READ_BY_GO = ["+5", "-5", "-0", "05"]  # as the number of a record
NUMBERS = ["", " 5", "5 ", "5_0", "0x5", "5.0", "5e1", "٥", "５", "²", "9" * 5000, "5\0"]
NO_HEADS = {
    "nothing": "",
    "another title": f"go.sum database tree v2\n5\n{HASH}\n",
    "cut after the hash": f"go.sum database tree\n5\n{HASH}",
    "no hash": "go.sum database tree\n5\n\n",
    "31 bytes": f"go.sum database tree\n5\n{base64.b64encode(bytes(31)).decode()}\n",
    "33 bytes": f"go.sum database tree\n5\n{base64.b64encode(bytes(33)).decode()}\n",
    "no padding": f"go.sum database tree\n5\n{HASH[:-1]}\n",
    "too much padding": f"go.sum database tree\n5\n{HASH}====\n",
    "base64 of addresses": f"go.sum database tree\n5\n{HASH.replace('/', '_')}\n",
    "beyond 63 bits": f"go.sum database tree\n{1 << 63}\n{HASH}\n",
    **{f"size {text[:9]!r}": f"go.sum database tree\n{text}\n{HASH}\n" for text in NUMBERS + READ_BY_GO},
}


pieces = st.sampled_from([b"0", b"\n", b"\n\n", b"a", b"\t", b"\xff", "é".encode()])


@pytest.mark.parametrize("text", HEADS.values(), ids=HEADS)
def test_heads(oracle: Oracle, text: str) -> None:
    """A head is a title, a size, and a root; what follows is for later clients."""
    size, root = oracle.ask("head", text).values
    assert parse_tree(text) == Tree(int(size), base64.b64decode(root))


@pytest.mark.parametrize("text", NO_HEADS.values(), ids=NO_HEADS)
def test_what_is_no_head(oracle: Oracle, text: str) -> None:
    """A size is written in one way only, and a root has 32 bytes."""
    assert not oracle.accepts("head", text)
    with pytest.raises(ValueError, match=r"^malformed tree head$|^no tree is so large$"):
        parse_tree(text)


def test_no_tree_has_62_bits() -> None:
    """A size at which Go's own arithmetic overflows is refused."""
    with pytest.raises(ValueError, match=r"^no tree is so large$"):
        parse_tree(f"go.sum database tree\n{MAX_SIZE}\n{HASH}\n")


ANSWERS = {
    "as published": f"0\n{RECORDS[0]}\nnote\n",
    "without a note": f"7\n{RECORDS[2]}\n",
    "two blank lines": "7\na\n\n\nnote",
    "an empty line for text": "7\n\n\nnote",
    "beyond ASCII": "7\né \u2028 \x7f \ufffd\n\n",
    "the largest": f"{MAX_SIZE - 1}\na\n\n",
}
NO_ANSWERS = {
    "nothing": b"",
    "HTML": b"<!doctype html>\n<html>\n\n</html>\n",
    "a number alone": b"7",
    "no text": b"7\n",
    "no text but a blank line": b"7\n\n",
    "cut in the text": b"7\nexample.com/a v1.0.0 h1:a\n",
    "no UTF-8": b"7\na\xff\n\n",
    "a surrogate": b"7\n\xed\xa0\x80\n\n",
    "a tab": b"7\na\tb\n\n",
    "a NUL": b"7\na\0b\n\n",
    "returns": b"7\r\na\r\n\r\n",
    "beyond 63 bits": f"{1 << 63}\na\n\n".encode(),
    **{f"number {text[:9]!r}": f"{text}\na\n\n".encode() for text in NUMBERS},
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_records(oracle: Oracle, answer: str) -> None:
    """A record stands between its number and the first blank line; the rest is handed back."""
    number, text, rest = oracle.ask("record", answer).values
    assert parse_record(answer.encode()) == Record(int(number), text.encode(), rest.encode())


@pytest.mark.parametrize("answer", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_no_record(oracle: Oracle, answer: bytes) -> None:
    """Junk, cut off, or control characters: no record, as for Go."""
    assert not oracle.accepts("record", os.fsdecode(answer))
    with pytest.raises(ValueError, match=r"^malformed record$|^no tree is so large$"):
        parse_record(answer)


@pytest.mark.parametrize("number", READ_BY_GO)
def test_numbers_that_only_go_reads(oracle: Oracle, number: str) -> None:
    """Go reads more forms of a record's number than any database writes; here they are no record."""
    assert oracle.accepts("record", f"{number}\na\n\n")
    with pytest.raises(ValueError, match=r"^malformed record$"):
        parse_record(f"{number}\na\n\n".encode())


@given(
    pieces=st.lists(st.sampled_from([b"0", b"\n", b"\n\n", b"a", b"\t", b"\xff", "é".encode()]), max_size=12)
)
@settings(max_examples=300, deadline=None)
def test_any_record(oracle: Oracle, pieces: list[bytes]) -> None:
    """Whatever the bytes, they are read as Go reads them."""
    answer = b"7\n" + b"".join(pieces)
    theirs = oracle.ask("record", os.fsdecode(answer))
    try:
        ours = parse_record(answer)
    except ValueError:
        assert theirs.error == "malformed record data"
    else:
        assert theirs.values == (str(ours.number), os.fsdecode(ours.text), os.fsdecode(ours.rest))
