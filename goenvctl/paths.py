"""Where goenvctl keeps what: the only door of platformdirs.

On Linux its answers are four variables of the XDG base directory specification; they are
read here, for loading platformdirs costs 8 ms of each start. A test holds the two together.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

APP = "goenvctl"
NOWHERE = os.devnull  # stands for a home that nobody has: under it nothing is found, and nothing made


class Paths(NamedTuple):
    """Absolute folders: the user's and the site's configuration, the user's state and cache."""

    user_config: str
    site_config: str
    state: str
    cache: str

    @property
    def config_file(self) -> str:
        return os.path.join(self.user_config, "config.toml")

    @property
    def user_profiles(self) -> str:
        return os.path.join(self.user_config, "profiles")

    @property
    def site_profiles(self) -> str:
        return os.path.join(self.site_config, "profiles")

    @property
    def built_in_profiles(self) -> str:
        """Inside the package when installed; at the root of the repository when run from there."""
        here = os.path.dirname(os.path.abspath(__file__))
        installed = os.path.join(here, "profiles", "built_in")
        if os.path.isdir(installed):
            return installed
        return os.path.join(os.path.dirname(here), "profiles")

    @property
    def journal(self) -> str:
        return os.path.join(self.state, "journal.sqlite")

    @property
    def records(self) -> str:
        return os.path.join(self.state, "records.sqlite")

    @property
    def lock(self) -> str:
        return os.path.join(self.state, "lock")

    @property
    def staging(self) -> str:
        return os.path.join(self.state, "staging")

    @property
    def go_memory(self) -> str:
        return os.path.join(self.cache, "go.json")


def find_paths() -> Paths:
    """By the platform's rules."""
    if sys.platform == "linux":
        return _xdg_paths(os.environ)
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(APP, appauthor=False)
    return Paths(dirs.user_config_dir, dirs.site_config_dir, dirs.user_state_dir, dirs.user_cache_dir)


def _xdg_paths(environ: Mapping[str, str]) -> Paths:
    """The specification has relative ones ignored: they would name another folder everywhere."""
    home = os.path.expanduser("~") if environ.get("HOME") != "" else ""
    if not os.path.isabs(home):
        home = NOWHERE
    named = (
        (environ.get("XDG_CONFIG_HOME", ""), f"{home}/.config"),
        (environ.get("XDG_CONFIG_DIRS", "").partition(":")[0], "/etc/xdg"),
        (environ.get("XDG_STATE_HOME", ""), f"{home}/.local/state"),
        (environ.get("XDG_CACHE_HOME", ""), f"{home}/.cache"),
    )
    folders = (folder if os.path.isabs(folder) else default for folder, default in named)
    return Paths(*(os.path.join(folder, APP) for folder in folders))
