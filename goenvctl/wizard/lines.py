"""Questions for a terminal that only shows lines: a numbered list and one line of input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from goenvctl.language import tr
from goenvctl.redact import clean
from goenvctl.wizard.asker import Item


class Lines:
    """Asks by writing lines and reading one."""

    def pick(self, question: str, items: Sequence[Item], default: str | None) -> str:
        """By number or by value; an empty line is the default."""
        _list(question, items)
        shown = f" [{default}]" if default else ""
        while True:
            answer = _read(tr("number or name") + shown) or default or ""
            if (found := _found(answer, items)) is not None:
                return found
            _say(tr("there is no {answer}", answer=answer or "-"))

    def tick(self, question: str, items: Sequence[Item]) -> tuple[str, ...]:
        """By numbers or values with blanks between; an empty line is the proposal, `-` is none."""
        _list(
            question, [one._replace(title=f"[{'x' if one.is_ticked else ' '}] {one.title}") for one in items]
        )
        while True:
            words = _read(tr("numbers, - for none, or enter for those ticked")).replace(",", " ").split()
            if not words:
                return tuple(item.value for item in items if item.is_ticked)
            found = [_found(word, items) for word in words if word != "-"]
            if None not in found:
                return tuple(dict.fromkeys(one for one in found if one is not None))
            _say(tr("there is no {answer}", answer=words[found.index(None)]))

    def write(self, question: str, judge: Callable[[str], str]) -> str:
        while True:
            text = _read(question)
            if not (fault := judge(text)):
                return text
            _say(fault)


def _found(answer: str, items: Sequence[Item]) -> str | None:
    if answer.isdecimal() and 0 < int(answer) <= len(items):
        return items[int(answer) - 1].value
    return next((item.value for item in items if answer == item.value or answer in item.names), None)


def _list(question: str, items: Sequence[Item]) -> None:
    _say(question)
    for number, item in enumerate(items, 1):
        _say(f"{number:>3}  {item.title}")


def _say(line: str) -> None:
    print(clean(line), file=sys.stderr)


def _read(question: str) -> str:
    sys.stderr.write(clean(question) + ": ")
    sys.stderr.flush()
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:  # typed in another encoding: no answer to anything
        return "\ufffd"
    except OSError:  # the terminal is gone
        line = ""
    if not line:
        sys.stderr.write("\n")
        raise KeyboardInterrupt
    return line.strip()
