"""The real go against a mirror with faults: what it then prints is explained."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from goenvctl.why.explain import Why, explain_failure
from tests.go.command import Go
from tests.probe.scene import MODULE, Scene
from tests.toolchains import ALL, NEWEST

FAULTS = {  # GOPROXY's fault: class and reason
    "refused": ("mirror", "connect-refused"),
    "reset-on-accept": ("mirror", "reset"),
    "ssh": ("mirror", "not-http"),
    "close": ("mirror", "reset"),
    "500": ("mirror", "server-error"),
    "511": ("network", "captive-portal"),
    "429": ("mirror", "rate-limited"),
    "418": ("mirror", "bad-status"),
    "401": ("auth", "auth-required"),
    "403": ("auth", "forbidden"),
    "404": ("user", "not-found"),
    "404.zip": ("mirror", "no-zip"),
    "html.info": ("mirror", "not-a-mirror"),
    "wrong-version": ("mirror", "bad-info"),
    "html.zip": ("mirror", "bad-zip"),
    "half-zip.zip": ("mirror", "bad-zip"),
    "short.zip": ("mirror", "truncated"),
    "redirect-loop": ("mirror", "redirect-loop"),
    "tls-unknown": ("security", "tls-untrusted"),
    "tls-expired": ("security", "tls-expired"),
    "tls-plain": ("mirror", "not-http"),
    "other-zip.zip": ("security", "zip-mismatch"),
    "other-mod.mod": ("security", "mod-mismatch"),
    "tampered.lookup": ("security", "sumdb-forged"),
    "other-key.lookup": ("security", "sumdb-forged"),
    "500.supported": ("mirror", "sumdb-error"),
    "html.lookup": ("mirror", "sumdb-broken"),
    "escapes": ("mirror", "server-error"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[str, Why]]:
    """What each go printed for each fault, and what became of it; all at once."""
    folder = tmp_path_factory.mktemp("why")
    goes = [Go(toolchain, folder / str(toolchain)) for toolchain in ALL]
    with Scene(folder) as scene, ThreadPoolExecutor(8) as pool:
        asked = {
            (str(go.toolchain), fault): pool.submit(_downloaded, go, folder, scene, fault)
            for go in goes
            for fault in FAULTS
        }
        return {key: one.result() for key, one in asked.items()}


def _downloaded(go: Go, folder: Path, scene: Scene, fault: str) -> tuple[str, Why]:
    own = folder / f"{go.toolchain}-{fault}"
    environ = go.environ(
        GOPROXY=scene.url(fault),
        GOSUMDB=scene.gosumdb("bare"),
        GOPATH=str(own / "gopath"),
        GOMODCACHE=str(own / "cache"),
    )
    answer = go.run("mod", "download", MODULE, environ=environ)
    assert answer.code == 1, (fault, answer)
    text = answer.stderr.decode()
    return text, explain_failure(text, [scene.url(fault)])


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("toolchain", [str(one) for one in ALL])
def test_fault(told: dict[tuple[str, str], tuple[str, Why]], toolchain: str, fault: str) -> None:
    """What go prints of a fault of its mirror gets class, reason, and the module where go names it."""
    text, why = told[toolchain, fault]
    module = None if "zip: not a valid zip file" in text else MODULE
    assert (why.fault, why.reason, why.module) == (*FAULTS[fault], module), text


def test_the_mirror_is_named(told: dict[tuple[str, str], tuple[str, Why]]) -> None:
    """Where the mirror is to blame it is named by its address in GOPROXY, if go shows one."""
    unnamed = [key for key, (_, why) in told.items() if why.fault == "mirror" and not why.mirror]
    assert {fault for _, fault in unnamed} == {"html.lookup"}
    assert (
        told[str(NEWEST), "500"][1].mirror
        == told[str(NEWEST), "500"][0].split("reading ")[1].split("/example.com")[0]
    )
