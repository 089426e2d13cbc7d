"""An authority, servers it vouches for, and files and folders that hold its certificate in many ways."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from trustme import CA, KeyType, LeafCert

NOW = datetime.now(UTC).replace(tzinfo=None)
DAY = timedelta(days=1)
JUNK = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
HALF = b"-----BEGIN CERTIFICATE-----\nMIIB\n"


class World(NamedTuple):
    """By name: certificates of servers, and values for SSL_CERT_FILE and SSL_CERT_DIR."""

    leaves: dict[str, LeafCert]
    files: dict[str, str]
    folders: dict[str, str]

    def server(self, leaf: str) -> ssl.SSLContext:
        """The context of a server that shows this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("DEFAULT:@SECLEVEL=1")
        self.leaves[leaf].configure_cert(context)
        return context


def make_world(root: Path) -> World:
    """Two authorities, of which only one signs."""
    ca, other = CA(), CA()
    leaves = {
        "good": ca.issue_cert("127.0.0.1"),
        "rsa": ca.issue_cert("127.0.0.1", key_type=KeyType.RSA),
        "rsa, 1024 bits": _issue(ca, rsa.generate_private_key(65537, 1024), "127.0.0.1"),
        "below another": ca.create_child_ca().issue_cert("127.0.0.1"),
        "expired": ca.issue_cert("127.0.0.1", not_before=NOW - 9 * DAY, not_after=NOW - DAY),
        "not yet valid": ca.issue_cert("127.0.0.1", not_before=NOW + DAY, not_after=NOW + 9 * DAY),
        "of another host": ca.issue_cert("127.0.0.2", "example.com"),
        "by name": ca.issue_cert("localhost"),
        "wildcard": ca.issue_cert("*.mirror.localhost"),
        "wildcard of the top": ca.issue_cert("*.localhost"),
        "common name only": _issue(ca, ec.generate_private_key(ec.SECP256R1()), "localhost", san=False),
    }
    return World(leaves, _files(root, ca, other, leaves), _folders(root / "folders", ca))


def _files(root: Path, ca: CA, other: CA, leaves: dict[str, LeafCert]) -> dict[str, str]:
    good, strange = ca.cert_pem.bytes(), other.cert_pem.bytes()
    contents = {
        "ca": good,
        "other": strange,
        "both": strange + good,
        "twice": good + good,
        "crlf": good.replace(b"\n", b"\r\n"),
        "text around": b"# Ours\n" + good.rstrip() + b"\ntrailing words",
        "junk before": JUNK + good,
        "junk behind": good + JUNK,
        "half before": HALF + good,
        "half behind": good + HALF,
        "trusted": good.replace(b" CERTIFICATE", b" TRUSTED CERTIFICATE"),
        "headers": good.replace(b"CERTIFICATE-----\n", b"CERTIFICATE-----\nProc-Type: 4\n\n", 1),
        "indented": good.replace(b"-----BEGIN", b" -----BEGIN"),
        "der": ssl.PEM_cert_to_DER_cert(good.decode()),
        "leaf": leaves["good"].cert_chain_pems[0].bytes(),
        "middle": leaves["below another"].cert_chain_pems[1].bytes(),
        "expired leaf": leaves["expired"].cert_chain_pems[0].bytes(),
        "empty": b"",
    }
    files = {name: _write(root / "files" / name, data) for name, data in contents.items()}
    return {**files, "missing": str(root / "missing"), "folder": str(root)}


def _folders(root: Path, ca: CA) -> dict[str, str]:
    good = ca.cert_pem.bytes()
    ca_file = _write(root / "unhashed" / "our company", good)
    _write(root / "junk" / "README", b"nothing")
    _write(root / "deep" / "below" / "ca.pem", good)
    _write(root / "linked" / "README", JUNK)
    (root / "linked" / "ca.pem").symlink_to(ca_file)
    (root / "linked" / "nowhere.pem").symlink_to(root / "nowhere")
    folders = {name: str(root / name) for name in ("unhashed", "junk", "deep", "linked", "missing")}
    return {**folders, "file": ca_file, "list": f"{root}/missing::{root}/junk:{root}/unhashed"}


def _write(path: Path, data: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)


def _issue(
    ca: CA, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, name: str, *, san: bool = True
) -> LeafCert:
    """What the ordinary way does not make: weak keys, and a bare common name."""
    issuer = x509.load_pem_x509_certificate(ca.cert_pem.bytes())
    ca_key = serialization.load_pem_private_key(ca.private_key_pem.bytes(), None)
    assert isinstance(ca_key, ec.EllipticCurvePrivateKey)
    builder = x509.CertificateBuilder(
        issuer.subject,
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]),
        key.public_key(),
        x509.random_serial_number(),
        NOW - DAY,
        NOW + DAY,
    )
    if san:
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))])
        builder = builder.add_extension(names, critical=False)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    signed = builder.sign(ca_key, hashes.SHA256())
    return LeafCert(pem, signed.public_bytes(serialization.Encoding.PEM), [])
