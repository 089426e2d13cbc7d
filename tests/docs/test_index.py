"""docs/README.md leads everywhere."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from tests.docs import blocks

INDEX = "docs/README.md"


def test_every_page_is_in_the_index() -> None:
    """The index links to every page under docs."""
    links = {str(PurePosixPath("docs") / link) for link in re.findall(r"\]\(([^)#:]+)\)", blocks.read(INDEX))}
    assert {page for page in blocks.pages() if page.startswith("docs/")} - {INDEX} <= links
