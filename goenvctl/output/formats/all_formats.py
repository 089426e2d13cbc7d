"""The visible table of formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goenvctl.output.formats.dotenv import DotEnv
from goenvctl.output.formats.lines import Lines
from goenvctl.output.formats.nuon import Nuon
from goenvctl.output.formats.objects import Json, VsCode
from goenvctl.output.formats.raw import Raw
from goenvctl.output.formats.yaml import Ansible, GitLab
from goenvctl.syntax.all_syntaxes import SYNTAXES

if TYPE_CHECKING:
    from goenvctl.output.formats.format import Format

DEFAULT = "sh"
FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Lines(SYNTAXES["sh"]),
        Lines(SYNTAXES["fish"]),
        Lines(SYNTAXES["powershell"]),
        Nuon(),
        DotEnv(),
        Raw("docker"),
        Raw("github"),
        GitLab(),
        VsCode(),
        Ansible(),
        Json(),
    )
}
