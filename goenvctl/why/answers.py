"""Servers that were reached and refused, or answered wrongly.

Sources: cmd/go/internal/web/api.go, modfetch/proxy.go, x/mod/zip, x/mod/sumdb, net/http; git, curl and ssh.
"""

from __future__ import annotations

from goenvctl.language import N_
from goenvctl.why.rule import Rule

_CREDENTIALS = N_(
    "look at ~/.netrc (machine {host}) or GOAUTH; goenvctl check shows whether they are accepted"
)


def _auth(pattern: str, reason: str, sentence: str, hint: str = _CREDENTIALS) -> Rule:
    return Rule(pattern, "auth", reason, sentence, hint)


def _mirror(pattern: str, reason: str, sentence: str, hint: str = "") -> Rule:
    return Rule(pattern, "mirror", reason, sentence, hint)


DENIED = (
    _mirror(
        r"/(?:supported|lookup/_|tile/_): (?:40[1378]|429|5\d\d|451)\b",
        "sumdb-error",
        N_("{who} does not answer for {module}"),
    ),
    Rule(
        r"/lookup/_: 4(?:04|10)\b",
        "user",
        "not-public",
        N_("the checksum database does not know {module}: it is not public, or does not exist"),
        N_("if it is private: goenvctl private add {private}; else look at its name and version"),
    ),
    _mirror(r"/tile/_: 4(?:04|10)\b", "sumdb-error", N_("{who} lacks a part of its own tree")),
    _auth(r": 401\b", "auth-required", N_("{who} wants to know who you are")),
    _auth(
        r"remote error: tls: (?:certificate required|bad certificate|unknown certificate"
        r"|access denied|expired cert)",
        "tls-client-cert",
        N_("{who} wants a client certificate, which go cannot show"),
        N_("use an address without that demand, or a local proxy that shows the certificate"),
    ),
    _auth(
        r"could not read (?:Username|Password)|[Aa]uthentication failed|terminal prompts disabled"
        r"|returned error: 401",
        "auth-required",
        N_("{who} wants credentials, and git has none for it"),
        N_(
            "a private module: goenvctl private add {private}, and give git a credential helper or ssh"
            " (git help config, insteadOf); a public one: look at its name"
        ),
    ),
    _auth(
        r"Permission denied \(|Too many authentication failures",
        "auth-required",
        N_("{who} does not accept your ssh key"),
        N_("ssh-add -l shows the keys; ssh -T git@HOST tells what the host thinks of them"),
    ),
    _auth(
        r"returned error: 403|repository '[^'\n]*' not found|Repository not found",
        "forbidden",
        N_("{who} does not show this repository to you: it is private, or does not exist"),
        N_("look at the name, and at the rights of your credentials"),
    ),
    _auth(
        r": 403\b",
        "forbidden",
        N_("{who} refuses to serve {module} to you"),
        N_(
            "a mirror that needs a login: ~/.netrc or GOAUTH; one that blocks this module: goenvctl use"
            " --fastest"
        ),
    ),
    _mirror(r": 451\b", "forbidden", N_("{who} may not serve {module}, for legal reasons")),
    _mirror(r": 429\b|returned error: 429", "rate-limited", N_("{who} says that you ask too often")),
    _mirror(
        r"(?:: |returned error: )(?P<d>408|5\d\d)\b",
        "server-error",
        N_("{who} fails by itself: its answer is an error of its own (HTTP {d})"),
    ),
    _mirror(r"\.zip: 4(?:04|10)\b", "no-zip", N_("{who} knows {module}, but has lost its zip")),
)

MISSING = Rule(
    r": 4(?:04|10)\b",
    "user",
    "not-found",
    N_("{who} does not have {module}: no such name or version, a private module, or a mirror that lags"),
    N_(
        "goenvctl check --module {module} asks every mirror in effect; if it is private:"
        " goenvctl private add {private}"
    ),
)

ANSWERED = (
    _mirror(
        r"not a valid zip file|zip: |zip for \S+ has unexpected file|unzip |too large",
        "bad-zip",
        N_("{who} served something else than the zip of {module}, or half of it"),
        N_("goenvctl check finds the mirror that does so; goenvctl use --fastest leaves it"),
    ),
    _mirror(
        r"invalid response from proxy[^\n]{0,99}invalid character '<'",
        "not-a-mirror",
        N_(
            "{who} answers with a web page: it is no mirror, or a login page of your network answers in"
            " its place"
        ),
        N_("open a browser: if a login page shows, log in; else goenvctl use --fastest"),
    ),
    _mirror(
        r"invalid response from proxy|proxy returned info for version",
        "bad-info",
        N_("{who} answers with nonsense about {module}"),
    ),
    _mirror(
        r"malformed record data|malformed (?:tree )?note|TileReader returned bad",
        "sumdb-broken",
        N_("what answered for the checksum database is not its answer"),
        N_(
            "a login page or a broken mirror answers in its place: goenvctl check; if it stays,"
            " go clean -modcache empties what was kept of it"
        ),
    ),
    _mirror(
        r"parsing go\.mod: missing module line|go\.mod:1: unknown directive: <",
        "bad-mod",
        N_("{who} served something else than the go.mod of {module}"),
        N_("go clean -modcache, then goenvctl use --fastest"),
    ),
    _mirror(
        r"unexpected EOF|gzip: |chunk (?:length|data)|chunked |stream error|early EOF"
        r"|hung up unexpectedly|RPC failed|transfer closed"
        r"|read \"[^\"\n]*\": .{0,200}reset|non-properly terminated|unexpected disconnect",
        "truncated",
        N_("{who} broke off in the middle of its answer"),
    ),
    _mirror(
        r": EOF|reset by peer|forcibly closed|aborted by the software|broken pipe|Empty reply"
        r"|SSL_ERROR_SYSCALL"
        r"|closed idle connection|Connection closed by remote host|http2: |Connection reset|ssl_read"
        r"|SSL_read",
        "reset",
        N_("{who} closes the connection without an answer, or something on the way does"),
    ),
    _mirror(
        r"Client\.Timeout|context deadline exceeded|awaiting (?:response )?headers",
        "first-byte-timeout",
        N_("{who} accepts the question and never answers"),
    ),
    _mirror(
        r"reading https?://_\S{0,9}: \d\d\d\b",
        "bad-status",
        N_("{who} answers in a way that no mirror should"),
    ),
    _mirror(r"\bdial (?:tcp|udp)|connectex:", "unreachable", N_("{who} cannot be reached")),
    _mirror(r'(?:Get|Head|read) "https?:[^"\n]*": \S', "unreachable", N_("{who} gave no usable answer")),
)
