"""Verifier keys of checksum databases, judged by Go's own package."""

from __future__ import annotations

import base64

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.sumdb.note import BadKey, VerifierKey, parse_verifier_key
from tests.go.xmod import Xmod

GOOGLE = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
LOCAL = "localhost.localdev/sumdb+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6"
GOSUM = "gosum.io+ce6e7565+AY5qEHUk/qmHc5btzW45JVoENfazw8LielDsaI+lEbq6"
SHORT = "gosum.io+ce6e7565+AY5qEWH1jVphVAwUkSiGFpdBJE5uQ9IXN6iSs6YxM44="
SHORTER = "gosum.io+ce6e7565+AY5qEHUk/qmHcNdeHHqzjO/sDafEGfLlVX0w9//0Sg=="

FAULTS = [
    ("", "malformed verifier key: it must read name+hash+key"),
    ("gosum.io", "malformed verifier key: it must read name+hash+key"),
    ("+c74f20a3+ARpc", "malformed verifier key: it must read name+hash+key"),
    ("a b+c74f20a3+ARpc", "malformed verifier key: it must read name+hash+key"),
    ("gosum.io+", "malformed verifier key: it must read name+hash+key"),
    ("a+c74f20a+ARpc", "malformed verifier key: 'c74f20a' is not 8 hexadecimal digits"),
    ("a+c74f20ag+ARpc", "malformed verifier key: 'c74f20ag' is not 8 hexadecimal digits"),
    ("a+0x123456+ARpc", "malformed verifier key: '0x123456' is not 8 hexadecimal digits"),
    ("a++ARpc", "malformed verifier key: '' is not 8 hexadecimal digits"),
    ("a+c74f20a3+AR_c", "malformed verifier key: the last part is not base64"),
    ("a+c74f20a3+ARp", "malformed verifier key: the last part is not base64"),
    ("a+c74f20a3+é", "malformed verifier key: the last part is not base64"),
    ("a+c74f20a3+", "malformed verifier key: the last part is empty"),
    ("a+c74f20a3", "malformed verifier key: the last part is empty"),
    (PETER.replace("c74f20a3", "c74f20a4"), "wrong verifier key: its hash is c74f20a3, not c74f20a4"),
    (PETER.replace("PeterN", "Petern"), "wrong verifier key: its hash is 62932f49, not c74f20a3"),
    (
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "unknown verifier algorithm 101: Go knows only Ed25519 (1)",
    ),
    (
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "broken verifier key: the key is 37 bytes long where 33 are",
    ),
    (
        SHORT,
        "broken verifier key: the key is 32 bytes long where 33 are, and its hash is f3a6bb87, not ce6e7565",
    ),
    (
        SHORTER,
        "broken verifier key: the key is 31 bytes long where 33 are, and its hash is 213cdf70, not ce6e7565",
    ),
]


keys = st.builds(
    "{}+{}+{}".format,
    st.sampled_from(["PeterNeumann", "peter", "", "a\u2003b", "a\x1cb", "é", "\udcff"]),
    st.sampled_from(["c74f20a3", "C74F20A3", "c74f20a", "+c74f20a", "c74f20_3", "０0000000", "00000000"]),
    st.sampled_from(
        [
            "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "ARpc",
            "ARp=",
            "AR==",
            "AR=",
            "ARpc=",
            "====",
            "A",
            "",
        ]
    )
    | st.binary(max_size=34).map(lambda raw: base64.b64encode(b"\1" + raw).decode()),
)


@pytest.mark.parametrize("text", [GOOGLE, PETER, LOCAL, GOSUM, PETER.replace("c74f20a3", "C74F20A3")])
def test_good_keys(xmod: Xmod, text: str) -> None:
    """A key is a name, a hash of name and key, and an Ed25519 key whose base64 may hold `+`."""
    key = parse_verifier_key(text)
    assert xmod.ask("key", text).values == (key.name, str(key.key_hash))
    name, hash_hex, encoded = text.split("+", 2)
    assert key == VerifierKey(name, int(hash_hex, 16), base64.b64decode(encoded)[1:])


@pytest.mark.parametrize(("text", "message"), FAULTS, ids=repr)
def test_faulty_keys(xmod: Xmod, text: str, message: str) -> None:
    """Each part of a key has its own fault; a key of a wrong length says so before its hash is blamed."""
    assert not xmod.accepts("key", text)
    with pytest.raises(BadKey) as error:
        parse_verifier_key(text)
    assert str(error.value) == message


@given(text=keys)
@example(text="\udcff+00000000+ARpc")
@settings(max_examples=200, deadline=None)
def test_any_key(xmod: Xmod, text: str) -> None:
    """A text is a key for us if it is one for Go."""
    try:
        parse_verifier_key(text)
    except BadKey:
        assert not xmod.accepts("key", text)
    else:
        assert xmod.accepts("key", text)
