"""The visible table of targets."""

from __future__ import annotations

from goenvctl.targets.base import Target
from goenvctl.targets.goenv import GoEnv

DEFAULT = "go-env"
TARGETS: dict[str, Target] = {target.name: target for target in (GoEnv(),)}
