"""`python -m goenvctl`."""

from __future__ import annotations

from goenvctl.cli import main

main()
