"""The formats of `env`, read by real readers, or by a parser of the language they are written in."""

from __future__ import annotations

import io
import json
from pathlib import Path

import dotenv
import pytest
import yaml

from goenvctl.output.formats.all_formats import FORMATS
from goenvctl.syntax.base import CannotSay
from tests.shells import report
from tests.syntax.values import VALUES


class Unsafe(str):
    """A string that Ansible's Jinja leaves alone."""


class Loader(yaml.SafeLoader):
    """YAML with Ansible's tag."""


Loader.add_constructor("!unsafe", lambda loader, node: Unsafe(node.value))


def _sayable(form: str) -> dict[str, str]:
    """Those of the ten thousand that the format does not refuse."""
    said = {}
    for name, value in VALUES.items():
        try:
            FORMATS[form].render({name: value})
        except CannotSay:
            continue
        said[name] = value
    return said


@pytest.mark.parametrize("reader", ["sh -a", "node", "python"])
def test_dotenv(reader: str, tmp_path: Path) -> None:
    """A shell, dotenv of Node and python-dotenv read the same values, and they are the right ones."""
    values = _sayable("dotenv")
    assert len(values) > len(VALUES) // 5
    text = FORMATS["dotenv"].render(values) + "\n"
    if reader == "python":
        read = {name: value or "" for name, value in dotenv.dotenv_values(stream=io.StringIO(text)).items()}
    else:
        read = report(reader, text, tmp_path / "home")
    assert {name: read.get(name) for name in values} == values


@pytest.mark.parametrize("sign", ["", "|", "$", "$x", "`", '"', "'", "#", " #", "\\", "%", "a ", "!", "it's"])
def test_dotenv_says_what_settings_hold(sign: str) -> None:
    """Any one sign in a list of mirrors or patterns can be said."""
    assert FORMATS["dotenv"].render({"GOPROXY": f"a{sign}b"})


@pytest.mark.parametrize("value", ["${x}", "a\\", "a\\\\b", "'\"", "'$x", "'`", "'\\n"])
def test_dotenv_refuses_what_is_read_in_two_ways(value: str) -> None:
    """What two readers of .env files take for two values is refused."""
    with pytest.raises(CannotSay, match=r"^GOPROXY holds .*readers"):
        FORMATS["dotenv"].render({"GOPROXY": value})


@pytest.mark.parametrize("form", ["docker", "github"])
def test_raw(form: str) -> None:
    """A line is the name, `=` and the value as it is, blanks at its ends and `<<` included."""
    values = {"A": "  x ", "B": "<<END", "C": "'\"$x#", "D": ""}
    assert FORMATS[form].render(values) == "A=  x \nB=<<END\nC='\"$x#\nD="
    lines = FORMATS[form].render(VALUES).split("\n")
    assert dict(line.split("=", 1) for line in lines) == VALUES


def test_gitlab() -> None:
    """A YAML mapping under `variables`; what GitLab would expand says that it shall not."""
    read = yaml.load(FORMATS["gitlab"].render(VALUES), yaml.SafeLoader)
    assert list(read) == ["variables"]
    for name, value in VALUES.items():
        if "$" in value or "%" in value:
            assert read["variables"][name] == {"value": value, "expand": False}
        else:
            assert read["variables"][name] == value


def test_ansible() -> None:
    """A YAML mapping under `environment`; what Jinja would read is marked, and nothing else."""
    values = {**VALUES, "J1": "{{ x }}", "J2": "{% x %}", "J3": "{# x #}", "J4": "{ { x"}
    read = yaml.load(FORMATS["ansible"].render(values), Loader)
    assert read == {"environment": values}
    marked = {name for name, value in read["environment"].items() if isinstance(value, Unsafe)}
    assert marked == {
        name for name, value in values.items() if "{{" in value or "{%" in value or "{#" in value
    }
    assert {"J1", "J2", "J3"} <= marked and "J4" not in marked


def test_json() -> None:
    """One object of names and values, in ASCII."""
    text = FORMATS["json"].render(VALUES)
    assert text.isascii()
    assert json.loads(text) == VALUES


def test_vscode() -> None:
    """A member to paste into settings.json."""
    values = _sayable("vscode")
    assert len(values) > len(VALUES) * 9 // 10
    text = FORMATS["vscode"].render(values)
    assert json.loads("{" + text + "}") == {"go.toolsEnvVars": values}


@pytest.mark.parametrize("value", ["~", "~/x", "${env:HOME}", "a${workspaceFolder}"])
def test_vscode_refuses_what_it_would_expand(value: str) -> None:
    """What the Go extension expands is refused."""
    with pytest.raises(CannotSay, match=r"^GOPROXY holds .* which VS Code expands$"):
        FORMATS["vscode"].render({"GOPROXY": value})
