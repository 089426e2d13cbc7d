"""From one place to another and back, whatever others write in the meantime."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.apply.memory import in_memory
from tests.home import Home
from tests.targets.rc import (
    BLOCK,
    CN,
    ENV,
    FIRST,
    FISH,
    OFFICIAL,
    OWN,
    SETTINGS,
    VSCODE,
    files,
    put,
    to,
    tries,
    undo,
    use,
    values,
)


def test_moving_on(home: Home) -> None:
    """Each `--to` takes what is ours out of the places before it; repeated undo walks back through them."""
    home.write_env(OWN)
    put(home, ".zshenv", FIRST)
    put(home, VSCODE, SETTINGS)
    seen = [files(home)]
    moves = [("go-env",), ("zsh",), ("fish", "vscode"), ("bash",), ("go-env", "zsh"), ("vscode",)]
    for number, targets in enumerate(moves):
        use(home, ("cn", "official")[number % 2], *to(*targets))
        seen.append(files(home))
    with_us = {name for name, data in seen[4].items() if b"goenvctl" in data or b"proxy.golang.org" in data}
    assert with_us == {".bashrc", ".profile"}
    assert seen[2][ENV] == seen[4][ENV] == seen[6][ENV] == OWN
    assert seen[4][VSCODE] == seen[5][VSCODE] == SETTINGS
    for state in reversed(seen[:-1]):
        undo(home)
        assert files(home) == state
    undo(home, code=1)


def test_all_at_once(home: Home) -> None:
    """`undo --all` goes back through every place to the first bytes."""
    put(home, ".profile", FIRST)
    put(home, VSCODE, SETTINGS)
    before = files(home)
    for targets in (("sh",), ("bash", "vscode"), ("go-env",), ("zsh", "sh")):
        home.call("use", "cn", *to(*targets))
    undo(home, "--all")
    assert files(home) == before


@pytest.mark.parametrize("last", ["go-env", "zsh"])
def test_a_file_that_two_targets_share(home: Home, last: str) -> None:
    """sh and bash share .profile: what one wrote the other takes over, and leaves with nothing of either."""
    put(home, ".profile", FIRST)
    for name, target in (("cn", "sh"), ("official", "bash"), ("cn", "bash"), ("cn", "sh"), ("cn", "bash")):
        home.call("use", name, *to(target))
        assert values(home, target, ".profile") == {"cn": CN, "official": OFFICIAL}[name]
    use(home, "cn", "--to", last)
    found = files(home)
    assert found[".profile"] == FIRST
    assert ".bashrc" not in found


def test_a_file_that_another_target_takes_over(home: Home) -> None:
    """`status` lists a file whose lines sh wrote and bash needs just so, and a deletion there is noticed."""
    file = put(home, ".profile", FIRST)
    home.call("use", "cn", "--to", "sh")
    use(home, "cn", "--to", "bash")
    assert f"also in: {file}" in home.call("status").stdout
    file.write_bytes(FIRST)
    assert (
        tries(home, "use", "official", "--to", "bash", "--json", code=5).json["error"]["id"]
        == "block-deleted"
    )


def test_a_login_file_that_came_since(home: Home) -> None:
    """Where somebody has made a .bash_profile since, which hides .profile, the block moves there."""
    put(home, ".profile", FIRST)
    use(home, "cn", "--to", "bash")
    put(home, ".bash_profile", FIRST)
    use(home, "cn", "--to", "bash")
    assert files(home) == {".profile": FIRST, ".bashrc": BLOCK, ".bash_profile": FIRST + BLOCK}


def test_edits_around_the_block(home: Home) -> None:
    """What the user wrote above and below since stays, through `use` and undo."""
    file = put(home, ".zshenv", FIRST)
    use(home, "official", "--to", "zsh")
    file.write_bytes(b"# above\n" + file.read_bytes() + b"# below\n")
    use(home, "cn", "--to", "zsh")
    assert file.read_bytes() == b"# above\n" + FIRST + BLOCK + b"# below\n"
    file.write_bytes(file.read_bytes() + b"# more\n")
    undo(home)
    assert values(home, "zsh", ".zshenv") == OFFICIAL
    undo(home)
    assert file.read_bytes() == b"# above\n" + FIRST + b"# below\n# more\n"


def test_lines_in_a_file_of_ours(home: Home) -> None:
    """A file that goenvctl made stays with the lines that the user has put into it, and goes without any."""
    file = home.path / FISH
    use(home, "cn", "--to", "fish")
    file.write_bytes(b"# mine\n" + file.read_bytes())
    use(home, "cn", "--to", "go-env")
    assert file.read_bytes() == b"# mine\n"
    undo(home)
    undo(home)
    assert file.read_bytes() == b"# mine\n"


def test_settings_of_ours(home: Home) -> None:
    """Settings that goenvctl made are gone with its values, and stay once there is something else in them."""
    file = home.path / VSCODE
    use(home, "cn", "--to", "vscode")
    use(home, "cn", "--to", "go-env")
    assert not file.exists()
    use(home, "cn", "--to", "vscode")
    file.write_bytes(file.read_bytes().replace(b"{", b'{\n    "a": 1,', 1))
    use(home, "cn", "--to", "go-env")
    assert file.read_bytes() == b'{\n    "a": 1\n}\n'


def test_undo_of_a_damaged_block(home: Home) -> None:
    """One damaged block stops the whole undo, exit 5, with nothing touched; `--force` restores them all."""
    home.write_env(OWN)
    file = put(home, ".zshenv", FIRST)
    before = files(home)
    use(home, "cn", *to("go-env", "zsh", "fish"))
    file.write_bytes(FIRST + BLOCK.replace(b"goproxy.cn", b"mine.example"))
    ended = tries(home, "undo", "--json", code=5)
    assert ended.json["error"]["id"] == "changed-since"
    assert str(file) in ended.json["error"]["message"]
    undo(home, "--force")
    assert files(home) == before


def test_undo_where_the_block_was_deleted(home: Home) -> None:
    """A block that the user deleted is undone already; not so where more was changed: exit 5, `--force`."""
    file = put(home, ".zshenv", FIRST)
    use(home, "cn", *to("zsh", "fish"))
    file.write_bytes(FIRST + b"# more\n")
    tries(home, "undo", code=5)
    undo(home, "--force")
    assert files(home) == {".zshenv": FIRST + b"# more\n"}
    use(home, "cn", *to("zsh", "fish"))
    file.write_bytes(FIRST + b"# more\n")
    undo(home)
    assert files(home) == {".zshenv": FIRST + b"# more\n"}


def test_undo_by_number(home: Home) -> None:
    """An earlier change is not undone under a later one that holds the same variables elsewhere: exit 5."""
    use(home, "cn", "--to", "zsh")
    use(home, "official", "--to", "fish")
    tries(home, "undo", "1", code=5)
    undo(home, "2")
    assert files(home) == {".zshenv": BLOCK}


def test_forced_out_of_order(home: Home) -> None:
    """Changes that are undone by force, each under a later one, leave nothing of ours in the end."""
    put(home, ".profile", FIRST)
    for words in ("use default --to sh", "use default --to zsh", "undo 1 --force", "use official --to sh"):
        assert home.call(*words.split()).code in (0, 4)
    undo(home, "2", "--force")
    undo(home, "--all", "--force")
    assert files(home) == {".profile": FIRST}


def test_a_setting_that_somebody_changed(home: Home) -> None:
    """A value in the editor's settings that somebody changed since is theirs: `use` elsewhere leaves it."""
    file = put(home, VSCODE, SETTINGS)
    use(home, "cn", "--to", "vscode")
    file.write_bytes(file.read_bytes().replace(CN["GOPROXY"].encode(), b"off"))
    assert home.call("status", "--json").json["drift"] is True
    use(home, "cn", "--to", "go-env")
    assert values(home, "vscode", VSCODE) == {"GOPROXY": "off"}
    assert home.call("status", "--json").json["drift"] is False


