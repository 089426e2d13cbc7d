"""Text that shells evaluate and that comes from outside the files: which variables may it set?

`eval "$(tool init)"` and `source <(tool completion)` stand in every other file, and what such tools
print sets none of Go's variables. So output is a doubt only

- for every variable asked for, where one of the commands passes on text of the user (`cat ~/env`, `grep`,
  `sed`, `env`, `set`, …) or a file is read (`$(<FILE)`);
- for those whose names stand in it, in all other cases; so too for `echo` and `printf` of plain text.

Where only running tells the name itself (`export $(…)`, `export "$1=$2"`, `. ./relative`, `eval "$text"`),
it is a doubt for every variable asked for, without this rule. A file of which only the path is unknown
(`. "$NVM_DIR/nvm.sh"`) is said to be unread, and is no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_PRINTERS = frozenset(("echo", "printf", "print"))
_PASSING = _PRINTERS | frozenset(
    "env cat tac bat grep egrep fgrep rg export set xargs sed awk gawk mawk cut tr head tail sort uniq paste "
    "envsubst printenv declare typeset readonly read while for string jq yq perl tee dotenv column".split()
)
_COMMAND = re.compile(
    r"(?:^|[(|;&\n`\"'])[ \t]*"
    r"(?:(?:[A-Za-z_]\w*=[^\s()]*|sudo|command|builtin|exec|time|nice|then|do|else|if|while|until|!|\{)\s+){0,8}"
    r"\\?[\"']?([^\s\"'();|&<>`$]+)"
)


def spoken_of(code: str, names: Collection[str]) -> frozenset[str]:
    """Which of `names` the output of this code may set once it is evaluated (the rule above)."""
    commands = set(_commands(code))
    passing = commands & _PASSING
    if re.search(r"[($`]\s*<(?!\()", code) or passing - _PRINTERS:
        return frozenset(names)
    if passing and re.search(r"[$`*{\\]", re.sub(r"\$\(", "(", code).strip("`")):
        return frozenset(names)
    return mentioned(code, names)


def mentioned(code: str, names: Collection[str]) -> frozenset[str]:
    """Those of `names` that stand in it."""
    return frozenset(name for name in names if name in code)


def _commands(code: str) -> Iterator[str]:
    for found in _COMMAND.finditer(code):
        yield found[1].rpartition("/")[2]
