"""How `go` reaches the web, named after cmd/go/internal/web: the only door of httpx."""

from __future__ import annotations

import sys
from importlib.util import find_spec

# httpx loads its own command line, with rich and pygments, which takes longer than all the rest of it;
# where that cannot be imported it goes on without
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

# httpcore looks for it several times a request; where it is not installed each look goes through all folders
if find_spec("sniffio") is None:
    sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
