"""Where goenvctl keeps what: the only door of platformdirs."""

from __future__ import annotations

import os
from typing import NamedTuple

from platformdirs import PlatformDirs


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
    def lock(self) -> str:
        return os.path.join(self.state, "lock")

    @property
    def staging(self) -> str:
        return os.path.join(self.state, "staging")

    @property
    def go_memory(self) -> str:
        return os.path.join(self.cache, "go.json")


def find_paths() -> Paths:
    """By the platform's rules (XDG on Linux)."""
    dirs = PlatformDirs("goenvctl", appauthor=False)
    return Paths(dirs.user_config_dir, dirs.site_config_dir, dirs.user_state_dir, dirs.user_cache_dir)
