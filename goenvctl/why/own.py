"""What only the user's own module, code or command line can mend. Believed only where nothing else speaks.

Sources: cmd/go/internal/modload, modget, modcmd, load, work; x/mod/modfile; the compiler's form of a line.
"""

from __future__ import annotations

from goenvctl.language import N_
from goenvctl.why.rule import Rule


def _user(pattern: str, reason: str, sentence: str, hint: str) -> Rule:
    return Rule(pattern, "user", reason, sentence, hint)


OWN = (
    _user(
        r"missing go\.sum entry|no required module provides|updates to go\.(?:mod|sum) needed"
        r"|missing module for import"
        r"|is replaced but not required|implicitly required module",
        "not-tidy",
        N_("go.mod or go.sum does not list everything that the code imports"),
        "go mod tidy",
    ),
    _user(
        r"malformed go\.sum",
        "gosum-malformed",
        N_("go.sum has a line that go cannot read"),
        N_("mend that line, then go mod tidy"),
    ),
    _user(
        r"inconsistent vendoring|-mod=vendor|vendor directory|modules\.txt|vendored module",
        "vendor",
        N_("the vendor folder does not fit go.mod, or does not hold what is asked for"),
        N_("go mod vendor; or -mod=mod to pass it over once"),
    ),
    _user(
        r"requires go >= |is a language version but not a toolchain|invalid toolchain"
        r"|maximum supported Go version"
        r"|invalid go version|no releases found for go",
        "go-too-old",
        N_("a go.mod asks for another version of go than this one"),
        N_("install it, or set GOTOOLCHAIN=auto so that go fetches it; look at the go and toolchain lines"),
    ),
    _user(
        r"go\.mod file not found|cannot find main module|no go\.work file|outside a module"
        r"|does not contain main module"
        r"|outside (?:main module|modules listed)",
        "no-module",
        N_("this folder belongs to no module"),
        N_("go to the module's folder, or go mod init NAME"),
    ),
    _user(
        r"errors parsing go\.(?:mod|work)|unknown directive|^\S*go\.(?:mod|work):\d+:",
        "gomod-invalid",
        N_("go.mod or go.work has a line that go cannot read"),
        N_("mend the line that go names"),
    ),
    _user(
        r"declares its path as|module path must match major|major version|has (?:non|post)-\S* module path"
        r"|malformed module path|malformed import path|invalid module path"
        r"|missing dot in first path element",
        "path-mismatch",
        N_("the module's path is not the one it was asked by"),
        N_("write the path as the module's go.mod declares it (with /v2 and so on)"),
    ),
    _user(
        r"no matching versions|unknown revision|invalid pseudo-version|invalid version|ambiguous revision"
        r"|does not match version-control",
        "no-version",
        N_("{module} has no such version"),
        N_("go list -m -versions MODULE shows those there are"),
    ),
    _user(
        r"no go-import meta tags|unrecognized import path|does not contain package|is not in std"
        r"|cannot find module"
        r"|cannot find package|not a main package|no Go files|build constraints exclude|module \S+ found",
        "no-package",
        N_("the import path does not lead to such a package"),
        N_("look at the spelling, and whether that version of the module has the package"),
    ),
    _user(
        r"ambiguous import|import cycle|use of internal package|use of vendored"
        r"|conflicting replacements|\(replaced by"
        r"|replacement directory",
        "imports",
        N_("the module's own imports or replacements contradict each other"),
        N_("mend the import or the replace line that go names"),
    ),
    _user(
        r"flag provided but not defined|unknown command|^usage: go|Run 'go help|see 'go help"
        r"|arguments must be"
        r"|named files must|is not supported",
        "usage",
        N_("the command line is none that go takes"),
        "go help COMMAND",
    ),
    _user(
        r"error obtaining VCS status|dubious ownership",
        "vcs-status",
        N_("git does not let go read the state of this repository"),
        N_("git status tells why (often the folder's owner); git config safe.directory"),
    ),
    _user(
        r"^# \S|\S\.go:\d+(?::\d+)?: |^FAIL\t\S+ \[(?:build|setup) failed\]|\.s:\d+: "
        r"|undeclared in the main package",
        "compile",
        N_("the code does not compile; no mirror is to blame"),
        N_("mend the lines that the compiler names"),
    ),
    _user(
        r"^go: .*\b(?:go\.mod|go\.sum|go\.work|module|package|import|version|workspace|pattern"
        r"|directory)\b",
        "module",
        N_("go finds fault with the module or the command, not with a server"),
        N_("mend what the line says"),
    ),
)
