"""Module paths and versions, judged by Go's own package; and what a go.mod names, by `go mod edit`."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.go.module import (
    ModulePathError,
    Requirement,
    check_path,
    escape_path,
    escape_version,
    required_modules,
    unescape,
)
from tests.go.command import Go
from tests.go.xmod import Xmod

PATHS = [
    "github.com/BurntSushi/toml",
    "example.com",
    "Example.com/a",
    "example.com/a-b_c~d.e",
    "example.com/a+b",
    "example.com/é",
    "example.com/a b",
    "example.com/a!b",
    "example.com/a@v1",
    "example.com:8443/a",
    "https://example.com/a",
    "localhost/a",
    "a",
    "",
    "/",
    "/example.com",
    "example.com/",
    "example.com//a",
    "-example.com/a",
    "example.com/-a",
    ".example.com/a",
    "example.com./a",
    "example.com/.a",
    "example.com/a.",
    "example.com/..",
    "example.com/a/v0",
    "example.com/a/v1",
    "example.com/a/v2",
    "example.com/a/v02",
    "example.com/a/v10",
    "example.com/a/v1.2",
    "example.com/a/v2.3/b",
    "example.com/v2",
    "example.com/av1",
    "v1.com",
    "gopkg.in/yaml",
    "gopkg.in/yaml.v0",
    "gopkg.in/yaml.v2",
    "gopkg.in/yaml.v02",
    "gopkg.in/yaml.v2-unstable",
    "gopkg.in/yaml.v-unstable",
    "gopkg.in/yaml.v2/x",
    "gopkg.in/go-yaml/yaml.v3",
    "gopkg.in/v2",
    "gopkg.in",
    "example.com/con",
    "example.com/CoN.txt",
    "example.com/com0",
    "example.com/lpt9/x",
    "example.com/console",
    "example.com/a~1",
    "example.com/a~1.b",
    "example.com/a~",
    "example.com/a~1b",
    "example.com/a\n",
    "gopkg.in/yaml.v2\n",
    "example.com/\udcff",
]
VERSIONS = [
    "v1.0.0",
    "v1.0.0-RC1",
    "v2.0.0+incompatible",
    "v0.0.0-20200101000000-abcdefabcdef",
    "master",
    "feature/x",
    "a b",
    "v1!",
    "v1*",
    "v1:2",
    "v1\\2",
    "",
    ".",
    "..",
    "v1.",
    ".v1",
    "con",
    "NUL.1",
    "com1",
    "a~1",
    "é",
    "v1\n",
    "{}[]()^%$#@=,&",
    "\udcff",
]

pieces = st.sampled_from(
    [*"aB012./-_~+!é ", "example.com", "gopkg.in/", "/v", ".v", "-unstable", "con", "COM1", "x.y/"]
)
texts = st.lists(pieces, max_size=6).map("".join)
paths = texts.map("example.com/{}".format) | texts.map("gopkg.in/a{}".format) | texts
escaped = st.text("aB!c.é/", max_size=6)


def answer(function: Callable[[str], object], text: str) -> object:
    try:
        return function(text)
    except ModulePathError:
        return ModulePathError


def by_go(xmod: Xmod, question: str, text: str) -> object:
    error, values = xmod.ask(question, text)
    return ModulePathError if error else values[0] if values else None


@pytest.mark.parametrize("path", PATHS, ids=repr)
def test_paths(xmod: Xmod, path: str) -> None:
    """A path is accepted, and escaped, exactly as CheckPath and EscapePath do."""
    assert answer(check_path, path) == by_go(xmod, "check-path", path)
    assert answer(escape_path, path) == by_go(xmod, "escape-path", path)


@given(path=paths)
@settings(max_examples=300, deadline=None)
def test_any_path(xmod: Xmod, path: str) -> None:
    """Whatever the text, it is a module path for us if it is one for Go."""
    assert answer(escape_path, path) == by_go(xmod, "escape-path", path)


@pytest.mark.parametrize("version", VERSIONS, ids=repr)
def test_versions(xmod: Xmod, version: str) -> None:
    """A version is escaped, or refused, exactly as EscapeVersion does."""
    assert answer(escape_version, version) == by_go(xmod, "escape-version", version)


@given(version=st.text(max_size=4) | texts)
@example(version="v1.")
@settings(max_examples=200, deadline=None)
def test_any_version(xmod: Xmod, version: str) -> None:
    """Whatever the text, it is a version to ask for if Go would ask for it."""
    assert answer(escape_version, version) == by_go(xmod, "escape-version", version)


@given(text=escaped)
@settings(max_examples=200, deadline=None)
def test_unescape(xmod: Xmod, text: str) -> None:
    """Only what Go unescapes is unescaped: no capitals, and a mark only before a small letter."""
    ours = answer(unescape, f"x.y/{text}z")
    theirs = by_go(xmod, "unescape-path", f"x.y/{text}z")
    assert ours == theirs or (theirs, answer(check_path, str(ours))) == (ModulePathError, ModulePathError)


@given(path=paths)
@settings(max_examples=200, deadline=None)
def test_escaping_is_undone(path: str) -> None:
    """What was escaped comes back, and holds no capital."""
    found = answer(escape_path, path)
    if isinstance(found, str):
        assert found == found.lower()
        assert unescape(found) == path


HEAD = "module example.com/m\n"
GO_MODS = {
    "plain": f"{HEAD}\ngo 1.21\n\nrequire example.com/a v1.0.0\n",
    "block": f"{HEAD}require (\n\texample.com/a v1.0.0\n\texample.com/b v1.2.0 // indirect\n)\n",
    "block without a blank": f"{HEAD}require(\n\texample.com/a v1.0.0\n)\n",
    "empty block": f"{HEAD}require ()\nrequire (\n)\n",
    "module in a block": "module (\n\texample.com/m\n)\n",
    "quoted": 'module "example.com/m"\nrequire "example.com/b" "v1.0.0"\n',
    "comments": f"// require x.y/z v1.0.0\n{HEAD}// (\nrequire example.com/a v1.0.0//x\n",
    "block with comments": f"{HEAD}require ( // why\n\t// x.y/z v1.0.0\n\n\texample.com/a v1.0.0\n) // end\n",
    "crlf": f"{HEAD}require (\r\n\texample.com/a v1.0.0\r\n)\r\nrequire example.com/b v1.0.0\r\n",
    "no last newline": f"{HEAD}require example.com/a v1.0.0",
    "replace": f"{HEAD}replace example.com/a => example.com/b v1.0.0\nreplace x.y/z v1.0.0 => x.y/y v1.2.0\n",
    "replace by a folder": f"{HEAD}replace example.com/a => ../a\nreplace example.com/b v1.0.0 => /abs/b\n",
    "replace by a folder with a blank": f'{HEAD}replace example.com/a => "../my a"\n',
    "replace in a block": f"{HEAD}replace (\n\tx.y/a => ./a\n\tx.y/b => example.com/c v1.0.0\n)\n",
    "exclude": f"{HEAD}exclude example.com/a v1.0.0\n",
    "retract": f"{HEAD}retract [v1.0.0, v1.1.0] // no\nretract (\n\tv0.1.0\n\t[v0.2.0, v0.3.0]\n)\n",
    "a separator that only Python knows": f"{HEAD}// a\u2028require x.y/z v1.0.0\nrequire x.y/a v1.0.0\n",
    "a return within a comment": f"{HEAD}// a\rrequire x.y/z v1.0.0\nrequire x.y/a v1.0.0\n",
    "toolchain": f"{HEAD}\ngo 1.21.0\n\ntoolchain go1.21.13\n",
}


def named_by_go(go: Go, text: str) -> list[str]:
    """The paths of module, require and replacements."""
    file = go.folder / "go.mod"
    file.write_bytes(text.encode())
    answer = go.run("mod", "edit", "-json", str(file))
    assert answer.code == 0, answer.stderr
    found = json.loads(answer.stdout)
    paths = [found["Module"]["Path"], *(required["Path"] for required in found.get("Require") or ())]
    return paths + [new["New"]["Path"] for new in found.get("Replace") or () if "Version" in new["New"]]


@pytest.mark.parametrize("text", GO_MODS.values(), ids=GO_MODS)
def test_what_a_go_mod_names(go: Go, text: str) -> None:
    """The modules are those that go finds, each with the line where it stands."""
    found = required_modules(text)
    assert sorted(path for path, _ in found) == sorted(named_by_go(go, text))
    lines = text.split("\n")
    assert [line for line in found if line.path not in lines[line.line - 1]] == []


def test_lines_of_a_go_mod() -> None:
    """Lines are counted from 1, in the order of the file; what is no module is passed over."""
    text = "module a.b/m\n\nreplace x => c.d/e v1.0.0\nnonsense\nrequire (\n\tf.g/h v1.0.0 // indirect\n"
    assert required_modules(text) == [
        Requirement("a.b/m", 1),
        Requirement("c.d/e", 3),
        Requirement("f.g/h", 6),
    ]
