"""VS Code: `go.toolsEnvVars`, what its Go extension hands to every tool it starts."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from goenvctl.go.variables import VARIABLES
from goenvctl.host import Host
from goenvctl.language import tr
from goenvctl.syntax.base import CannotSay, sayable
from goenvctl.targets import jsonc
from goenvctl.targets.base import Changes, Rendered, Unfit, Workshop
from goenvctl.targets.jsonc import Member, Members

KEY = "go.toolsEnvVars"


class VsCode:
    """The user's settings."""

    name = "vscode"
    shell = ""
    is_shared = True
    advice = ""
    blank = b"{\n}\n"

    def paths(self, host: Host) -> tuple[str, ...]:
        folder = host.config_home
        if host.platform == "darwin":
            folder = os.path.join(host.home, "Library", "Application Support")
        elif host.platform == "win32":
            folder = host.environ.get("APPDATA") or folder
        return (os.path.join(folder, "Code", "User", "settings.json"),)

    def values(self, data: bytes | None) -> dict[str, str]:
        text = _text(data)
        found = (_string(text, member) for member in _variables(text).members)
        return {name: value for name, value in found if name in VARIABLES and value is not None}

    def render(self, _workshop: Workshop, data: bytes | None, changes: Changes) -> Rendered:
        text = _text(data)
        for name, value in changes.items():
            text = _without(text, name) if value is None else _with(text, name, taken_as_it_is(name, value))
        return Rendered(data or b"" if text == _text(data) else text.encode("utf-8", "surrogateescape"))

    def mended(self, data: bytes) -> bytes:
        return data

    def lines(self, values: Mapping[str, str]) -> list[str]:
        return f"{json.dumps(KEY)}: {json.dumps(dict(values), indent=4)}".splitlines()


class VsCodeWorkspace(VsCode):
    """The settings of the folder at hand, which win over the user's."""

    name = "vscode-workspace"

    def paths(self, host: Host) -> tuple[str, ...]:
        return (os.path.join(host.cwd, ".vscode", "settings.json"),)


def taken_as_it_is(name: str, value: str) -> str:
    """The value. Raises CannotSay for what the Go extension expands, and nothing keeps it from that.

    Source: vscode-go, extension/src/goEnv.ts.
    """
    if "${" in value or value.startswith("~"):
        raise CannotSay(tr("{name} holds `${{` or begins with `~`, which VS Code expands", name=name))
    return sayable(name, value)


def _text(data: bytes | None) -> str:
    """The settings; nothing is an empty object. Raises Unfit for UTF-16."""
    if data and b"\0" in data:
        raise Unfit(tr("it is UTF-16 or no text at all"))
    text = (data or b"").decode("utf-8", "surrogateescape")
    return text if text.strip("\ufeff \t\r\n") else text + VsCode.blank.decode()


def _variables(text: str) -> Members:
    """The object under KEY; without one, an empty one. Raises Unfit where it is no object."""
    held = jsonc.root(text).last(KEY)
    return jsonc.object_at(text, held.value) if held else Members(0, 0, ())


def _with(text: str, name: str, value: str) -> str:
    whole = jsonc.root(text)
    if whole.last(KEY) is None:
        text = jsonc.with_member(text, whole, KEY, "{\n}")
    return jsonc.with_member(text, _variables(text), name, json.dumps(value, ensure_ascii=False))


def _without(text: str, name: str) -> str:
    variables = _variables(text)
    if variables.last(name) is None:
        return text
    text = jsonc.without_member(text, variables, name)
    variables = _variables(text)
    if text[variables.start + 1 : variables.close].strip():
        return text
    return jsonc.without_member(text, jsonc.root(text), KEY)


def _string(text: str, member: Member) -> tuple[str, str | None]:
    value = json.loads(text[member.value : member.end], strict=False) if text[member.value] == '"' else None
    return member.key, value
