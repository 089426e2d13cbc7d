"""What `why` says: whom it names, what it advises, and what it takes for no evidence."""

from __future__ import annotations

import re

import pytest

from goenvctl.cli.verbs import HELP
from goenvctl.why.explain import DECISIVE, HINTS, Why, explain_failure
from goenvctl.why.own import OWN
from goenvctl.why.security import SECURITY
from tests.why.corpus import MORE, SEEN

GO = "go: a.b/c@v1.0.0: "
INFO = "/example.com/a/@v/v1.0.0.info"
RULES = (*SECURITY, *DECISIVE, *OWN)
FAULTS = {"mirror", "network", "security", "auth", "config", "user", "offline"}
WEAKER = re.compile(
    r"GOSUMDB=|GONOSUMDB|GOINSECURE|GONOSUMCHECK|-insecure|sslVerify|StrictHostKey|GOFLAGS=|--insecure"
    r"|(?<!do not )delete go\.sum|rm .*go\.sum",
    re.IGNORECASE,
)


def test_a_mirror_is_named() -> None:
    """The mirror that failed, the module it was to serve, and what to do are named."""
    text = f"go: example.com/a@v1.0.0: reading https://mirror.example/go{INFO}: 502 Bad Gateway\n"
    assert explain_failure(text) == Why(
        "mirror",
        "server-error",
        "https://mirror.example/go",
        "example.com/a@v1.0.0",
        "the mirror https://mirror.example/go fails by itself: its answer is an error of its own (HTTP 502)"
        " (example.com/a@v1.0.0)",
        "goenvctl check tells which mirrors work; goenvctl use --fastest moves to the best",
    )


def test_the_database_is_told_from_the_mirror() -> None:
    """A checksum database that is asked directly is not called a mirror; one behind a mirror names both."""
    wrapped = "go: example.com/a@v1.0.0: verifying module: example.com/a@v1.0.0: "
    lookup = "sum.golang.org/lookup/example.com/a@v1.0.0"
    direct = explain_failure(f'{wrapped}Get "https://{lookup}": dial tcp 192.0.2.1:443: i/o timeout\n')
    behind = explain_failure(f"{wrapped}reading https://mirror.example/go/sumdb/{lookup}: 500 Oops\n")
    assert (direct.mirror, behind.mirror) == (None, "https://mirror.example/go")
    assert direct.message.startswith("the checksum database sum.golang.org does not answer")
    assert behind.message.startswith(
        "the checksum database sum.golang.org at the mirror https://mirror.example/go does not answer"
    )


def test_a_site_is_told_from_the_mirror() -> None:
    """A site that go asked directly is no mirror, and it is said that the mirrors' answers are not"
    " shown."""
    text = (
        'go: corp.example/a@v1.0.0: unrecognized import path "corp.example/a": https fetch: '
        'Get "https://corp.example/a?go-get=1": dial tcp: lookup corp.example: no such host\n'
    )
    why = explain_failure(text)
    assert (why.fault, why.reason, why.mirror) == ("mirror", "dns", None)
    assert why.message == (
        "the name of corp.example (asked directly, not through a mirror) cannot be resolved here"
        " (corp.example/a@v1.0.0); what the mirrors before `direct` said, go does not show"
    )


@pytest.mark.parametrize(
    ("module", "pattern"),
    [
        ("git.corp.example/team/lib", "git.corp.example"),
        ("github.com/acme/lib/v2", "github.com/acme"),
        ("gitee.com/acme/lib", "gitee.com/acme"),
    ],
)
def test_a_module_that_is_not_public(module: str, pattern: str) -> None:
    """What the database does not know is to be made private by its host, or by its owner at a host"
    " of all."""
    url = f"https://sum.golang.org/lookup/{module}@v1.0.0"
    why = explain_failure(
        f"go: {module}@v1.0.0: verifying module: {module}@v1.0.0: reading {url}: 410 Gone\n"
    )
    assert (why.fault, why.reason, why.module) == ("user", "not-public", f"{module}@v1.0.0")
    assert why.hint == f"if it is private: goenvctl private add {pattern}; else look at its name and version"


def test_go_sum_is_kept() -> None:
    """Where go.sum differs the advice is to compare, and never to delete it."""
    sums = "\tdownloaded: h1:a=\n\tgo.sum:     h1:b=\n\nSECURITY ERROR\n"
    text = f"verifying rsc.io/quote@v1.5.2: checksum mismatch\n{sums}"
    why = explain_failure(text)
    assert (why.fault, why.reason, why.module) == ("security", "gosum-mismatch", "rsc.io/quote@v1.5.2")
    assert why.hint == (
        "do not delete go.sum; goenvctl check --module rsc.io/quote@v1.5.2 compares the mirrors with"
        " the checksum"
        " database: where they agree, look who last changed that line of go.sum"
    )


