"""gitlab and ansible: a mapping in YAML, each value between single quotes, where only they are doubled."""

from __future__ import annotations

from collections.abc import Mapping

from goenvctl.syntax.base import sayable


class GitLab:
    """`variables:` of a .gitlab-ci.yml.

    GitLab expands `$NAME` and `%NAME%`, and doubling is undone only in some places
    (lib/expand_variables.rb), so a value that holds either says `expand: false` (GitLab 15.6).
    """

    name = "gitlab"

    def render(self, values: Mapping[str, str]) -> str:
        return "\n".join(["variables:", *(self._entry(name, value) for name, value in values.items())])

    def _entry(self, name: str, value: str) -> str:
        quoted = _quoted(sayable(name, value))
        if "$" in value or "%" in value:
            return f"  {name}:\n    value: {quoted}\n    expand: false"
        return f"  {name}: {quoted}"


class Ansible:
    """`environment:` of a play or a task. What Jinja would take for its own is marked `!unsafe`."""

    name = "ansible"

    def render(self, values: Mapping[str, str]) -> str:
        return "\n".join(["environment:", *(self._entry(name, value) for name, value in values.items())])

    def _entry(self, name: str, value: str) -> str:
        mark = "!unsafe " if any(opening in value for opening in ("{{", "{%", "{#")) else ""
        return f"  {name}: {mark}{_quoted(sayable(name, value))}"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
