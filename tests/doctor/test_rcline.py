"""Which lines of a startup file are commented out, held against the real bash."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goenvctl.doctor.mend import find_mending
from tests.doctor.machine import examined, skip_without
from tests.home import Home

LINES = (
    "export GOPROXY=https://goproxy.io", "export GOPROXY='direct' # why", 'GOPROXY="off"', "export GOPROXY",
    "export GOPROXY=direct; A=1", "export GOPROXY=x GOSUMDB=y", "  export GOPROXY=https://a.b",
)  # fmt: skip
AROUND = (
    "if true; then", "then", "else", "fi", "if false; then export GOPROXY=direct; fi", "f() {", "f", "}", "{",
    "case x in", "x)", ";;", "esac", "for i in 1 2; do", "done", "cat >/dev/null <<E", "E", "# comment", "",
    "export B=1 \\", "true &&", "echo 'a", "b'", "( ", ")", "export C=2", "unset GOPROXY", "return",
)  # fmt: skip
PIECES = st.sampled_from(LINES) | st.sampled_from(AROUND)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=10))
def test_bash_agrees(sound: Home, tmp_path: Path, pieces: list[str]) -> None:
    """Whatever stands around the lines, the mended file is as well-formed, and only GOPROXY differs."""
    bash = skip_without("bash")
    if sound.read_env() is None:
        sound.call("use", "cn")
    path = sound.path / ".bashrc"
    path.write_text("\n".join(pieces) + "\n")
    with examined(sound, tmp_path) as machine:
        edits = find_mending(machine).edits
    if not edits:
        return
    (edit,) = edits
    before = _exports(sound, bash)
    path.write_bytes(edit.after or b"")
    after = _exports(sound, bash)
    assert after[0] == before[0]
    assert {**after[1], "GOPROXY": ""} == {**before[1], "GOPROXY": ""}


def _exports(home: Home, bash: str) -> tuple[bool, dict[str, str]]:
    """Is the file well-formed, and what does an interactive bash export?"""
    is_sound = home.spawn([bash, "-n", str(home.path / ".bashrc")]).code == 0
    shown = home.spawn([bash, "-ic", "env -0"]).stdout.split("\0")
    values = dict(one.split("=", 1) for one in shown if "=" in one)
    return is_sound, {name: values.get(name, "") for name in ("GOPROXY", "GOSUMDB", "A", "B", "C")}
