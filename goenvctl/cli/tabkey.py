"""The Tab key in bash, zsh and fish: the script that a shell reads, and the answer that the script reads.

The script calls goenvctl with the words up to the cursor and with ASKED_BY_SHELL naming the shell. The
answer has a line for each item: its kind (plain, file, dir), the word, what it is, with tabs between.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Sequence

from click.shell_completion import CompletionItem, ShellComplete

from goenvctl.cli.app import app
from goenvctl.cli.boundary import ASKED_BY_SHELL
from goenvctl.cli.running import VERBS
from goenvctl.cli.terminal import discard
from goenvctl.language import tr
from goenvctl.redact import clean

BASH = """\
# Completion of goenvctl for bash; `goenvctl completion bash` prints it.

_goenvctl() {
    local i kind value about runs=
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        exec | why) runs=yes ;;
        --) [[ $runs ]] && { _goenvctl_command $((i + 1)); return; } ;;
        esac
    done
    while IFS=$'\\t' read -r kind value about; do
        case $kind in
        file) compopt -o default ;;
        dir) compopt -o dirnames ;;
        plain) COMPREPLY+=("$value") ;;
        esac
    done < <(_GOENVCTL_COMPLETE=bash "${COMP_WORDS[0]}" "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

# Behind `--` stands another command, from word $1 on.
_goenvctl_command() {
    if declare -F _comp_command_offset >/dev/null; then
        _comp_command_offset "$1"
    elif declare -F _command_offset >/dev/null; then
        _command_offset "$1"
    elif ((COMP_CWORD == $1)); then
        local IFS=$'\\n'
        COMPREPLY=($(compgen -c -- "${COMP_WORDS[COMP_CWORD]}"))
    else
        compopt -o default
    fi
}

complete -o nosort -F _goenvctl goenvctl 2>/dev/null || complete -F _goenvctl goenvctl
"""

ZSH = """\
#compdef goenvctl
# Completion of goenvctl for zsh; `goenvctl completion zsh` prints it.

_goenvctl() {
    local line at=${words[(i)--]}
    local -a parts told
    if (( at < CURRENT )) && [[ -n ${(M)words[2,at-1]:#(exec|why)} ]]; then
        words=("${(@)words[at+1,-1]}")  # behind `--` stands another command
        (( CURRENT -= at ))
        _normal
        return
    fi
    for line in "${(@f)$(_GOENVCTL_COMPLETE=zsh ${~words[1]} "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        parts=("${(@ps:\\t:)line}")
        case $parts[1] in
        file) _files ;;
        dir) _files -/ ;;
        plain) told+=("${parts[2]//:/\\\\:}${parts[3]:+:$parts[3]}") ;;
        esac
    done
    (( $#told )) && _describe -V goenvctl told
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _goenvctl "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _goenvctl goenvctl
fi
"""

FISH = """\
# Completion of goenvctl for fish; `goenvctl completion fish` prints it.

function __goenvctl
    set -l words (commandline -opc)
    set -l begun (commandline -ct)
    set -l at (contains -i -- -- $words)
    if test -n "$at"; and string match -qr '^(exec|why)$' -- $words[1..$at]
        set -e words[1..$at] # behind `--` stands another command
        complete -C (string join ' ' -- (string escape -- $words) $begun)
        return
    end
    for line in (env _GOENVCTL_COMPLETE=fish $words "$begun" 2>/dev/null)
        set -l parts (string split -m 2 \\t -- $line)
        switch $parts[1]
            case file
                __fish_complete_path $begun
            case dir
                __fish_complete_directories $begun ''
            case plain
                printf '%s\\t%s\\n' $parts[2] "$parts[3]"
        end
    end
end

complete -c goenvctl -k -f -a '(__goenvctl)'
"""


class _Shell(ShellComplete):
    """click finds what fits; the words come as arguments, and go as lines with tabs."""

    source_template = ""
    words: Sequence[str] = ()

    def get_completion_args(self) -> tuple[list[str], str]:
        words = list(self.words) or [""]
        return words[:-1], words[-1]

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        if "--" in args and set(VERBS) & set(args[: args.index("--")]):
            return []
        return super().get_completions(args, incomplete)

    def format_completion(self, item: CompletionItem[str]) -> str:
        return "\t".join((item.type, clean(item.value), clean(tr(item.help or ""))))


class Bash(_Shell):
    """It parts `--to=go` into three words."""

    name = "bash"
    source_template = BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        args, begun = super().get_completion_args()
        words = [
            word for word, before in zip(args, ["", *args], strict=False) if word != "=" or before == "="
        ]
        return words, "" if begun == "=" else begun


class _WholeWords(_Shell):
    """What follows `--to=` replaces all of the word."""

    def complete(self) -> str:
        _, begun = self.get_completion_args()
        option = begun[: begun.index("=") + 1] if begun.startswith("--") and "=" in begun else ""
        lines = super().complete()
        return lines.replace("plain\t", f"plain\t{option}") if option else lines


class Zsh(_WholeWords):
    name = "zsh"
    source_template = ZSH


class Fish(_WholeWords):
    name = "fish"
    source_template = FISH


SHELLS: dict[str, type[_Shell]] = {shell.name: shell for shell in (Bash, Zsh, Fish)}


def script(shell: str) -> str:
    """What the shell reads."""
    return SHELLS[shell].source_template


def complete(shell: str, words: Sequence[str]) -> int:
    """Print what fits behind the words, and nothing else whatever happens: it is a person's prompt."""
    found = ""
    with contextlib.suppress(Exception), contextlib.redirect_stderr(io.StringIO()):
        asked = SHELLS[shell](app, {}, "goenvctl", ASKED_BY_SHELL)
        asked.words = words
        with contextlib.redirect_stdout(io.StringIO()):
            found = asked.complete()
    if sys.stdout is not None:
        try:
            sys.stdout.write(f"{found}\n" if found else "")
            sys.stdout.flush()
        except (OSError, ValueError):
            discard(sys.stdout)
    return 0
