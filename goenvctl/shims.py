"""What shims of `go` have answered, remembered in the cache folder; losing it costs one question."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, MutableMapping

from goenvctl.atomic import make_folder, write_atomically
from goenvctl.host import Host

KEPT = 64


class ShimMemory(MutableMapping[str, str]):
    """GOROOT by shim (path, time of change, folder). Read when first asked, written when it learns."""

    def __init__(self, host: Host, path: str) -> None:
        self._host = host
        self._path = path
        self._answers: dict[str, str] | None = None

    def __getitem__(self, key: str) -> str:
        return self._loaded()[key]

    def __setitem__(self, key: str, value: str) -> None:
        answers = self._loaded()
        answers[key] = value
        recent = dict(list(answers.items())[-KEPT:])
        with contextlib.suppress(OSError):
            make_folder(os.path.dirname(self._path), 0o700)
            write_atomically(self._path, json.dumps(recent, indent=1).encode(), new_mode=0o600)

    def __delitem__(self, key: str) -> None:
        del self._loaded()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded())

    def __len__(self) -> int:
        return len(self._loaded())

    def _loaded(self) -> dict[str, str]:
        if self._answers is None:
            try:
                data = json.loads(self._host.peek(self._path) or b"{}")
            except ValueError:
                data = {}
            self._answers = (
                {key: value for key, value in data.items() if isinstance(value, str)}
                if isinstance(data, dict)
                else {}
            )
        return self._answers
