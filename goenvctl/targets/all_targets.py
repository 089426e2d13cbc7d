"""The visible table of targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goenvctl.targets.goenv import GoEnv

if TYPE_CHECKING:
    from goenvctl.targets.target import Target

DEFAULT = "go-env"
TARGETS: dict[str, Target] = {target.name: target for target in (GoEnv(),)}
