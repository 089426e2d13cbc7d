"""The machine as it would be with other texts in some files: a fix is tried here before it is made."""

from __future__ import annotations

import os
from collections.abc import Mapping

from goenvctl.host import Host


class OverlayHost(Host):
    """Reads `texts`, by path, in place of what is on disk."""

    def __init__(self, host: Host, texts: Mapping[str, bytes]) -> None:
        super().__init__(host.environ, host.cwd, host.platform)
        self._texts = {os.path.realpath(path): text for path, text in texts.items()}

    def read(self, path: str) -> bytes | None:
        text = self._texts.get(os.path.realpath(path))
        return super().read(path) if text is None else text

    def peek(self, path: str) -> bytes | None:
        text = self._texts.get(os.path.realpath(path)) if path else None
        return super().peek(path) if text is None else text

    def read_text(self, path: str) -> str | None:
        text = self._texts.get(os.path.realpath(path))
        return super().read_text(path) if text is None else text.decode("utf-8-sig")
