"""How far requirements are followed, as values; tests/explain holds it against what a real go fetches."""

from __future__ import annotations

from goenvctl.go.gomod import GoMod, Version, parse_gomod
from goenvctl.go.modgraph import Graph, walk

MODULES = {
    "a.b/new": "go 1.21\nrequire a.b/behind-new v1.0.0\n",
    "a.b/old": "go 1.16\nrequire a.b/behind-old v1.0.0\n",
    "a.b/behind-new": "go 1.21\n",
    "a.b/behind-old": "go 1.21\nrequire a.b/far v1.0.0\n",
    "a.b/far": "go 1.21\nrequire a.b/old v1.0.0\n",
}


def walked(text: str, *, known: set[str] | None = None) -> tuple[set[str], bool]:
    def read(one: Version) -> GoMod | None:
        is_known = known is None or one.path in known
        return parse_gomod(MODULES[one.path]) if is_known else None

    main = parse_gomod(text)
    graph: Graph = walk([main], main.replaced, read)
    return {path.removeprefix("a.b/") for path, _ in graph.asked}, graph.is_whole


def test_how_far_requirements_are_followed() -> None:
    """Behind new requirements of a new go.mod nothing is read, behind old ones everything, in a ring too."""
    both = "require a.b/new v1.0.0\nrequire a.b/old v1.0.0\n"
    assert walked(f"go 1.21\n{both}") == ({"new", "old", "behind-old", "far"}, True)
    assert walked(f"go 1.16\n{both}") == ({"new", "old", "behind-old", "behind-new", "far"}, True)


def test_what_is_not_at_hand() -> None:
    """Without the go.mod of a requirement the walk goes on elsewhere, and says that it is not whole."""
    text = "go 1.21\nrequire a.b/new v1.0.0\nrequire a.b/old v1.0.0\n"
    assert walked(text, known={"a.b/new"}) == ({"new", "old"}, False)


def test_what_is_excluded_or_replaced_is_not_fetched() -> None:
    """An excluded version is not asked for, nor what a folder stands for; what that requires may be."""
    text = "go 1.16\nrequire a.b/new v1.0.0\nrequire a.b/old v1.0.0\nexclude a.b/new v1.0.0\n"
    assert walked(f"{text}replace a.b/old => a.b/behind-old\n") == ({"far"}, True)