STARTUP = (".profile", ".bashrc", ".zshenv", FISH, "work/.envrc")
TEXTS = st.one_of(
    st.none(), st.sampled_from([b"", b"# mine\n", b"# caf\xe9\r\n\n", b"\xef\xbb\xbf# no end", b"\n\n"])
)
SETS = st.sets(
    st.sampled_from(["go-env", "sh", "bash", "zsh", "fish", "direnv", "vscode"]), min_size=1, max_size=3
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("use"), st.sampled_from(["cn", "official", "offline", "default"]), SETS),
        st.tuples(st.just("undo")),
        st.tuples(st.just("edit"), st.sampled_from((*STARTUP, VSCODE)), st.booleans()),
    ),
    max_size=8,
)


def edited(home: Home, name: str, foreign: dict[str, bytes], *, above: bool, number: int) -> None:
    """Somebody's edit outside what is ours, in the file and in what is expected of it."""
    path, line = home.path / name, b"# edit %d\n" % number
    if name == VSCODE:
        if name in foreign:
            for data in (foreign, found := {name: path.read_bytes()}):
                data[name] = data[name].replace(b"how I like it", b"how I like it, %d" % number)
            path.write_bytes(found[name])
        return
    mine = foreign.get(name, b"")
    if mine and not mine.endswith(b"\n"):
        above = True  # below, it would go on the last line, ours or theirs
    foreign[name] = line + mine if above else mine + line
    found_ = path.read_bytes() if path.exists() else b""
    put(home, name, line + found_ if above else found_ + line)


