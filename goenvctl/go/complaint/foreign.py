"""Text in go's output that is not go's: servers, authors and programs chose it, so it proves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goenvctl.go.complaint.text import unpacked
from goenvctl.go.complaint.words import own_words

# one line of progress or advice: go says it of what goes well
_PROGRESS = re.compile(
    r"^go: (?:(?:downloading|finding|found|added|upgraded|downgraded|removed|extracting|trying|updating"
    r"|upgrading|copying requirements)\b(?!.*: \S)|creating|to add module|warning: "
    r"|no module dependencies|matched|module \S+ is deprecated|\S+: retracted by module author"
    r"|\S+ requires go >= [^;]*; switching to )|^warning: "
)
# lines of git's servers, of a trace (-x), of tests and of programs that go ran
_OTHERS = re.compile(
    r"^\s*remote: |Unsolicited response received|^(?:\[?[\d.]+s?\]? )?# (?:get|cd|git|GET) "
    r"|^\s+\w[\w./-]*_test\.go:\d+: |^\s*--- (?:FAIL|PASS|SKIP)"
    r"|^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d |^\s*panic: |^\t?goroutine \d+ "
)
_RESPONSE = re.compile(r"^(\s*)server response:(.*)$")
_GIT = re.compile(r"exit status \d+:$")  # what git, ssh and their server said follows, a tab before each line
_OF_GO_ALONE = re.compile(r"SECURITY (?:ERROR|WARNING)|checksum mismatch|security error|sumdb|go\.sum")
_BODIES = ("note:", "tree:")  # after them the whole answer of a database, as it came
_IN_ZIP = re.compile(
    r"\bzip for \S+ has unexpected file |\bunzip .{1,400}?\.zip: "
)  # then a name, which may hold line breaks
_OWN = re.compile(
    r"^(?:[*_`]{0,3}go: |verifying \S+@\S+: checksum mismatch$|\S+ v\S+: (?:dir|zip) has been modified |# \S"
    r'|\S+\.go:\d+:\d+: |\t"(?:Path|Error)": ")'
)
_FORK = "go.sum database server misbehavior detected!"
# pieces of a line: a status' words, an answer that is no HTTP, a redirect's query, a name within a zip
_PIECES = (
    (r"(: [1-9]\d\d) .*$", r"\1 "),
    (r'(malformed HTTP [a-z ]+) ".*$', r"\1 "),
    (r"(malformed MIME header(?: line)?:).*$", r"\1"),
    (r"(failed to parse Location header) .*$", r"\1 "),
    (r'(, debug=)".*$', r"\1"),
    (r'("https?:/[^"\s?]*)\?(?!go-get=1)[^"]*"', r'\1"'),
    (r"( has unexpected file) .*$", r"\1 "),
    (r"^(?>(.*?\bunzip )).*: (.*)$", r"\1: \2"),
    (r"(no go-import meta tags) .*$", r"\1"),
    (r"(fatal: remote error:)(?! Repository not found).*$", r"\1"),
    (r"(is deprecated:|retracted by module author:).*$", r"\1"),
    (r"(declares its path as:|but was required as:).*$", r"\1"),
    (r"(unknown (?:directive|block type): <?).*$", r"\1"),
    (r"(x509: certificate is (?:not )?valid for) .*$", r"\1 "),
)
_ANY_PIECE = re.compile("|".join(pattern for pattern, _ in _PIECES))


def is_progress(line: str) -> bool:
    """Whether go tells of what goes well, or passes on an author's advice; never a refusal."""
    is_refusal = line.endswith(": checksum mismatch") and "verifying" in line
    return not is_refusal and bool(_PROGRESS.match(line))


def own_lines(lines: list[str]) -> Iterator[str]:
    """The lines that go itself wrote, each without the words that others chose.

    `remote: ` and `fatal: remote error: ` are a git server's words, and none of them counts, though a build
    server that ran go may tell of it so after `git push`: what a server may write freely it may forge, a
    refusal in go's own form too. ssh prints its server's banner as it is: of checksums only go speaks.

    Sources: cmd/go/internal/web/api.go (HTTPError, formatErrorDetail), x/mod/sumdb/client.go.
    """
    in_response = in_body = in_version = in_git = False
    for at, line in enumerate(lines):
        if in_body and not _OWN.match(line) and not _tells_of_fork(lines, at):
            continue
        if in_version:  # a version with line breaks, as a mirror's .info may hold one
            in_version = " instead of requested version" not in line
            continue
        if line.startswith("\t") and (in_response or (in_git and _OF_GO_ALONE.search(own_words(line)))):
            continue
        in_response = in_body = False
        in_git = _GIT.search(line) is not None or (in_git and line.startswith("\t"))
        if found := _RESPONSE.match(line):
            in_response = not found[2].strip()  # on more than one line: each with a tab before it
        elif line in _BODIES and at and "reading tree" in lines[at - 1]:
            in_body = True
        elif (packed := unpacked(line)) != [line]:
            yield from own_lines(packed)
        elif not _OTHERS.match(line):
            in_version = "proxy returned info for version" in line and _ends_later(lines, at)
            in_body = _IN_ZIP.search(line) is not None
            yield _without_pieces(line)


def _tells_of_fork(lines: list[str], at: int) -> bool:
    return lines[at] == "SECURITY ERROR" and lines[at + 1 : at + 2] == [_FORK]


def _ends_later(lines: list[str], at: int) -> bool:
    end = " instead of requested version"
    return end not in lines[at] and any(end in line for line in lines[at + 1 : at + 50])


def _without_pieces(line: str) -> str:
    if "proxy returned info for version" in line:
        return line[: line.index("proxy returned info for version")] + "proxy returned info for version"
    if _ANY_PIECE.search(line):
        for pattern, kept in _PIECES if "reading " in line else _PIECES[1:]:
            line = re.sub(pattern, kept, line)
    return line
