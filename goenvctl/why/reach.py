"""Servers that could not be reached, and what stands between here and them.

Sources: net, net/http, crypto/tls; curl, git and ssh; Windows' and macOS' own words, also in Chinese. An
unreachable server is class mirror: from what go prints nobody can tell more.
"""

from __future__ import annotations

from goenvctl.language import N_
from goenvctl.why.rule import Rule

_PROXY = N_("look at HTTP_PROXY, HTTPS_PROXY and NO_PROXY (env | grep -i proxy); goenvctl check tells more")


def _network(pattern: str, reason: str, sentence: str, hint: str = _PROXY) -> Rule:
    return Rule(pattern, "network", reason, sentence, hint)


def _mirror(pattern: str, reason: str, sentence: str, hint: str = "") -> Rule:
    return Rule(pattern, "mirror", reason, sentence, hint)


NETWORK = (
    Rule(
        r"407 from proxy|response 407|: Proxy Authentication Required\s*$|: 407\b",
        "auth",
        "auth-required",
        N_("the HTTP proxy between here and {who} wants a name and a password"),
        N_("put them into the proxy's address in HTTPS_PROXY, or ask who runs the proxy"),
    ),
    _network(r": proxyconnect ", "proxy", N_("the HTTP proxy that this machine uses does not work")),
    _network(r"socks connect", "proxy", N_("the SOCKS proxy that this machine uses does not work")),
    _network(
        r"Could not resolve proxy", "proxy", N_("the name of the HTTP proxy that git uses is not found")
    ),
    _network(
        r"from proxy after CONNECT|CONNECT tunnel failed",
        "proxy",
        N_("the HTTP proxy refuses git the way to {who}"),
    ),
    _network(
        r'(?:Get|Head) "[^"\n]*": (?:Forbidden|Bad Gateway'
        r"|[A-Z][a-z]+(?: [A-Z][A-Za-z]+)*)\s*$",
        "proxy",
        N_("the HTTP proxy that this machine uses refuses the way to {who}"),
    ),
    _network(
        r": 511\b",
        "captive-portal",
        N_("the network wants you to log in before it lets anything through"),
        N_("open a browser, log in, and try again"),
    ),
    _network(
        r"connectex: An attempt was made to access a socket in a way forbidden|connect: permission denied"
        r"|(?:connect|socket): operation not permitted",
        "blocked",
        N_("this machine does not let go open a connection to {who}: a firewall or sandbox"),
        N_("allow the go command in the firewall or the sandbox"),
    ),
)

UNREACHED = (
    _mirror(
        r"no such host|server misbehaving|lookup \S+( on \S+)?: |Could not resolve host|getaddrinfow?:"
        r"|Temporary failure in name resolution|nodename nor servname|Name or service not known"
        r"|no answer from DNS|unmarshal DNS|lame referral",
        "dns",
        N_("the name of {who} cannot be resolved here"),
        N_("if other names fail too it is your network or its DNS; else goenvctl use --fastest"),
    ),
    _mirror(
        r"[Cc]onnection refused|actively refused|目标计算机积极拒绝",
        "connect-refused",
        N_("{who} refuses connections, or something on the way does"),
    ),
    _mirror(
        r"unreachable network|unreachable host|network is unreachable|no route to host|host is down"
        r"|[Nn]o route"
        r"|Network is unreachable|can't assign requested address|cannot assign requested address",
        "no-route",
        N_("no way leads from this network to {who}"),
        N_("look whether this machine is online (VPN, IPv6); else goenvctl use --fastest"),
    ),
    _mirror(
        r"TLS handshake timeout|SSL connection timeout",
        "tls-timeout",
        N_("{who} accepts a connection and then does not finish the TLS handshake"),
    ),
    _mirror(
        r"^(?>.*?\bdial ).*?(?:i/o timeout|timed out|did not properly respond|没有正确答复|context deadline)"
        r"|i/o timeout"
        r"|[Cc]onnection timed out|Operation timed out|Failed to connect|Couldn't connect",
        "connect-timeout",
        N_("{who} does not answer, or the way to it is blocked"),
    ),
    _mirror(
        r"stopped after \d+ redirects|missing Location header|failed to parse Location"
        r"|unsupported protocol scheme",
        "redirect-loop",
        N_("{who} redirects without ever serving anything"),
    ),
    _mirror(
        r"first record does not look like|server gave HTTP response to HTTPS|malformed HTTP"
        r"|malformed MIME|readLoopPeekFail\w{0,9}+:(?! read \w{3,4} \S{1,99}: read: connection reset)"
        r"|unsupported transfer encoding|bad Content-Length|invalid Content-Length",
        "not-http",
        N_("what answers at the address of {who} does not speak http as expected"),
        N_("look at the address (http or https, and the port): goenvctl status"),
    ),
    _mirror(
        r"remote error: tls|tls: server selected|tls: oversized record|tls: unexpected message"
        r"|gnutls_handshake|tls: no "
        r"|tls: unsupported|tls: server ",
        "tls-protocol",
        N_("{who} and go find no common way to encrypt"),
    ),
)
