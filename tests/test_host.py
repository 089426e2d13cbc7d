"""Children: what they read and write, and when they are given up."""

from __future__ import annotations

import time

import pytest

from goenvctl.host import CommandFailed, Finished, Host

MUCH = bytes(range(256)) * 4096  # 1 MiB: more than any pipe holds


def sh(script: str, stdin: bytes = b"", timeout_s: float = 20) -> Finished:
    host = Host()
    argv = ["/bin/sh", "-c", script]
    return host.run(argv, environ=host.environ, cwd="/", timeout_s=timeout_s, stdin=stdin)


@pytest.mark.parametrize("stdin", [b"", b"x", MUCH], ids=["nothing", "a byte", "1 MiB"])
def test_a_child_reads_what_it_is_given_to_the_end(stdin: bytes) -> None:
    """A child gets all of its input and then its end, and without input the end at once."""
    assert sh("wc -c", stdin).stdout.strip() == str(len(stdin)).encode()


def test_reading_and_writing_do_not_wait_for_each_other() -> None:
    """A child may write all the while that it is fed."""
    assert sh("cat", MUCH) == Finished(0, MUCH, b"")


@pytest.mark.parametrize("script", ["exec <&-; echo done", "echo done", "head -c 1 >/dev/null; echo done"])
def test_a_child_need_not_read(script: str) -> None:
    """What a child leaves unread is no failure."""
    assert sh(script, MUCH) == Finished(0, b"done\n", b"")


@pytest.mark.parametrize(
    "script",
    ["sleep 30", "exec >&- 2>&-; sleep 30", "while :; do echo x; sleep 0.05; done"],
    ids=["silent", "pipes closed", "chatty"],
)
def test_the_timeout_holds(script: str) -> None:
    """A child is given up in time, though it reads nothing, closes its pipes or never stops to write."""
    start = time.monotonic()
    with pytest.raises(CommandFailed, match=r"^/bin/sh did not end within 0.5 s$"):
        sh(script, MUCH, timeout_s=0.5)
    assert time.monotonic() - start < 15


def test_what_is_left_of_a_child_holds_no_input_back() -> None:
    """A child that has ended counts as ended, even where something it started holds its unread input."""
    assert sh("echo done; sleep 30 <&0 &", MUCH) == Finished(0, b"done\n", b"")
