"""Questions that one moves in, with the arrow keys and by typing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import questionary
from prompt_toolkit.filters import Condition, is_done, to_filter
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import ConditionalContainer, FormattedTextControl, HSplit, VerticalAlign, Window
from prompt_toolkit.output import ColorDepth, create_output

from goenvctl.language import tr
from goenvctl.redact import clean
from goenvctl.wizard.asker import Item

REFRESH_S = 0.2
# Colours of the terminal's own palette, so that they suit a dark and a light one.
STYLE = questionary.Style(
    [
        ("qmark", "fg:ansicyan"),
        ("question", "bold"),
        ("instruction", "fg:default"),
        ("answer", "noinherit fg:ansigreen"),
        ("pointer", "fg:ansicyan bold"),
        ("highlighted", "bold"),
        ("selected", "noreverse"),
        ("search_success", "noinherit fg:ansigreen"),
        ("search_none", "noinherit fg:ansired"),
        ("progress", "fg:ansicyan"),
        ("validation-toolbar", "noinherit fg:ansired"),
        ("bottom-toolbar", "noreverse"),
    ]
)


class Screen:
    """Asks with questionary; `progress` stands under each question."""

    def __init__(self, *, color: bool, progress: Callable[[], str]) -> None:
        self._progress = progress
        self._means: dict[str, Any] = {
            "output": create_output(stdout=sys.stderr),
            "color_depth": None if color else ColorDepth.DEPTH_1_BIT,
        }

    def pick(self, question: str, items: Sequence[Item], default: str | None) -> str:
        choices = [questionary.Choice(clean(item.title), item.value) for item in items]
        picked = questionary.select(
            question,
            choices=choices,
            default=next((choice for choice in choices if choice.value == default), None),
            instruction=tr("(arrows, type to filter)") if len(items) > 5 else tr("(arrows)"),
            use_search_filter=len(items) > 5,
            use_jk_keys=False,
            style=STYLE,
            **self._means,
        )
        value = str(self._asked(picked))
        _answered(question, next(item.title for item in items if item.value == value).strip())
        return value

    def tick(self, question: str, items: Sequence[Item]) -> tuple[str, ...]:
        ticked = questionary.checkbox(
            question,
            choices=[questionary.Choice(clean(one.title), one.value, checked=one.is_ticked) for one in items],
            instruction=tr("(space ticks, enter goes on)"),
            use_jk_keys=False,
            style=STYLE,
            **self._means,
        )
        found = self._asked(ticked)
        assert isinstance(found, list)
        values = tuple(map(str, found))
        _answered(question, ", ".join(values))
        return values

    def write(self, question: str, judge: Callable[[str], str]) -> str:
        written = questionary.text(
            question,
            validate=lambda text: clean(judge(text.strip())) or True,
            style=STYLE,
            validate_while_typing=False,
            **self._means,
        )
        text = str(self._asked(written, is_text=True)).strip()
        _answered(question, text)
        return text

    def _asked(self, question: questionary.Question, *, is_text: bool = False) -> object:
        app = question.application
        app.key_bindings = merge_key_bindings(
            [_giving_up(signal_only=is_text), *([app.key_bindings] if app.key_bindings else [])]
        )
        below = ConditionalContainer(
            Window(FormattedTextControl(lambda: [("class:progress", self._progress())]), height=1),
            filter=~is_done & Condition(lambda: bool(self._progress())),
        )
        for window in app.layout.find_all_windows():
            window.dont_extend_height = to_filter(True)  # else `below` is at the foot of the terminal
        app.layout.container = HSplit([app.layout.container, below], align=VerticalAlign.TOP)
        app.refresh_interval = REFRESH_S
        app.erase_when_done = True  # what questionary leaves behind is English
        try:
            return question.unsafe_ask()
        except EOFError as exc:
            raise KeyboardInterrupt from exc


def _giving_up(*, signal_only: bool) -> KeyBindings:
    """A signal is Ctrl-C too, and where no text is read Ctrl-D; questionary passes over both."""
    bindings = KeyBindings()

    def give_up(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    bindings.add(Keys.SIGINT, eager=True)(give_up)
    if not signal_only:
        bindings.add(Keys.ControlD, eager=True)(give_up)
    return bindings


def _answered(question: str, answer: str) -> None:
    """What was asked and answered, in one line that stays."""
    print(clean(f"? {question} {answer or tr('none')}"), file=sys.stderr)
