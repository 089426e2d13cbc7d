"""Are these the right bytes? A second try, no judgement: `go` still verifies everything.

By sum where a go.sum at hand or the checksum database tells one, else by form alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import IO, NamedTuple

from goenvctl.go.module import declared_path
from goenvctl.language import N_
from goenvctl.probe.content import BadInfo, is_go_mod, judge_info, parse_info, read_zip
from goenvctl.probe.outcome import Sums
from goenvctl.relay.databases import Database
from goenvctl.relay.errand import CANONICAL, INFO, LATEST, LIST, MOD, QUERY, ZIP, Errand
from goenvctl.relay.once import Once
from goenvctl.relay.sums import SumsAtHand
from goenvctl.relay.tally import Mismatch
from goenvctl.sumdb.dirhash import hash_mod
from goenvctl.sumdb.verification import TOOLCHAIN
from goenvctl.web.answer import Answer
from goenvctl.web.client import Surroundings
from goenvctl.web.failure import Failure
from goenvctl.web.thread import in_thread

HOSTILE = ("bad-zip-entry", "oversize")  # of a zip that can be read, and should not be
GO_SUM, DATABASE = "go.sum", N_("the checksum database")


class Wrong(Failure):
    """The bytes are not those that the database vouches for: they never reach `go`."""

    def __init__(self, mismatch: Mismatch) -> None:
        super().__init__(mismatch.reason, mismatch.detail, "")
        self.mismatch = mismatch


class Doubtful(Failure):
    """Nothing tells for certain that they are wrong; where nobody has better ones, `go` decides."""

    def __init__(self, reason: str, detail: str, mismatch: Mismatch | None = None) -> None:
        super().__init__(reason, detail, "")
        self.mismatch = mismatch
        self.checked: Checked | None = None


class Checked(NamedTuple):
    """What came: the answer, with a zip in `file`; `doubt` is what is odd about it."""

    answer: Answer
    file: IO[bytes] | None
    doubt: Doubtful | None = None


class Verifier:
    """`sums` are read when first needed; `database_for` a path is None where `go` would ask nobody."""

    def __init__(
        self,
        surroundings: Surroundings,
        sums: Once[str, SumsAtHand],
        database_for: Callable[[str], Awaitable[Database | None]],
    ) -> None:
        self._surroundings = surroundings
        self._sums = sums
        self._database_for = database_for

    async def check(self, errand: Errand, mirror: str, answer: Answer, file: IO[bytes] | None) -> Checked:
        """Raises Failure for what is no answer at all, Wrong for bytes that the database denies."""
        if errand.kind in (MOD, ZIP):
            return await self._check_file(errand, mirror, answer, file)
        return Checked(answer, None, doubt_of_form(errand, answer))

    async def _check_file(
        self, errand: Errand, mirror: str, answer: Answer, file: IO[bytes] | None
    ) -> Checked:
        got, doubt = await self._sum(errand, answer, file)
        known, by = await self._known(errand)
        if got in known:
            return Checked(answer, file)
        if known and got:
            expected = " or ".join(sorted(known))
            reason = "gosum-differs" if by == GO_SUM else "wrong-bytes"
            mismatch = Mismatch(str(errand), mirror, reason, f"{got}, {by} has {expected}", got, expected)
            if by != GO_SUM:
                raise Wrong(mismatch)
            doubt = Doubtful(reason, mismatch.detail, mismatch)
        elif doubt and doubt.reason in HOSTILE:
            mismatch = Mismatch(str(errand), mirror, doubt.reason, doubt.detail)
            if known and by != GO_SUM and doubt.reason != "oversize":
                raise Wrong(mismatch)
            doubt = Doubtful(doubt.reason, doubt.detail, mismatch)  # go has limits of its own
        elif doubt and known:
            raise Failure(doubt.reason, doubt.detail, "")  # no zip at all
        return Checked(answer, file, doubt)

    async def _sum(
        self, errand: Errand, answer: Answer, file: IO[bytes] | None
    ) -> tuple[str, Doubtful | None]:
        if errand.kind == MOD:
            return hash_mod(answer.body), _doubt_of_mod(errand, answer)
        assert file
        file.seek(0)
        async with self._surroundings.reading:
            zipped = await in_thread(read_zip, file, errand.module)
        finding = zipped.finding
        return zipped.sum, Doubtful(finding.reason, finding.detail) if finding else None

    async def _known(self, errand: Errand) -> tuple[frozenset[str], str]:
        """The sums that are right, and who says so; none where nobody can tell."""
        module = errand.module
        sums = await self._sums.get("")
        at_hand = (sums.of_zip if errand.kind == ZIP else sums.of_mod)(*module)
        if at_hand and module.path != TOOLCHAIN:
            return at_hand, GO_SUM
        if not sums.is_whole and module.path != TOOLCHAIN:
            return frozenset(), ""
        database = await self._database_for(module.path)
        found = await database.sums(module) if database else None
        sum_ = _of(found, errand.kind)
        return frozenset((sum_,) if sum_ else ()), DATABASE


def doubt_of_form(errand: Errand, answer: Answer) -> Doubtful | None:
    """What is odd about a text that `go` takes. Raises Failure for what it refuses."""
    if errand.kind == INFO:
        if finding := judge_info(answer, errand.module):
            raise Failure(finding.reason, finding.detail, "")
    elif errand.kind == LIST:
        if answer.body.lstrip()[:1] == b"<":
            return Doubtful("bad-list", "answers with a web page where Go expects versions")
    elif errand.kind in (LATEST, QUERY):
        try:
            version = parse_info(answer.body).version
        except BadInfo as exc:
            raise Failure("bad-info", f"{errand}: {exc}", "") from exc
        if not CANONICAL.fullmatch(version):
            raise Failure("bad-info", f"{errand} says {version!r}", "")
    return None


def _doubt_of_mod(errand: Errand, answer: Answer) -> Doubtful | None:
    """Another module's may be right: that of a fork, which a `replace` names."""
    declared = declared_path(answer.body.decode("utf-8", "replace"))
    if declared and declared != errand.module.path:
        return Doubtful("mod-mismatch", f"it is the go.mod of {declared}")
    if is_go_mod(answer):
        return None
    said = "answers with a web page where Go expects a go.mod" if answer.is_html else "it is no go.mod"
    return Doubtful("bad-mod", said)


def _of(sums: Sums | None, kind: str) -> str:
    if sums is None:
        return ""
    return sums.zip if kind == ZIP else sums.mod