@settings(max_examples=40, deadline=None)
@given(texts=st.fixed_dictionaries(dict.fromkeys(STARTUP, TEXTS)), with_settings=st.booleans(), steps=STEPS)
@example(
    texts=dict.fromkeys(STARTUP),
    with_settings=True,
    steps=[
        ("use", "cn", {"sh", "vscode"}),
        ("edit", ".profile", True),
        ("use", "official", {"bash"}),
        ("edit", VSCODE, True),
        ("use", "cn", {"bash"}),
        ("edit", ".profile", False),
        ("use", "cn", {"zsh"}),
    ],
)
def test_whatever_was_done(
    texts: dict[str, bytes | None], with_settings: bool, steps: list[tuple[object, ...]]
) -> None:
    """After `undo --all` every file has the bytes that others wrote, and nothing of ours."""
    _live(texts, with_settings, steps)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(texts=st.fixed_dictionaries(dict.fromkeys(STARTUP, TEXTS)), with_settings=st.booleans(), steps=STEPS)
def test_whatever_was_done_in_many_homes(
    texts: dict[str, bytes | None], with_settings: bool, steps: list[tuple[object, ...]]
) -> None:
    """The same, two hundred times."""
    _live(texts, with_settings, steps)


def _live(texts: dict[str, bytes | None], with_settings: bool, steps: list[tuple[object, ...]]) -> None:
    with in_memory() as folder:
        home = Home(folder / "home", None)
        home.write_env(b"GOPRIVATE=mine.example\nGOFLAGS=-mod=mod")
        foreign = {name: data for name, data in texts.items() if data is not None}
        foreign |= {VSCODE: SETTINGS} if with_settings else {}
        for name, data in foreign.items():
            put(home, name, data)
        foreign[ENV] = home.read_env() or b""
        for number, (verb, *rest) in enumerate(steps):
            if verb == "use":
                profile, targets = rest
                assert isinstance(targets, set)
                ended = home.call("use", str(profile), *to(*sorted(targets)))
                assert ended.code in (0, 4), ended  # 4: an early line end in a file of odd bytes
            elif verb == "undo":
                assert home.call("undo").code in (0, 1)
            else:
                edited(home, str(rest[0]), foreign, above=bool(rest[1]), number=number)
        assert home.call("undo", "--all").code in (0, 1)
        assert files(home) == foreign
        assert home.call("status", "--json").json["drift"] is False
