"""Questions that one moves in, with the arrow keys and by typing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import questionary
from prompt_toolkit import Application
from prompt_toolkit.filters import Condition, is_done, to_filter
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import ConditionalContainer, FormattedTextControl, HSplit, VerticalAlign, Window
from prompt_toolkit.output import ColorDepth, create_output
from questionary.prompts.common import InquirerControl

from goenvctl.language import tr
from goenvctl.output.wrapped import wrap
from goenvctl.redact import clean
from goenvctl.wizard.asker import Item, columns, matching

REFRESH_S = 0.2
MOST_UNFILTERED = 5  # things to choose; where there are more, typing filters them
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


class Filtered(InquirerControl):
    """The list that typing filters; questionary shows, and takes from, the whole where nothing matches."""

    items: Sequence[Item]

    @property
    def filtered_choices(self) -> list[questionary.Choice]:
        if not self.search_filter:
            return self.choices
        by_value = {choice.value: choice for choice in self.choices}
        found = [by_value[item.value] for item in matching(self.items, self.search_filter)]
        self.found_in_search = bool(found)
        return found or [questionary.Choice(tr("nothing matches"), disabled=True)]  # type: ignore[arg-type]

    def type(self, text: str) -> None:
        for letter in filter(str.isprintable, text):
            self.add_search_character(letter)  # type: ignore[arg-type]


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
            instruction=tr("(arrows, type to filter)") if len(items) > MOST_UNFILTERED else tr("(arrows)"),
            use_search_filter=len(items) > MOST_UNFILTERED,
            use_jk_keys=False,
            style=STYLE,
            **self._means,
        )
        if len(items) > MOST_UNFILTERED:
            _make_filtered(picked.application, items)
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
            validate=lambda text: "\n".join(wrap(clean(judge(text.strip())), columns())) or True,
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
            if window.height == 1:  # where a fault is said: it may take more than one line
                window.height, window.wrap_lines = None, to_filter(True)
        app.layout.container = HSplit([app.layout.container, below], align=VerticalAlign.TOP)
        app.refresh_interval = REFRESH_S
        app.erase_when_done = True  # what questionary leaves behind is English
        try:
            return question.unsafe_ask()
        except EOFError as exc:
            raise KeyboardInterrupt from exc


def _make_filtered(app: Application[Any], items: Sequence[Item]) -> None:
    """Typing finds other names and other letters than ASCII too, and Enter takes nothing from nothing."""
    controls = [window.content for window in app.layout.find_all_windows()]
    control = next(control for control in controls if isinstance(control, InquirerControl))
    control.__class__ = Filtered
    assert isinstance(control, Filtered)
    control.items = items
    bindings = KeyBindings()

    def pass_over(event: KeyPressEvent) -> None:
        pass

    def search(event: KeyPressEvent) -> None:
        if event.data.isprintable():  # no key that only moves
            control.type(event.data)

    def paste(event: KeyPressEvent) -> None:
        control.type(event.data)

    is_empty = Condition(lambda: control.get_pointed_at().disabled is not None)
    for key in (Keys.ControlM, Keys.Down, Keys.Up, Keys.ControlN, Keys.ControlP):
        bindings.add(key, eager=True, filter=is_empty)(pass_over)
    bindings.add(Keys.Any)(search)
    bindings.add(Keys.BracketedPaste, eager=True)(paste)
    assert app.key_bindings
    app.key_bindings = merge_key_bindings([app.key_bindings, bindings])  # the last one counts


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
