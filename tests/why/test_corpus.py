"""`why` against what go prints: every labelled row, other names for the same, and rows mixed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.why.explain import explain_failure
from tests.toolchains import NEWEST
from tests.why.corpus import FOLDS, MORE, SEEN, Row

TO_HOLD = 0.97
OTHER_NAMES = (  # of hosts, modules, versions and folders: they may not decide
    {
        "example.com": "code.acme.test",
        "priv.example": "git.acme.test",
        "PROXY": "goproxy.acme.test:8443",
        "SUMDB": "sums.acme.test",
        "sum.lab.test": "sums.acme.test/db",
        "mirror.example": "10.20.30.40",
        "v1.0.0": "v2.13.4-rc.1+incompatible",
        "$HOME": "/Users/li wei",
        "1.99.0": "1.30.7",
        "linux": "windows",
    },
    {
        "example.com": "x509.example/security-error/proxyconnect",
        "priv.example": "eof.example",
        "PROXY": "forbidden.example/checksum-mismatch",
        "SUMDB": "GOPROXY-off.example",
        "sum.lab.test": "dial-tcp.example",
        "mirror.example": "no-such-host.example",
        "v1.0.0": "v0.0.0-20200401403500-404410429503",
        "$HOME": "/root/x509/go.mod/vendor",
    },
    {
        "example.com": "github.com/Azure/go-autorest",
        "PROXY": "[2001:db8::1]:3000",
        "SUMDB": "127.0.0.1:443",
        "sum.lab.test": "sum.golang.org",
        "DNS:53": "[::1]:53",
        "v1.0.0": "v1.500.403",
        "$HOME": "C:\\\\Users\\\\王",
    },
)
SECURITY = [row for row in (*SEEN, *MORE) if row.fault == "security"]
OTHERS = [row for row in (*SEEN, *MORE) if row.fault != "security"]


@pytest.mark.parametrize("fold", range(FOLDS))
def test_each_part_of_the_cases_is_explained_alike(fold: int) -> None:
    """In every fifth of the cases at least 97 % of what seven versions of go print gets its class."""
    part = [row for row in SEEN if row.fold == fold]
    right = [row for row in part if explain_failure(row.text).fault == row.fault]
    assert len(part) > 100
    assert len(right) / len(part) >= TO_HOLD


def test_every_row_is_explained() -> None:
    """Today every labelled row gets its class, those of other systems, tools and wrappings too."""
    wrong = [(row.case, row.fault, explain_failure(row.text).fault) for row in (*SEEN, *MORE)]
    assert [one for one in wrong if one[1] != one[2]] == []


def test_mirror_and_module_are_named() -> None:
    """Where a row says which mirror and module it was, both are named."""
    wrong = []
    for row in MORE:
        why = explain_failure(row.text)
        for told, known in ((why.mirror, row.mirror), (why.module, row.module)):
            if known is not None and told != known:
                wrong.append((row.case, told, known))
    assert wrong == []


@pytest.mark.parametrize("names", OTHER_NAMES, ids=["plain", "misleading", "odd"])
def test_names_do_not_decide(names: dict[str, str]) -> None:
    """With other hosts, modules, versions and folders every row keeps its class, and its reason."""
    wrong = []
    for row in SEEN:
        text = re.sub(
            rf"(?<![A-Z])(?:{'|'.join(map(re.escape, names))})", lambda found: names[found[0]], row.text
        )
        told, before = explain_failure(text), explain_failure(row.text)
        if (told.fault, told.reason) != (row.fault, before.reason):
            wrong.append((row.case, row.fault, told.fault, told.reason))
    assert wrong == []


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(SECURITY), st.lists(st.sampled_from(OTHERS), max_size=4), st.integers(0, 4))
def test_security_outweighs_all_else(row: Row, others: list[Row], place: int) -> None:
    """Whatever else go complains of before and after it, a security row is security."""
    texts = [other.text for other in others]
    texts.insert(min(place, len(texts)), row.text)
    assert (
        explain_failure("".join(text if text.endswith("\n") else f"{text}\n" for text in texts)).fault
        == "security"
    )


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(OTHERS), st.sampled_from(SECURITY))
def test_a_server_cannot_cry_wolf(row: Row, cry: Row) -> None:
    """A security message within a server's response changes nothing."""
    response = "\n".join(f"\t{line}" for line in cry.text.strip().split("\n") if line.strip())
    own = row.text if row.text.endswith("\n") or not row.text else f"{row.text}\n"
    text = f"{own}\tserver response:\n{response}\n"
    assert explain_failure(text).fault == row.fault


def test_every_certificate_fault_that_go_knows_is_security() -> None:
    """Each message with which Go's own crypto/x509 refuses a certificate is security."""
    source = (NEWEST.goroot / "src/crypto/x509/verify.go").read_text()
    said = set(re.findall(r'"(x509: [^"%]{10,}?)"', source))
    assert len(said) >= 10
    url = "https://mirror.example/example.com/a/@v/v1.0.0.info"
    texts = [
        f'go: example.com/a@v1.0.0: Get "{url}": tls: failed to verify certificate: {one}\n' for one in said
    ]
    assert {explain_failure(text).fault for text in texts} == {"security"}
