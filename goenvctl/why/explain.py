"""`why`: from what go printed to whose fault it was and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from goenvctl.go.complaint.messages import Message, Output, read_output
from goenvctl.go.complaint.subject import Subject, find_subject
from goenvctl.go.complaint.words import own_words
from goenvctl.language import N_, tr
from goenvctl.why.answers import ANSWERED, DENIED, MISSING
from goenvctl.why.own import OWN
from goenvctl.why.reach import NETWORK, UNREACHED
from goenvctl.why.rule import Rule
from goenvctl.why.security import SECURITY, UNVERIFIED
from goenvctl.why.settings import CONFIG, LOCAL, OFFLINE

DECISIVE = (*LOCAL, *CONFIG, *OFFLINE, *NETWORK, *DENIED, MISSING, *UNREACHED, *ANSWERED, UNVERIFIED)
HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "gitee.com", "codeberg.org", "gopkg.in")  # of everybody
BETWEEN = "\n\0\n"  # messages: no rule reaches over it
HINTS = {
    "mirror": N_("goenvctl check tells which mirrors work; goenvctl use --fastest moves to the best"),
    "": N_("goenvctl check tells which mirrors work; goenvctl use --fastest moves to the best"),
    "database": N_(
        "goenvctl check tells which ways to the database work; goenvctl use cn goes to the same one"
        " by sum.golang.google.cn"
    ),
    "site": N_(
        "goenvctl explain {module} shows why it is asked directly; for a public module a mirror spares"
        " the way: goenvctl use --fastest"
    ),
}


class Why(NamedTuple):
    """`fault`: mirror, network, security, auth, config, user, offline, or None where nothing is recognised.

    `reason` is kebab-case, `mirror` a base URL, `module` is `path@version` or `path`; None where unknown.
    """

    fault: str | None
    reason: str | None
    mirror: str | None
    module: str | None
    message: str
    hint: str


def explain_failure(text: str, mirrors: Sequence[str] = (), *, has_failed: bool = False) -> Why:
    """Whose fault it was, by the output of a failed `go`.

    A security line of go's own outweighs all else; then the first message that decides; what the
    user's own module is to blame for only where nothing else is. `mirrors` are the base URLs in effect where
    the output is known to come from here: a lone one is named where go names none. `has_failed`: by its
    exit code.
    """
    output = read_output(text)
    words = own_words(BETWEEN.join(message.text for message in output.messages))
    for rules in (SECURITY, DECISIVE, OWN):
        if first := _first(rules, words):
            rule, found = first
            message = output.messages[words.count(BETWEEN, 0, found.start())]
            return _told(rule, found, message, tuple(mirror.rstrip("/") for mirror in mirrors))
    return _nothing(output, has_failed=has_failed)


def _first(rules: Iterable[Rule], words: str) -> tuple[Rule, re.Match[str]] | None:
    """The rule that fits the earliest message, the first of several; `words` is read once by each."""
    first = None
    end = len(words)
    for rule in rules:
        if found := re.compile(rule.pattern, re.MULTILINE).search(words, 0, end):
            first = rule, found
            end = words.rfind(BETWEEN, 0, found.start())
            if end < 0:
                break
    return first


def _told(rule: Rule, found: re.Match[str], message: Message, mirrors: tuple[str, ...]) -> Why:
    subject = find_subject(message, mirrors)
    mirror = subject.address if subject.kind == "mirror" else subject.through
    if not mirror and not subject.kind and rule.fault == "mirror" and len(mirrors) == 1:
        mirror = mirrors[0]
        subject = subject._replace(kind="mirror", address=mirror)
    words = {
        **found.groupdict(""),
        "who": _who(subject),
        "module": subject.module or tr("the module"),
        "private": _private_pattern(subject.module),
        "host": _host(subject),
    }
    sentence = tr(rule.sentence, **words)
    if subject.module and subject.module not in sentence:
        sentence = tr("{sentence} ({module})", sentence=sentence, module=subject.module)
    hint = rule.hint or HINTS[subject.kind]
    if not subject.module:
        words["module"] = "MODULE@VERSION"
    if _hides_mirrors(rule, message):
        sentence = tr(
            "{sentence}; what the mirrors before `direct` said, go does not show", sentence=sentence
        )
    return Why(
        rule.fault,
        rule.reason,
        mirror or None,
        subject.module or None,
        sentence,
        tr(hint, **words),
    )


def _who(subject: Subject) -> str:
    if subject.kind == "database":
        return _database(subject)
    if subject.kind == "site":
        host = subject.address or tr("the host")
        return tr("{host} (asked directly, not through a mirror)", host=host)
    return tr("the mirror {mirror}", mirror=subject.address) if subject.address else tr("the mirror")


def _database(subject: Subject) -> str:
    name, mirror = subject.address, subject.through
    if mirror:
        return tr("the checksum database {database} at the mirror {mirror}", database=name, mirror=mirror)
    return tr("the checksum database {database}", database=name) if name else tr("the checksum database")


def _host(subject: Subject) -> str:
    host = subject.address.partition("://")[2].split("/")[0] or subject.address
    return host.rpartition("@")[2] or "HOST"


def _private_pattern(module: str) -> str:
    """The host, or at hosts of everybody the owner under it."""
    elements = module.partition("@")[0].split("/")
    wanted = 2 if elements[0] in HOSTS else 1
    return "/".join(elements[:wanted]) or "PATTERN"


def _hides_mirrors(rule: Rule, message: Message) -> bool:
    return rule.fault == "mirror" and "unrecognized import path" in message.text


def _nothing(output: Output, *, has_failed: bool) -> Why:
    said, hint = tr("nothing failed here, as far as go's own lines tell"), ""
    if has_failed or output.messages:
        said = tr("nothing here is recognised as a failure of go")
        hint = tr(
            "goenvctl check tells whether the mirrors are healthy; with -json go complains on standard output"
        )
    elif output.made_progress:
        hint = tr("where go hangs, goenvctl check finds a mirror that is silent")
    return Why(None, None, None, None, said, hint)
