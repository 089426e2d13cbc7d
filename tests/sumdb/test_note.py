"""Signed notes, judged by Go's own package."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.sumdb.note import (
    BadKey,
    MalformedNote,
    UnverifiedNote,
    VerifierKey,
    open_note,
    parse_verifier_key,
)
from tests.fakes.note import Signer
from tests.sumdb.oracle import Oracle

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
LOCAL = "localhost.localdev/sumdb+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
LINE = f"— PeterNeumann {SIGNATURE}\n"
NOTE = f"{TEXT}\n{LINE}"
WRONG = NOTE.replace("x08go/Z", "x08go/Y")
HEAD = "go.sum database tree\n5\nnWzN20+pwMt62p7jbv1/NlN95ePTlHijabv5zO/s36w=\n"
HEAD_SIGNATURE = (
    "AAAMZ5/2FVAdMH58kmnz/0h299pwyskEbzDzoa2/YaPdhvLya4YWDFQQxu2TQb5GpwAH4NdWnTwuhILafisyf3CNbgg="
)
ENOCH_SIGNATURE = (
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="
)
ENOCH = f"— EnochRoot {ENOCH_SIGNATURE}\n"

GOOD = {
    "as published": (PETER, NOTE, TEXT),
    "a head": (LOCAL, f"{HEAD}\n— localhost.localdev/sumdb {HEAD_SIGNATURE}\n", HEAD),
    "another signature before": (PETER, f"{TEXT}\n{ENOCH}{LINE}", TEXT),
    "another signature after": (PETER, f"{TEXT}\n{LINE}{ENOCH}", TEXT),
    "an unknown signature of one byte": (PETER, f"{NOTE}— x AAAAAAA=\n", TEXT),
    "a second, wrong one by the same key": (PETER, f"{NOTE}{WRONG[len(TEXT) + 1 :]}", TEXT),
    "100 signatures": (PETER, NOTE + ENOCH * 99, TEXT),
    "unused bits of base64": (PETER, NOTE.replace("nAM=", "nAN="), TEXT),
}
MALFORMED = {
    "nothing": b"",
    "a newline": b"\n",
    "two newlines": b"\n\n",
    "HTML": b"<!doctype html>\n\n<html><body>Please log in</body></html>\n",
    "no signature": TEXT.encode(),
    "no signature, but a blank line": f"{TEXT}\n".encode(),
    "no blank line": f"{TEXT}{LINE}".encode(),
    "no text": LINE.encode(),
    "no newline at the end": NOTE[:-1].encode(),
    "cut in the signature": NOTE[:-20].encode(),
    "a blank line at the end": f"{NOTE}\n".encode(),
    "a line that is none": f"{NOTE}junk\n".encode(),
    "a hyphen for the dash": NOTE.replace("—", "-").encode(),
    "no blank after the dash": NOTE.replace("— ", "—").encode(),
    "no name": NOTE.replace("PeterNeumann ", "").encode(),
    "an empty name": NOTE.replace("PeterNeumann ", " ").encode(),
    "a plus in the name": NOTE.replace("PeterNeumann", "Peter+Neumann").encode(),
    "a foreign blank in the name": NOTE.replace("PeterNeumann", "Peter\u2003Neumann").encode(),
    "nothing after the name": f"{TEXT}\n— PeterNeumann\n".encode(),
    "an empty signature": f"{TEXT}\n— PeterNeumann \n".encode(),
    "a key's hash and no signature": f"{TEXT}\n— PeterNeumann x08gow==\n".encode(),
    "two blanks": NOTE.replace("Neumann ", "Neumann  ").encode(),
    "a word after the signature": NOTE.replace("nAM=", "nAM= x").encode(),
    "no padding": NOTE.replace("nAM=", "nAM").encode(),
    "padding where none is due": f"{NOTE}— x AAAAAAAA=\n".encode(),
    "four times padding": f"{NOTE}— x AAAAAAAA====\n".encode(),
    "base64 of addresses": NOTE.replace("x08go/Z", "x08go_Z").encode(),
    "101 signatures": (NOTE + ENOCH * 100).encode(),
    "a return at the ends of lines": NOTE.replace("\n", "\r\n").encode(),
    "a tab": NOTE.replace("If you", "If\tyou").encode(),
    "a NUL": NOTE.replace("If you", "If\0you").encode(),
    "no UTF-8": NOTE.encode().replace(b"If you", b"If\xffyou"),
    "a surrogate": NOTE.encode().replace(b"If you", b"If\xed\xa0\x80you"),
    "an overlong newline": NOTE.encode().replace(b"problem,\n", b"problem,\xc0\x8a"),
}
UNVERIFIED = {
    "another key's": f"{TEXT}\n{ENOCH}",
    "our name, another hash": NOTE.replace("x08go/", "y08go/"),
    "our hash, another name": NOTE.replace("PeterNeumann", "Peterneumann"),
    "another text": NOTE.replace("the answer", "an answer"),
    "a text with a blank line more": NOTE.replace(f"{TEXT}\n", f"{TEXT}\n\n"),
    "no text but a blank line": f"\n\n{LINE}",
    "a wrong signature": WRONG,
    "a wrong one before the right one": f"{WRONG}{LINE}",
    "a signature of one byte": f"{TEXT}\n— PeterNeumann x08gowA=\n",
    "a signature with a byte more": NOTE.replace("nAM=", "nAMA"),
}

pieces = [b"", b"\n", b"\n\n", b" ", b"=", b"A", b"+", "— ".encode(), b"\0", b"\x7f", b"\xff"]
edits = st.tuples(
    st.integers(0, len(NOTE.encode())),
    st.integers(0, 3),
    st.sampled_from([*pieces, LINE.encode(), ENOCH.encode()]),
)


@pytest.mark.parametrize(("key", "note", "text"), GOOD.values(), ids=GOOD)
def test_good_notes(oracle: Oracle, key: str, note: str, text: str) -> None:
    """A note opens if the first signature by the key is right; all others are passed over."""
    assert oracle.open(key, note.encode()).values == (text,)
    assert open_note(note.encode(), parse_verifier_key(key)) == text


@pytest.mark.parametrize("note", MALFORMED.values(), ids=MALFORMED)
def test_malformed_notes(oracle: Oracle, note: bytes) -> None:
    """Whatever is not text, blank line and 1 to 100 signatures is no note, though one of them be right."""
    assert oracle.open(PETER, note).error == "malformed note"
    with pytest.raises(MalformedNote):
        open_note(note, parse_verifier_key(PETER))


@pytest.mark.parametrize("note", UNVERIFIED.values(), ids=UNVERIFIED)
def test_unverified_notes(oracle: Oracle, note: str) -> None:
    """A note that our key did not sign, or not so, is told from what is no note."""
    error = oracle.open(PETER, note.encode()).error
    assert error in ("note has no verifiable signatures", "invalid signature for key PeterNeumann+c74f20a3")
    with pytest.raises(UnverifiedNote):
        open_note(note.encode(), parse_verifier_key(PETER))


def test_messages() -> None:
    """It is said whether the key did not sign, or signed something else."""
    peter = parse_verifier_key(PETER)
    with pytest.raises(UnverifiedNote, match=r"^the note is not signed by PeterNeumann\+c74f20a3$"):
        open_note(f"{TEXT}\n{ENOCH}".encode(), peter)
    with pytest.raises(UnverifiedNote, match=r"^the note's signature by PeterNeumann\+c74f20a3 is wrong$"):
        open_note(WRONG.encode(), peter)


@given(edits=st.lists(edits, max_size=3))
@settings(max_examples=300, deadline=None)
def test_any_note(oracle: Oracle, edits: list[tuple[int, int, bytes]]) -> None:
    """However a note was edited, it opens for us if it does for Go, and to the same text."""
    note = NOTE.encode()
    for at, cut, put in edits:
        note = note[:at] + put + note[at + cut :]
    theirs = oracle.open(PETER, note)
    try:
        ours = open_note(note, parse_verifier_key(PETER))
    except (MalformedNote, UnverifiedNote):
        assert theirs.error
    else:
        assert theirs.values == (ours,)


@given(name=st.text("ab\u00e9/.-", min_size=1), text=st.text(st.characters(exclude_categories=["Cs", "Cc"])))
@settings(max_examples=100, deadline=None)
def test_what_was_signed_opens(name: str, text: str) -> None:
    """Any text of lines comes back as it was signed."""
    signer = Signer(name, bytes(32))
    assert open_note(signer.sign(f"{text}\n").encode(), parse_verifier_key(signer.verifier)) == f"{text}\n"


POINTS = {
    "identity": bytes([1]) + bytes(31),
    "identity, not canonical": bytes([0xEE]) + b"\xff" * 30 + b"\x7f",
    "of order four": bytes(32),
    "none on the curve": bytes([2]) + bytes(31),
}


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS)
@pytest.mark.parametrize("first", POINTS.values(), ids=POINTS)
def test_odd_keys(oracle: Oracle, point: bytes, first: bytes) -> None:
    """A key that is no honest point of the curve verifies what Go has it verify, and never crashes."""
    raw = b"\1" + point
    hashed = hashlib.sha256(b"odd\n" + raw).digest()[:4]
    key = f"odd+{hashed.hex()}+{base64.b64encode(raw).decode()}"
    for scalar in (bytes(32), bytes([1]) + bytes(31), b"\xff" * 32):
        signature = base64.b64encode(hashed + first + scalar).decode()
        note = f"text\n\n— odd {signature}\n".encode()
        assert opens(note, parse_verifier_key(key)) == (not oracle.open(key, note).error)


def opens(note: bytes, key: VerifierKey) -> bool:
    try:
        open_note(note, key)
    except UnverifiedNote:
        return False
    return True


@pytest.mark.parametrize("text", [PETER + "=", PETER + "==", PETER + "====", PETER[:-1], PETER[:-1] + "="])
def test_padding_of_a_key(oracle: Oracle, text: str) -> None:
    """A key's base64 has exactly the padding that is due, as in Go."""
    assert not oracle.accepts("key", text)
    with pytest.raises(BadKey):
        parse_verifier_key(text)
