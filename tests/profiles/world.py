"""A home whose settings several hands change, with its own books on whose pattern is whose."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.home import Ended, Home
from tests.profiles.rule import PATTERN_VARIABLES, Terms, breaches, effective, joined, patterns

BUILT_IN = Path(__file__).parent.parent.parent / "profiles"


class Profile(NamedTuple):
    """What a profile file says."""

    trust: str
    go: Mapping[str, str]

    @property
    def text(self) -> str:
        lines = [f"{name} = {json.dumps(value)}\n" for name, value in self.go.items()]
        return f'trust = "{self.trust}"\n[go]\n{"".join(lines)}'


class World:
    """`s…` are the site's profiles, all other new ones the user's.

    `own` are the user's own patterns by variable; `ours` those that goenvctl put beside them.
    """

    def __init__(self, home: Home, env: Mapping[str, str]) -> None:
        self.home = home
        self.site = home.path / "site"
        home.environ["XDG_CONFIG_DIRS"] = str(self.site)
        self.profiles: dict[str, Profile] = {}
        self.private: set[str] = set()
        self.own = {name: patterns(env.get(name, "")) for name in PATTERN_VARIABLES}
        self.ours: dict[str, frozenset[str]] = dict.fromkeys(PATTERN_VARIABLES, frozenset())
        self.own_exported: frozenset[str] = frozenset()
        if env:
            home.write_env("".join(f"{name}={value}\n" for name, value in env.items()).encode())

    def keep(self, name: str, profile: Profile | None) -> None:
        """Write a profile's file, or take it away."""
        folder = self.site / "goenvctl" / "profiles" if name.startswith("s") else self.home.profiles
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.toml"
        path.unlink(missing_ok=True)
        self.profiles.pop(name, None)
        if profile:
            path.write_text(profile.text)
            self.profiles[name] = profile

    def list_private(self, verb: str, pattern: str) -> None:
        """`private add` or `private remove`."""
        ended = self.home.call("private", verb, pattern)
        assert ended.code == (0 if verb == "add" or pattern in self.private else 1), ended
        (self.private.add if verb == "add" else self.private.discard)(pattern)

    def foreign(self, name: str, verb: str, value: str) -> None:
        """Somebody else sets a variable of the env file, appends to it, or deletes its line."""
        lines = (self.home.read_env() or b"").decode().splitlines()
        before = next((line.partition("=")[2] for line in lines if line.startswith(f"{name}=")), "")
        after = {"set": value, "append": f"{before},{value}" if before else value, "unset": ""}[verb]
        rest = [line for line in lines if not line.startswith(f"{name}=")]
        new = [f"{name}={after}"] if after else []
        self.home.write_env("".join(f"{line}\n" for line in [*rest, *new]).encode())
        if name in self.own and after != before:
            self.own[name] = patterns(after) - (self.ours[name] - self.own[name])

    def use(self, name: str, exported: Mapping[str, str]) -> Ended:
        """`use`, held to the rule; the books follow what it did."""
        before, log = self.home.read_env(), self.history()
        terms = self._terms(name, exported)
        ended = self.home.call("use", name, "--json", env=exported)
        assert ended.code in (0, 2, 3, 4), ended
        if ended.code in (2, 3):
            assert (self.home.read_env(), self.history()) == (before, log)
            if ended.code == 3:
                self._names_the_exported(ended.json["error"], exported)
            return ended
        served = self._served(name, [self.read(exported), self.read({})])
        for environ in (exported, {}):
            assert breaches(terms._replace(served=served), self.read(environ)) == []
        if ended.json["change"] is not None:
            found = effective({}, self.home.read_env())
            self.own_exported = self._own_exported(exported)
            self.ours = {name: patterns(found[name]) - self.own[name] for name in PATTERN_VARIABLES}
        return ended

    def exports(self, name: str, exported: Mapping[str, str]) -> Ended:
        """`env NAME`, held to the rule in the environment that it makes."""
        before = self.home.read_env()
        ended = self.home.call("env", name, "--json", env=exported)
        assert ended.code in (0, 2), ended
        assert self.home.read_env() == before
        if ended.code == 0:
            values = self.read({**exported, **ended.json["variables"]})
            terms = self._terms(name, exported)._replace(served=self._served(name, [values]))
            assert breaches(terms, values) == []
        return ended

    def read(self, environ: Mapping[str, str]) -> dict[str, str]:
        """The effective values, as the real go says where the home has one."""
        if (self.home.bin / "go").exists():
            return self.home.go_env(env=environ)
        return effective(environ, self.home.read_env())

    def history(self) -> Any:
        return self.home.call("history", "--json").json["changes"]

    def profile(self, name: str) -> Profile:
        if name in self.profiles:
            return self.profiles[name]
        data = tomllib.loads((BUILT_IN / f"{name}.toml").read_text())
        return Profile(data.get("trust", "public"), data.get("go", {}))

    def _terms(self, name: str, exported: Mapping[str, str]) -> Terms:
        named = [
            profile.go.get(variable, "")
            for profile in self.profiles.values()
            for variable in ("GOPRIVATE", "GONOSUMDB")
        ]
        known = joined(named) | self.private | self.own["GOPRIVATE"] | self._own_exported(exported)
        says_none = self.profile(name).go.get("GONOPROXY") == "none" if self._exists(name) else False
        return Terms(known, frozenset(), dict(self.own), says_none)

    def _own_exported(self, exported: Mapping[str, str]) -> frozenset[str]:
        ours = self.ours["GOPRIVATE"] - self.own["GOPRIVATE"] - self.own_exported
        return patterns(exported.get("GOPRIVATE", "")) - ours

    def _served(self, name: str, everywhere: list[dict[str, str]]) -> frozenset[str]:
        profile = self.profile(name)
        goproxy = profile.go.get("GOPROXY")
        if profile.trust != "private" or any(values["GOPROXY"] != goproxy for values in everywhere):
            return frozenset()
        return joined(profile.go.get(variable, "") for variable in PATTERN_VARIABLES)

    def _exists(self, name: str) -> bool:
        return name in self.profiles or (BUILT_IN / f"{name}.toml").exists()

    @staticmethod
    def _names_the_exported(error: Mapping[str, str], exported: Mapping[str, str]) -> None:
        named = error["message"].partition("=")[0]
        assert named in PATTERN_VARIABLES, error
        assert exported.get(named), error
        assert error["message"].startswith(f"{named}={exported[named]} is exported in this terminal")
        assert f"unset {named}" in error["hint"]
