"""Whom Go trusts: the certificates of the machine, and never a list that came with a library.

Source: crypto/x509 (root.go, root_unix.go, root_linux.go, verify.go) and crypto/tls (cipher_suites.go).
"""

from __future__ import annotations

import contextlib
import os
import re
import ssl
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module

from goenvctl.go.version import Version
from goenvctl.host import Host

FILES: tuple[str, ...] = (  # the first that can be read
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
FOLDERS: tuple[str, ...] = ("/etc/ssl/certs", "/etc/pki/tls/certs")  # all of them
OVERRIDES_SYSTEM = Version(1, 27)  # SSL_CERT_* count on macOS and Windows too

# Those of TLS 1.2 that Go 1.23 and later offer. Level 1, as in Go: RSA of 1024 bits is enough, SHA-1 is not.
CIPHERS = ":".join(
    f"ECDHE-{key}-{cipher}"
    for cipher in ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305", "AES128-SHA", "AES256-SHA")
    for key in ("ECDSA", "RSA")
)

_PEM = re.compile(
    rb"^-----BEGIN CERTIFICATE-----[ \t]*\r?\n([A-Za-z0-9+/= \t\r\n]*)^-----END CERTIFICATE-----[ \t]*\r?$",
    re.MULTILINE,
)


def ssl_context(
    environ: Mapping[str, str], platform: str = sys.platform, version: Version | None = None
) -> ssl.SSLContext:
    """A client's context that trusts whom this Go (None: the newest) trusts in this environment.

    What cannot be read or parsed is left out without a word, as Go does; then nobody may be trusted.
    On macOS and Windows it is the system's own judgement, but for SSL_CERT_* from Go 1.27 on. OpenSSL is
    stricter in one thing: behind the star of a wildcard it wants two names (`*.corp` is for nobody).
    """
    files, folders, separator = FILES, FOLDERS, ":"
    if platform in ("darwin", "win32"):
        if not _names_its_own(environ) or (version or OVERRIDES_SYSTEM) < OVERRIDES_SYSTEM:
            return _system_context()
        files, folders, separator = (), (), ";" if platform == "win32" else ":"
    if file := environ.get("SSL_CERT_FILE"):
        files = (file,)
    if listed := environ.get("SSL_CERT_DIR"):
        folders = tuple(listed.split(separator))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(f"{CIPHERS}:@SECLEVEL=1")
    context.hostname_checks_common_name = False
    # Any certificate of Go's pool is an anchor, be it the server's own.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    _load(context, list(dict.fromkeys(_certificates(files, folders))))
    return context


def _names_its_own(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("SSL_CERT_FILE") or environ.get("SSL_CERT_DIR"))


def _system_context() -> ssl.SSLContext:
    context: ssl.SSLContext = import_module("truststore").SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return context


def _certificates(files: Iterable[str], folders: Iterable[str]) -> Iterator[bytes]:
    """The certificates, as DER, of the first file that can be read and of all that lie in the folders."""
    peek = Host({}).peek
    yield from _decode(next((data for data in map(peek, files) if data is not None), b""))
    for folder in folders:
        for path in _entries(folder):
            yield from _decode(peek(path) or b"")


def _entries(folder: str) -> list[str]:
    """The folder's files, without links to their neighbours: OpenSSL's hashed names."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.path for entry in entries if not _is_alias(entry))
    except (OSError, ValueError):
        return []


def _is_alias(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and os.sep not in os.readlink(entry.path)
    except OSError:
        return False


def _decode(data: bytes) -> Iterator[bytes]:
    """Blocks with headers, of other types or cut short are passed over, as encoding/pem and CertPool do."""
    import binascii

    for match in _PEM.finditer(data):
        with contextlib.suppress(binascii.Error):
            yield binascii.a2b_base64(match[1])


def _load(context: ssl.SSLContext, certificates: list[bytes]) -> None:
    """All at once; where one is no certificate, each by itself."""
    try:
        context.load_verify_locations(cadata=b"".join(certificates))
    except (ssl.SSLError, ValueError):
        for certificate in certificates:
            with contextlib.suppress(ssl.SSLError, ValueError):
                context.load_verify_locations(cadata=certificate)
