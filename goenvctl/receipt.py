"""What a change did: the value that `use` and `undo` hand to the output."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from goenvctl.apply.plan import Edit, Ledger
from goenvctl.errors import Problem
from goenvctl.go import envfile
from goenvctl.targets.all_targets import DEFAULT


class Receipt(NamedTuple):
    """`change` is the change made or undone, None where there was nothing to do and in a dry run.

    `by_hand` is the plain `go` line that does the same; `remarks` are things to know that are
    no fault. `undone` are all the changes that `undo` took back, newest first. `served_by` is the
    fallback that an automatic step chose, or empty; `why` says in a line why it did what it did.
    """

    command: str
    change: int | None
    profile: str | None
    env_file: str
    edits: tuple[Edit, ...]
    switched: bool
    in_effect: bool
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    by_hand: str = ""
    dry_run: bool = False
    undone: tuple[int, ...] = ()
    served_by: str = ""
    why: str = ""


def by_hand(ledger: Ledger, edits: Iterable[Edit]) -> str:
    """The plain `go env` commands that leave the same values."""
    import shlex

    changed = {
        name: after for edit in edits if edit.target == DEFAULT for name, after in edit.after_values.items()
    }
    held = {name: after for name, (_, after) in ledger.written.items() if after is not None}
    set_, unset = envfile.split_changes(changed | held)
    words = [shlex.quote(f"{name}={value}") for name, value in set_.items()]
    lines = ["go env -w " + " ".join(words)] if words else []
    return " && ".join(lines + (["go env -u " + " ".join(unset)] if unset else []))
