"""Where goenvctl keeps what."""

from __future__ import annotations

import os
from unittest import mock

import platformdirs
import pytest

from goenvctl.paths import find_paths

ENVIRONMENTS: list[dict[str, str]] = [
    {"HOME": "/home/a"},
    {"HOME": "/home/a", "XDG_CONFIG_HOME": "/x/c", "XDG_STATE_HOME": "/x/s", "XDG_CACHE_HOME": "/x/k"},
    {"HOME": "/home/a", "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": " "},
    {"HOME": "/home/a", "XDG_CONFIG_DIRS": "/etc/one:/etc/two"},
    {},
]


@pytest.mark.parametrize("environ", ENVIRONMENTS, ids=str)
def test_the_short_way_agrees_with_platformdirs(environ: dict[str, str]) -> None:
    """On Linux the folders are those that platformdirs names."""
    with mock.patch.dict(os.environ, environ, clear=True):
        paths = find_paths()
        dirs = platformdirs.PlatformDirs("goenvctl", appauthor=False)
        assert paths.user_config == dirs.user_config_dir
        assert paths.site_config == dirs.site_config_dir
        assert paths.state == dirs.user_state_dir
        assert paths.cache == dirs.user_cache_dir
