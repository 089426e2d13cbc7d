"""What a fault that begins in the midst of it does to a build with plain `go`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.probe.plain_go import HANG, HANG_S, PATIENCE_S
from tests.relay.building import BUILD, Builder
from tests.relay.matrix import LATE, Case, plain_words
from tests.relay.scene import Scene

pytestmark = pytest.mark.slow
AT_ONCE = 8
CASES = [(case, separator) for case in LATE for separator in ",|"]


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Case, str], str]:
    folder = tmp_path_factory.mktemp("plain")
    with Scene(folder / "scene") as scene, ThreadPoolExecutor(AT_ONCE) as pool:
        builder = Builder(folder, SSL_CERT_FILE=str(scene.authority.ca_file))
        asked = {
            (case, separator): pool.submit(_word, scene, builder, case, separator)
            for case, separator in CASES
        }
        return {key: word.result() for key, word in asked.items()}


@pytest.mark.parametrize(("case", "separator"), CASES, ids=str)
def test_plain_go_later(words: dict[tuple[Case, str], str], case: Case, separator: str) -> None:
    """A build whose first mirror turns bad after seven answers fares as the table in docs/ says."""
    assert words[case, separator] == plain_words(case)[",|".index(separator)]


def _word(scene: Scene, builder: Builder, case: Case, separator: str) -> str:
    is_expected_to_hang = plain_words(case)[",|".index(separator)] == HANG
    return builder.run(
        f"{case}-{ord(separator)}",
        BUILD,
        patience_s=HANG_S if is_expected_to_hang else PATIENCE_S,
        GOPROXY=case.pair(scene, separator),
        GOSUMDB=case.gosumdb(scene),
    ).word
