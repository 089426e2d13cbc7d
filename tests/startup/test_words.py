"""The text of POSIX-like shells as words."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goenvctl.startup.fish_language.words import tokens as fish_tokens
from goenvctl.startup.language.expand import is_literal, split_assignment
from goenvctl.startup.language.token import Opaque, Operator, Param, Text, Unparsed, Word
from goenvctl.startup.language.tree import Sequence, Simple
from goenvctl.startup.posix_language import grammar
from goenvctl.startup.posix_language.words import tokens

PLAIN = st.text("abc:/.,-_%@+^ü", min_size=1, max_size=6)
ANY = st.text("ab \t'\"\\$`;&|<>(){}[]#!*?~\nü=", max_size=6)
SINGLE = ANY.map(lambda text: "'" + text.replace("'", "'\\''") + "'")
DOUBLE = ANY.map(lambda text: '"' + "".join("\\" + char if char in '"\\$`' else char for char in text) + '"')
ESCAPED = st.text("ab '\"\\$`;&|<>(){}#*?~", max_size=4).map(
    lambda text: "".join("\\" + char for char in text)
)
WORD = st.lists(st.one_of(PLAIN, SINGLE, DOUBLE, ESCAPED), min_size=1, max_size=4).map("".join)


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh"])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.lists(WORD, min_size=10, max_size=30))
def test_literals_are_what_the_shell_reads(shell: str, words: list[str]) -> None:
    """A value written with any mix of quotes is told as the real shell reads it."""
    program = shutil.which(shell)
    if not program:
        pytest.skip(f"no {shell} here (.ci/run installs it)")
    text = "".join(f"x=v{word} # remark\nprintf '%s\\0' \"$x\"\n" for word in words)
    option = ["-f"] if shell == "zsh" else []
    environ = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([program, *option, "-c", text], env=environ, capture_output=True, check=True)
    real = done.stdout.decode("utf-8").split("\0")[:-1]
    assert _values(text, {"dash": "sh"}.get(shell, shell)) == real


@pytest.mark.parametrize("dialect", ["sh", "bash", "zsh"])
@settings(max_examples=300, deadline=None)
@given(text=st.text("aif fi then do done case esac ()[]{}<>'\"\\$`;&|#\n=", max_size=40))
def test_any_text_ends(dialect: str, text: str) -> None:
    """Whatever a file holds, reading it ends, and says so where it does not understand."""
    try:
        assert all(isinstance(node, Sequence) for node in grammar.commands(text, dialect))
    except Unparsed as exc:
        assert 1 <= exc.line <= text.count("\n") + 1


@settings(max_examples=300, deadline=None)
@given(text=st.text("aif end ()[]{}<>'\"\\$;&|#\n=", max_size=40))
def test_any_text_ends_in_fish(text: str) -> None:
    """The same for fish."""
    try:
        assert list(fish_tokens(text))[-1][:2] == ("", text.count("\n") + 1)
    except Unparsed as exc:
        assert 1 <= exc.line <= text.count("\n") + 1


def test_parts_of_a_word() -> None:
    """Quoted text, parameters and what only running can tell are kept apart."""
    found = list(tokens("a'b'\"$C\"${D:-e}$(f ')') # g\n", "bash"))
    assert found == [
        Word(
            (
                Text("a"),
                Text("b", is_quoted=True),
                Param("C", is_quoted=True),
                Param("D", ":-", (Text("e"),)),
                Opaque("$(f ')')"),
            ),
            1,
        ),
        Operator("\n", 1),
        Operator("", 2),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "cat <<END\nexport A=1\nEND\n",
        "cat <<-'END'\n\texport A=1\n\tEND\n",
        "x=$(cat <<END\n)\nexport A=1\nEND\n)\n",
        "x='\nexport A=1\n'\n",
        'x="$(echo "\nexport A=1\n")"\n',
        "x=$(case y in y) echo z;; esac)\n",
        "# export A=1 '\n",
        "((x = 1 << 2))\n",
        "[[ a =~ ^(b|c)$ ]]\n",
        "a=(b c\nd)\n",
    ],
)
def test_what_only_looks_like_a_command(text: str) -> None:
    """Here-documents, strings over lines, substitutions and comments hide no command and swallow none."""
    nodes = list(grammar.commands(text + "export LAST=1\n", "bash"))
    lasts = [node.nodes[0] for node in nodes if isinstance(node, Sequence)]
    exports = [
        node
        for node in lasts
        if isinstance(node, Simple) and node.words[:1] and node.words[0].bare == "export"
    ]
    assert [(node.words[1].bare, node.line) for node in exports] == [("LAST=1", text.count("\n") + 1)]


def _values(text: str, dialect: str) -> list[str]:
    found = []
    for node in grammar.commands(text, dialect):
        assert isinstance(node, Sequence)
        for simple in node.nodes:
            assert isinstance(simple, Simple)
            for word in simple.assigns:
                parts = split_assignment(word)
                assert parts and is_literal(parts[2])
                found.append("".join(part.text for part in parts[2] if isinstance(part, Text)))
    return found
