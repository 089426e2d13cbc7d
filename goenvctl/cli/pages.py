"""The pages of `goenvctl help`: those of docs/, which the wheel holds in goenvctl/pages."""

from __future__ import annotations

import os

from goenvctl.language import ENGLISH, N_

PAGES = {
    "exit-codes": N_("what each exit code means"),
    "json": N_("what programs may rely on"),
    "profiles": N_("the format of a profile, and what is refused"),
    "targets": N_("the places where values can be written"),
    "privacy": N_("what is private, and what leaves this machine"),
}


def read_page(name: str, language: str) -> str:
    """The page's Markdown; in English where it is not translated."""
    own = os.path.join(_folder(), language, f"{name}.md")
    path = own if language != ENGLISH and os.path.isfile(own) else os.path.join(_folder(), f"{name}.md")
    with open(path, encoding="utf-8") as file:
        return file.read()


def _folder() -> str:
    """Inside the package when installed; at the root of the repository when run from there."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "pages")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(package), "docs")
