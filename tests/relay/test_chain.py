"""GOPROXY with the relay in it: as many entries, the same separators, and who may repair whom."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goenvctl.go.proxylist import parse_proxy_list
from goenvctl.relay.chain import read_chain

BASE = "http://127.0.0.1:1234/secret"
ENTRIES = st.sampled_from(
    ["https://a.example", "http://b.example/x", "c.example", "file:///srv/go", "https://u:p@d.example"]
)
LISTS = st.tuples(
    st.lists(st.tuples(ENTRIES, st.sampled_from([",", "|", " , ", "||"])), min_size=1, max_size=6),
    st.sampled_from(["", "direct", "off", "https://last.example"]),
).map(lambda made: "".join(entry + separator for entry, separator in made[0]) + made[1])


@given(LISTS)
def test_one_entry_for_each_mirror(value: str) -> None:
    """Every http(s) entry has one of the relay's in its place; separators and all else stay."""
    before = parse_proxy_list(value).entries
    chain = read_chain(value)
    if not any(entry.kind == "mirror" for entry in before):
        assert chain is None
        return
    assert chain
    after = parse_proxy_list(chain.value(BASE)).entries
    assert [(one.kind, one.separator) for one in after] == [(one.kind, one.separator) for one in before]
    numbers = [one.url.removeprefix(f"{BASE}/") for one in after if one.kind == "mirror"]
    assert numbers == [str(number) for number in range(len(numbers))]
    assert [one.text for one in after if one.kind != "mirror"] == [
        one.text for one in before if one.kind != "mirror"
    ]


@given(LISTS)
def test_nobody_repairs_across_a_comma(value: str) -> None:
    """The posts of a run are those that only `|` lies between."""
    chain = read_chain(value)
    for post in chain.mirrors if chain else ():
        assert chain
        for other in post.others:
            low, high = sorted((chain.posts.index(post), _place(chain.posts, other)))
            assert all(entry.separator == "|" for entry in chain.entries[low:high])
        behind = chain.mirrors[post.number + 1 : post.number + 2]
        at = chain.posts.index(post)
        if behind and chain.entries[at].separator == "|" and chain.posts[at + 1] == behind[0]:
            assert behind[0].number in post.run


def test_what_go_refuses_stays() -> None:
    """Credentials over plain http, and an address without a host: go says itself what is wrong with them."""
    chain = read_chain("http://u:p@a.example|https://|https://b.example,direct")
    assert chain
    assert chain.value(BASE) == f"http://u:p@a.example|https://|{BASE}/0,direct"
    assert read_chain("https://a.example|ftp://b.example") is None
    assert read_chain("direct") is read_chain("off") is read_chain("") is None


def _place(posts: tuple[object, ...], number: int) -> int:
    return next(at for at, post in enumerate(posts) if getattr(post, "number", None) == number)
