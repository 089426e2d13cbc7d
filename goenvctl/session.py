"""What one command looks at, when it first asks for it: the machine, its Go, profiles, settings."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from goenvctl.config import Config, read_config
from goenvctl.errors import NotApplied, Problem
from goenvctl.go.environment import (
    EnvFile,
    Setting,
    Sources,
    goroot_in_force,
    locate_env_file,
    resolve,
)
from goenvctl.go.installation import Installation, find_go
from goenvctl.go.patterns import trimmed_patterns
from goenvctl.host import Host, reason
from goenvctl.language import tr
from goenvctl.paths import Paths, find_paths
from goenvctl.profiles.store import Store
from goenvctl.shims import ShimMemory

if TYPE_CHECKING:
    from goenvctl.profiles.fault import Fault


class Session:
    """Everything is read at most once, but for the env file, which others write."""

    def __init__(self, host: Host | None = None, paths: Paths | None = None) -> None:
        self.host = host or Host()
        self.paths = paths or find_paths()

    @cached_property
    def store(self) -> Store:
        return Store(self.host, self.paths)

    @cached_property
    def config(self) -> Config:
        return read_config(self.host, self.paths.config_file)

    @cached_property
    def go(self) -> Installation | None:
        return find_go(self.host, ShimMemory(self.host, self.paths.go_memory))

    @cached_property
    def env_file(self) -> EnvFile:
        """Where this Go's env file is; it need not exist."""
        version = self.go.version if self.go else None
        return locate_env_file(self.host.environ, self.host.platform, self.host.cwd, version)

    @cached_property
    def known_private(self) -> tuple[str, ...]:
        """The patterns known here as private, but for those in the user's own settings.

        One that is too wide to be honoured (`*`) is none: its profile is refused, and it is said.
        """
        return tuple(pattern for pattern in self._listed_private if pattern not in self.too_wide)

    @cached_property
    def too_wide(self) -> tuple[str, ...]:
        """Patterns of profiles and the config that would cut Go off from the world's modules."""
        if not self._listed_private:
            return ()
        from goenvctl.profiles.pattern import is_too_wide

        control = self.store.catalogue.control
        return tuple(pattern for pattern in self._listed_private if is_too_wide(pattern, control))

    def fault_of(self, pattern: str) -> Fault | None:
        """Why `private add` would refuse the pattern, or None."""
        from goenvctl.profiles.fault import Context
        from goenvctl.profiles.pattern import judge_pattern

        return judge_pattern(pattern, Context(self.store.catalogue))

    @cached_property
    def config_faults(self) -> tuple[Problem, ...]:
        """Patterns of config.toml, written by hand, that match nothing or too much."""
        if not self.config.private:
            return ()
        from goenvctl.profiles.pattern import judge_shape, too_wide

        path = self.paths.config_file
        lines = (self.host.peek(path) or b"").decode("utf-8", "replace").splitlines()
        found = []
        for pattern in self.config.private:
            if fault := judge_shape(pattern) or too_wide(pattern, self.store.catalogue.control):
                line = next((number for number, text in enumerate(lines, 1) if pattern in text), None)
                found.append(Problem(fault.id, f"private: {fault.reason}", fault.remedy, path, line))
        return tuple(found)

    @cached_property
    def _listed_private(self) -> tuple[str, ...]:
        listed = (*self.store.private_patterns(), *trimmed_patterns(",".join(self.config.private)))
        return tuple(dict.fromkeys(listed))

    def sources(self) -> Sources:
        """All that decides the settings, with the files as they are now."""
        data = self.host.peek(self.env_file.path)
        found = self.go.goroot if self.go else ""
        goroot = goroot_in_force(self.host.environ, data, found)
        return Sources(
            environ=self.host.environ,
            env_file=self.env_file,
            env_data=data,
            goroot=goroot,
            goroot_data=self.host.peek(os.path.join(goroot, "go.env")) if goroot else None,
            version=self.go.version if self.go else None,
        )

    def settings(self) -> dict[str, Setting]:
        return resolve(self.sources())

    def writable_env_file(self) -> str:
        """The env file's absolute path. Raises NotApplied where `go env -w` would lie or forget."""
        named = self.host.environ.get("GOENV", "")
        if not self.env_file.path:
            why = self.env_file.reason
            remedy = (
                tr("unset GOENV")
                if why == "GOENV=off"
                else tr("set HOME, or XDG_CONFIG_HOME to an absolute path")
            )
            raise NotApplied("no-env-file", tr("Go reads no env file here: {reason}", reason=why), remedy)
        if named and not os.path.isabs(named):
            raise NotApplied(
                "env-file-relative",
                tr("GOENV={path} is relative: it is another file in every folder", path=named),
                tr("unset GOENV, or make it absolute"),
            )
        if not os.path.isabs(named or self.host.environ.get("XDG_CONFIG_HOME") or self.host.home):
            raise NotApplied(
                "env-file-relative",
                tr("HOME is relative: it is another folder everywhere"),
                tr("make HOME absolute"),
            )
        path = os.path.abspath(self.env_file.path)
        if os.path.exists(path) and not os.path.isfile(path):
            remedy = tr("unset GOENV, or name a file") if named else tr("move it away")
            raise NotApplied("env-file-odd", tr("{path} is no regular file", path=path), remedy)
        return path

    def read_file(self, path: str) -> bytes | None:
        """The bytes of a file that is to be changed, None where there is none.

        Raises NotApplied where it cannot be read, or is no regular file (a fifo would never end).
        """
        try:
            if os.path.exists(path) and not os.path.isfile(path):
                raise OSError(tr("no regular file"))
            return self.host.read(path)
        except OSError as exc:
            raise NotApplied(
                "file-unreadable", f"{path}: {reason(exc)}", tr("mend the file's link or mode")
            ) from exc
