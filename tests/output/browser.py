"""A real browser looks at a page: what it made of it, and how wide that is."""

from __future__ import annotations

import html
import json
import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path
from typing import NamedTuple

import pytest

CHROMIUM = shutil.which("chromium") or ""
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no chromium here (Debian: chromium)")
# Without a network of its own, without a sandbox (tests may run as root), without a GPU.
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --disable-dev-shm-usage"
)
# A window cannot be as narrow as a phone, a frame can. The page may run no script: the frame's parent does.
FRAME = """<!DOCTYPE html>
<body>
<iframe width="{width}" height="800" style="border: 0" srcdoc="{page}"></iframe>
<script>
onload = () => {{
  const inside = document.querySelector("iframe").contentDocument, root = inside.documentElement;
  const wide = [...inside.querySelectorAll("body, body *")]
    .filter(one => !one.closest("thead") && one.getBoundingClientRect().right > root.clientWidth + 0.5)
    .map(one => one.tagName + "." + one.getAttribute("class"));
  document.body.dataset.answer = JSON.stringify({{
    scroll: root.scrollWidth, client: root.clientWidth, height: root.scrollHeight, wide: wide}});
}};
</script>"""


class Fit(NamedTuple):
    """CSS pixels of the page in a frame, and what sticks out of it (heads that are only spoken may)."""

    scroll: int
    client: int
    height: int
    wide: list[str]


class Picture(NamedTuple):
    """A screenshot: its size, the colour of its first pixel, how many of its lines are different."""

    width: int
    height: int
    corner: tuple[int, int, int]
    lines: int


class Browser:
    """Chromium with everything it writes in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def dom(self, page: str) -> str:
        """The document as it stands when it is loaded."""
        return self._run(page, "--dump-dom").decode()

    def fit(self, page: str, width: int) -> Fit:
        dom = self.dom(FRAME.format(width=width, page=html.escape(page)))
        answer = re.search('data-answer="([^"]*)"', dom)
        assert answer, dom[:500]
        return Fit(**json.loads(html.unescape(answer[1])))

    def look(self, page: str, width: int, height: int, *, dark: bool) -> Picture:
        picture = self._folder / "picture.png"
        self._run(
            page,
            f"--window-size={width},{height}",
            f"--screenshot={picture}",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        )
        return _read_png(picture.read_bytes())

    def _run(self, page: str, *flags: str) -> bytes:
        file = self._folder / "page.html"
        file.write_text(page, encoding="utf-8")
        done = subprocess.run(
            [CHROMIUM, *FLAGS.split(), f"--user-data-dir={self._folder / 'chromium'}", *flags, file.as_uri()],
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _read_png(data: bytes) -> Picture:
    """Eight bits a channel, RGB or RGBA. Under every filter the first pixel stands there as it is."""
    chunks: dict[bytes, bytes] = {}
    at = 8
    while at < len(data):
        (size,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        chunks[kind] = chunks.get(kind, b"") + data[at + 8 : at + 8 + size]
        at += size + 12
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert depth == 8
    pixels = zlib.decompress(chunks[b"IDAT"])
    stride = 1 + width * {2: 3, 6: 4}[colour]
    lines = {pixels[start + 1 : start + stride] for start in range(0, len(pixels), stride)}
    return Picture(width, height, (pixels[1], pixels[2], pixels[3]), len(lines))
