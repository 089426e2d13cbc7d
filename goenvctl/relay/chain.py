"""GOPROXY as the relay stands in it: one place of the relay for each mirror, the separators as they are."""

from __future__ import annotations

from typing import NamedTuple

from goenvctl.go.proxylist import Entry, ProxyListError, parse_proxy_list


class Post(NamedTuple):
    """The relay's place for one mirror.

    `run` are the numbers of the posts in its run, itself among them. `separator` is what follows
    it, empty at the end of the list.
    """

    number: int
    url: str
    separator: str
    run: tuple[int, ...]

    @property
    def others(self) -> tuple[int, ...]:
        """The rest of the run, the one behind it first."""
        at = self.run.index(self.number)
        return (*self.run[at + 1 :], *self.run[:at])

    @property
    def is_last_of_run(self) -> bool:
        return self.number == self.run[-1]


class Chain(NamedTuple):
    """A GOPROXY: its entries, and the post of each by its place in the list (None: stays as it is)."""

    entries: tuple[Entry, ...]
    posts: tuple[Post | None, ...]

    @property
    def mirrors(self) -> tuple[Post, ...]:
        return tuple(post for post in self.posts if post)

    def value(self, base: str) -> str:
        """The GOPROXY of the command: the relay at `base` in place of each mirror."""
        return "".join(
            (f"{base}/{post.number}" if post else entry.text) + entry.separator
            for entry, post in zip(self.entries, self.posts, strict=True)
        )

    def folders_after(self, post: Post) -> tuple[str, ...]:
        """The `file:` entries behind the last mirror, and those between: what go would look into next."""
        at = self.posts.index(post)
        return tuple(entry.url for entry in self.entries[at + 1 :] if entry.kind == "file")


def read_chain(goproxy: str) -> Chain | None:
    """The chain of a list that names a mirror; None where there is none, or where Go refuses the list."""
    try:
        entries = parse_proxy_list(goproxy).entries
    except ProxyListError:
        return None
    run_of: list[list[int]] = []
    numbers: list[int | None] = []
    count = 0
    for at, entry in enumerate(entries):
        if at == 0 or entries[at - 1].separator != "|":
            run_of.append([])
        else:
            run_of.append(run_of[-1])
        numbers.append(count if _is_relayed(entry) else None)
        if numbers[-1] is not None:
            run_of[-1].append(count)
            count += 1
    if not count:
        return None
    posts = tuple(
        Post(number, entry.url, entry.separator, tuple(run)) if number is not None else None
        for entry, number, run in zip(entries, numbers, run_of, strict=True)
    )
    return Chain(entries, posts)


def _is_relayed(entry: Entry) -> bool:
    """Go sends no credentials over plain http, and stops there by itself; nor is a host invented."""
    if entry.kind != "mirror" or not entry.address.host:
        return False
    return not (entry.address.scheme == "http" and entry.address.userinfo is not None)
