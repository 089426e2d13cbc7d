"""What `--fix` may never do, held against what Go would match for modules by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.mend import find_mending
from goenvctl.go.environment import Setting
from goenvctl.go.patterns import matches, trimmed_patterns
from goenvctl.profiles.privacy import PATTERN_VARIABLES
from tests.doctor.machine import examined
from tests.home import Home

MODULES = (
    "git.corp.example/a",
    "other.corp.example/b/c",
    "github.com/org/x",
    "rsc.io/quote",
    "golang.org/x/text",
)
PATTERNS = (
    "git.corp.example",
    " *.corp.example",
    "github.com/org/* ",
    " *",
    "*",
    "rsc.io",
    "none",
    "https://x.y",
    "",
)
VALUES = st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3).map(",".join)
SETTINGS: st.SearchStrategy[dict[str, str]] = st.dictionaries(
    st.sampled_from((*PATTERN_VARIABLES, "GOINSECURE")), VALUES, max_size=3
) | st.just({})
OTHERS = st.dictionaries(
    st.sampled_from(("GOPROXY", "GOSUMDB", "GOTOOLCHAIN")),
    st.sampled_from(("off", "direct", "sum.golang.org", "gosum.io", "auto", "https://goproxy.io")),
    max_size=2,
)
Values = Mapping[str, str]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SETTINGS, SETTINGS, OTHERS, OTHERS, st.booleans())
def test_nothing_is_opened(
    sound: Home, tmp_path: Path, file: Values, rc: Values, file2: Values, rc2: Values, crlf: bool
) -> None:
    """In no terminal does a fix show a private module, leave one unverified, or trust a host blindly."""
    if not sound.profiles.exists():
        sound.write_profile("mine", '[go]\nGOPROXY = "https://goproxy.cn,direct"\nGOSUMDB = "off"\n')
        sound.call("use", "mine")
    end = "\r\n" if crlf else "\n"
    lines = "".join(f"{name}={value}{end}" for name, value in {**file, **file2}.items())
    sound.write_env(b"GOPROXY=https://goproxy.cn,direct\nGOSUMDB=off\n" + lines.encode())
    exports = "".join(f"export {name}='{value}'\n" for name, value in {**rc, **rc2}.items())
    (sound.path / ".bashrc").write_text(exports)
    with examined(sound, tmp_path) as machine:
        before = _all(machine)
        edits = find_mending(machine).edits
    for edit in edits:
        Path(edit.path).write_bytes(edit.after or b"")
    with examined(sound, tmp_path) as machine:
        after = _all(machine)
    for old, new in zip(before, after, strict=True):
        private = ",".join(trimmed_patterns(f"{old['GOPRIVATE']},{file.get('GOPRIVATE', '')}"))
        for module in MODULES:
            if matches(private, module):
                assert not matches(old["GONOPROXY"], module) or matches(new["GONOPROXY"], module)
                assert not matches(old["GONOSUMDB"], module) or matches(new["GONOSUMDB"], module)
            else:
                assert not matches(new["GONOSUMDB"], module) or matches(old["GONOSUMDB"], module)
            assert not matches(new["GOINSECURE"], module) or matches(old["GOINSECURE"], module)
        assert new["GOSUMDB"] != "off" or old["GOSUMDB"] == "off"


def _all(machine: Examined) -> list[dict[str, str]]:
    scenes: list[Mapping[str, Setting]] = [machine.settings, *(fresh.settings for fresh in machine.elsewhere)]
    return [{name: setting.value for name, setting in scene.items()} for scene in scenes]
