"""Bytes or servers that are not what they claim to be. One such line outweighs all others.

Sources: cmd/go/internal/modfetch/fetch.go, modcmd/verify.go, web/http.go, x/mod/sumdb, crypto/x509,
crypto/tls.
"""

from __future__ import annotations

from goenvctl.language import N_
from goenvctl.why.rule import Rule

_LEAVE = N_(
    "keep it out of the build: goenvctl check --module {module} compares the mirrors with the checksum"
    " database, and goenvctl use --fastest moves away from one that serves other bytes"
)
_DATABASE = N_("do not go on with this mirror: goenvctl check --full, then goenvctl use --fastest")
_ROOTS = N_(
    "if your company inspects TLS, add its root certificate to the system (or SSL_CERT_FILE);"
    " otherwise somebody is between you and {who}: goenvctl check tells which mirrors show it"
)
_GIT_ROOTS = N_("add the server's root certificate to the system, or name it in git's http.sslCAInfo")


def _of_tls(pattern: str, reason: str, sentence: str, hint: str) -> Rule:
    return Rule(pattern, "security", reason, sentence, hint)


SECURITY = (
    Rule(
        r"checksum mismatch\n\s+downloaded:[^\n]*\n\s+go\.(?:work\.)?sum:",
        "security",
        "gosum-mismatch",
        N_("{module} is not what go.sum says: the bytes changed since it was written, or go.sum did"),
        N_(
            "do not delete go.sum; goenvctl check --module {module} compares the mirrors with the checksum"
            " database: where they agree, look who last changed that line of go.sum"
        ),
    ),
    Rule(
        r"verifying go\.mod: checksum mismatch|/go\.mod: checksum mismatch",
        "security",
        "mod-mismatch",
        N_("the go.mod of {module} is not the one that the checksum database knows"),
        _LEAVE,
    ),
    Rule(
        r"checksum mismatch",
        "security",
        "zip-mismatch",
        N_("the bytes of {module} are not those that the checksum database knows"),
        _LEAVE,
    ),
    Rule(
        r"checksum missing from sumdb response",
        "security",
        "sumdb-forged",
        N_("the answer in the name of the checksum database does not speak of {module}"),
        _DATABASE,
    ),
    Rule(
        r"go\.sum database server misbehavior|security error: misbehaving server",
        "security",
        "sumdb-forged",
        N_("two answers of the checksum database contradict each other: one of them is forged"),
        N_("keep the output; goenvctl check --full shows which way to the database is wrong"),
    ),
    Rule(
        r"note has no verifiable signatures|invalid signature for key|verifier name or hash doesn't match"
        r"|unknown key \S+\+[0-9a-f]{8}",
        "security",
        "sumdb-forged",
        N_("the checksum database's answer is not signed with its key"),
        N_(
            "goenvctl check --full shows which mirror forges it; if GOSUMDB names a key of your own, compare"
            " it"
        ),
    ),
    Rule(
        r"cannot authenticate record data|downloaded inconsistent tile|cannot validate record \d+"
        r"|invalid transparency proof",
        "security",
        "sumdb-forged",
        N_("the checksum database's answer does not fit its signed tree"),
        _DATABASE,
    ),
    Rule(
        r": (?:dir|zip) has been modified|: missing ziphash: |unexpected ziphash|ziphash file does not match",
        "security",
        "cache-modified",
        N_("{module} was changed in the module cache after it was verified"),
        N_("go clean -modcache, then download anew; find out who writes into the cache"),
    ),
    Rule(
        r"SECURITY (?:ERROR|WARNING)",
        "security",
        "security-error",
        N_("go reports a security error"),
        N_("stop here: goenvctl check --module {module} compares the mirrors with the checksum database"),
    ),
    _of_tls(
        r"certificate has expired or is not yet valid|certificate has expired|certificate is not yet valid",
        "tls-expired",
        N_("the certificate of {who} is not valid today"),
        N_("look at this machine's clock first; else it is the server's to renew: goenvctl use --fastest"),
    ),
    _of_tls(
        r"x509: certificate is (?:not )?valid for|doesn't contain any IP SANs|legacy Common Name"
        r"|no alternative certificate subject name|not valid for any names|SEC_E_WRONG_PRINCIPAL"
        r"|none matched",
        "tls-hostname",
        N_("the certificate that answers for {who} belongs to another name"),
        N_(
            "somebody else answers there (a login page, an inspecting proxy), or the address is wrong:"
            " goenvctl check"
        ),
    ),
    _of_tls(
        r"failed to load system roots|no roots provided",
        "tls-no-roots",
        N_("this machine has no root certificates, so nobody's certificate can be verified"),
        N_("install ca-certificates, or name the bundle in SSL_CERT_FILE"),
    ),
    _of_tls(
        r"x509: |failed to verify certificate",
        "tls-untrusted",
        N_("the certificate of {who} is not signed by anybody this machine trusts"),
        _ROOTS,
    ),
    _of_tls(
        r"certificate verification failed|SSL certificate problem|certificate verify failed"
        r"|^(?>.*?schannel: ).*?(?:CERT|UNTRUST"
        r"|revocation|0x8009)|SSL peer certificate",
        "tls-untrusted",
        N_("git does not trust the certificate of {who}"),
        _GIT_ROOTS,
    ),
    _of_tls(
        r"Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED",
        "ssh-host-key",
        N_("ssh does not know the key with which {who} answers"),
        N_("compare its fingerprint with the one that the host publishes, then add it to known_hosts"),
    ),
    _of_tls(
        r"tls: downgrade attempt|tls: invalid signature by the server|tls: invalid server finished"
        r"|Finished message was"
        r" incorrect|tls: (?:local error: )?bad record MAC|tls: decryption failed|tls: error decrypting",
        "tls-tampered",
        N_("the encrypted connection to {who} was tampered with on its way"),
        N_("try another network, or goenvctl use --fastest"),
    ),
    Rule(
        r"redirected from secure URL",
        "security",
        "redirect-downgrade",
        N_("{who} sends go from https to an address in the clear, which go refuses"),
        N_("goenvctl use --fastest; tell whoever runs the mirror"),
    ),
)

UNVERIFIED = Rule(  # where nothing else says why
    r"\bverifying (?:module|go\.mod|_@_\S{0,9}): ",
    "security",
    "not-verified",
    N_("go could not verify {module}"),
    N_(
        "keep it out of the build: goenvctl check --module {module} compares the mirrors with the checksum"
        " database"
    ),
)
