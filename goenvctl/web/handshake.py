"""One thing that OpenSSL does not say: a TLS 1.2 server hung up because it wanted a client certificate."""

from __future__ import annotations

import ssl


class CertificateDemanded(ssl.SSLError):
    """The server had chosen a cipher already, and then refused the handshake."""


class Handshake(ssl.SSLObject):
    """A context's `sslobject_class`. Before TLS 1.3 the refusal has no alert of its own."""

    def do_handshake(self) -> None:
        try:
            super().do_handshake()
        except ssl.SSLError as exc:
            if getattr(exc, "reason", "") == "SSLV3_ALERT_HANDSHAKE_FAILURE" and self.cipher() is not None:
                raise CertificateDemanded(exc.errno, exc.strerror) from exc
            raise