def test_a_lone_mirror_is_named_where_go_names_none() -> None:
    """A zip that is none names nobody: it is the mirror in effect, if there is only one."""
    text = "go: downloading example.com/a v1.0.0\ngo: zip: not a valid zip file\n"
    one, two = ["https://a.example/"], ["https://a.example", "https://b.example"]
    told = [explain_failure(text, mirrors) for mirrors in ((), one, two)]
    assert [(why.mirror, why.module) for why in told] == [
        (None, "example.com/a@v1.0.0"),
        ("https://a.example", "example.com/a@v1.0.0"),
        (None, "example.com/a@v1.0.0"),
    ]


@pytest.mark.parametrize(
    ("text", "has_failed", "message"),
    [
        ("", False, "nothing failed here, as far as go's own lines tell"),
        ("go: downloading a.example/x v1.0.0\n", False, "nothing failed here, as far as go's own lines tell"),
        ("", True, "nothing here is recognised as a failure of go"),
        ("all is lost\n", False, "nothing here is recognised as a failure of go"),
    ],
)
def test_nothing_recognised(text: str, has_failed: bool, message: str) -> None:
    """What is not recognised has no class, and it is said plainly."""
    why = explain_failure(text, has_failed=has_failed)
    assert why[:4] == (None, None, None, None)
    assert why.message == message


GET = f'{GO}Get "http://m.example{INFO}": '
READING = f"{GO}reading http://m.example{INFO}: "
FOREIGN = {
    "status words": f"{READING}500 x509: SECURITY ERROR\n",
    "one-line response": f"{READING}500 \n\tserver response: x\rSECURITY ERROR\n",
    "response": f"{READING}500 \n\tserver response:\n\tx\n\tx509: \n\t    + CategoryInfo \n\tgo :"
    " SECURITY ERROR\n",
    "json": f'{READING}500 \n\tserver response:\n\t{{\n\t"Error": "SECURITY ERROR"\n',
    "not http": f'{GET}net/http: malformed HTTP response "x509: SECURITY ERROR"\n',
    "unasked": f'Unsolicited response starting with "SECURITY ERROR"; err=<nil>\n{GET}EOF\n'.replace(
        "response", "response received on idle HTTP channel", 1
    ),
    "header": f"{GET}malformed MIME header line: SECURITY ERROR\n",
    "redirect": f'{GO}Get "http://m.example/?x509: checksum mismatch": EOF\n',
    "location": f'{GET}failed to parse Location header "SECURITY ERROR": parse\n',
    "version": f"{GO}proxy returned info for version v1\ngo: SECURITY ERROR\n instead of requested version\n",
    "name in a zip": "go: zip for a.b/c@v1.0.0 has unexpected file x509: SECURITY ERROR\n",
    "database's page": f"{GO}reading tree note: malformed note\nnote:\n<p>\n\nSECURITY ERROR\n",
    "goaway": f'{GET}http2: server sent GOAWAY, debug="SECURITY ERROR"\n',
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_what_a_server_chose_is_no_evidence(text: str) -> None:
    """Words that a server put into go's line do not make a mirror's fault one of security."""
    assert explain_failure(text).fault == "mirror"


def test_after_a_page_go_is_heard_again() -> None:
    """A database's page ends where go speaks: a mismatch after it is security."""
    text = (
        FOREIGN["database's page"]
        + "go: x.y/z@v1.0.0: verifying module: checksum mismatch\n\nSECURITY ERROR\n"
    )
    assert explain_failure(text).module == "x.y/z@v1.0.0"


def test_no_advice_weakens_a_check() -> None:
    """No hint turns a verification off, and no rule lacks a sentence."""
    hints = [*(rule.hint for rule in RULES), *HINTS.values()]
    hints += [explain_failure(row.text).hint for row in (*SEEN, *MORE)]
    assert [hint for hint in hints if WEAKER.search(hint)] == []
    assert all(rule.sentence and rule.fault in FAULTS for rule in RULES)


def test_advice_names_commands_that_exist() -> None:
    """Every `goenvctl VERB` in a hint is a verb of goenvctl, and no blank is left in it."""
    hints = {explain_failure(row.text).hint for row in (*SEEN, *MORE)} | {rule.hint for rule in RULES}
    verbs = {verb for hint in hints for verb in re.findall(r"goenvctl ([a-z]+)", hint)}
    assert verbs <= set(HELP)
    assert [row.case for row in (*SEEN, *MORE) if "{" in "".join(map(str, explain_failure(row.text)))] == []


def test_reasons_are_stable_words() -> None:
    """A reason is kebab-case, and belongs to one class where it is not about credentials or a refusal."""
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.reason) for rule in RULES)
    classes: dict[str, set[str]] = {}
    for rule in RULES:
        classes.setdefault(rule.reason, set()).add(rule.fault)
    assert {reason for reason, found in classes.items() if len(found) > 1} == {"forbidden"}
