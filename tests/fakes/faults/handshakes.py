"""TLS endpoints that a client must not, or cannot, talk to."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

HOST = "127.0.0.1"
DAY = timedelta(days=1)


class Authority:
    """A certificate authority that clients trust through the bundle `ca_file`, and one that they do not."""

    def __init__(self, folder: Path) -> None:
        self._trusted = trustme.CA()
        self._unknown = trustme.CA(organization_name="nobody knows it")
        self.ca_file = folder / "ca.pem"
        self._trusted.cert_pem.write_to_path(self.ca_file)

    def good(self) -> ssl.SSLContext:
        return _context(self._trusted.issue_cert(HOST, "localhost"))

    def http2(self) -> ssl.SSLContext:
        context = self.good()
        context.set_alpn_protocols(["h2"])
        return context

    def unknown(self) -> ssl.SSLContext:
        """Signed by an authority in nobody's list."""
        return _context(self._unknown.issue_cert(HOST))

    def self_signed(self) -> ssl.SSLContext:
        """The certificate is its own authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "myself")])
        now = datetime.now(UTC)
        address = x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))])
        builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        valid = builder.not_valid_before(now - DAY).not_valid_after(now + DAY)
        certificate = valid.add_extension(address, critical=False).sign(key, hashes.SHA256())
        pem = certificate.public_bytes(Encoding.PEM) + key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with trustme.Blob(pem).tempfile() as file:
            context.load_cert_chain(file)
        return context

    def expired(self) -> ssl.SSLContext:
        now = datetime.now(UTC)
        return _context(self._trusted.issue_cert(HOST, not_before=now - 9 * DAY, not_after=now - DAY))

    def not_yet_valid(self) -> ssl.SSLContext:
        now = datetime.now(UTC)
        return _context(self._trusted.issue_cert(HOST, not_before=now + DAY, not_after=now + 9 * DAY))

    def wrong_host(self) -> ssl.SSLContext:
        return _context(self._trusted.issue_cert("mirror.example", "127.0.0.2"))

    def old(self) -> ssl.SSLContext:
        """TLS 1.1 at most; OpenSSL signs with SHA-1 only at its lowest level of security."""
        context = self.good()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.options &= ~(ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1)
        _limit(context, ssl.TLSVersion.TLSv1_1)
        return context

    def client_certificate(self, version: ssl.TLSVersion) -> Callable[[], ssl.SSLContext]:
        """Only for clients with a certificate; in TLS 1.3 they hear of it after the handshake."""

        def context() -> ssl.SSLContext:
            made = self.good()
            made.verify_mode = ssl.CERT_REQUIRED
            self._trusted.configure_trust(made)
            made.minimum_version = made.maximum_version = version
            return made

        return context

    def contexts(self) -> dict[str, Callable[[], ssl.SSLContext]]:
        return {
            "tls": self.good,
            "tls-unknown": self.unknown,
            "tls-self-signed": self.self_signed,
            "tls-expired": self.expired,
            "tls-not-yet-valid": self.not_yet_valid,
            "tls-wrong-host": self.wrong_host,
            "tls-1.1": self.old,
            "tls-client-1.2": self.client_certificate(ssl.TLSVersion.TLSv1_2),
            "tls-client-1.3": self.client_certificate(ssl.TLSVersion.TLSv1_3),
        }


def _context(leaf: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    return context


def _limit(context: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    # Python warns of the old versions; to have one is the point here.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
