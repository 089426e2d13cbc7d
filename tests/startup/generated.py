"""Startup files made by chance: plain lines, and what people write around them."""

from __future__ import annotations

from random import Random

from goenvctl.go.variables import VARIABLES

NAMES = tuple(VARIABLES)
VALUES = (
    "https://goproxy.cn,direct",
    "https://a.example|https://b.example,direct",
    "*.corp.example,git.example/team",
    "off",
    "",
    "local",
    "two words",
    "it's",
    'a "quoted" word',
    "back\\slash",
    "dollar$HOME",
    "semi;colon & more",
    "ümlaut",
    "#hash",
    "~/tilde",
)
BASH_PROFILES = (".bash_profile", ".bash_login", ".profile")
DEBIAN_PROFILE = (
    'if [ -n "$BASH_VERSION" ]; then\n    if [ -f "$HOME/.bashrc" ]; then\n\t. "$HOME/.bashrc"\n    fi\nfi\n'
)


def quoted(rng: Random, value: str, *, is_fish: bool = False) -> str:
    """The value in one of the ways to write it."""
    single = (
        "'"
        + (value.replace("\\", "\\\\").replace("'", "\\'") if is_fish else value.replace("'", "'\\''"))
        + "'"
    )
    escaped = value
    for char in '\\"$' if is_fish else '\\"$`':
        escaped = escaped.replace(char, "\\" + char)
    ways = [single, f'"{escaped}"']
    if value and all(char.isalnum() or char in ":/.,-_" for char in value) and value.isascii():
        ways += [value, value[:2] + '"' + value[2:] + '"', value[:3] + "'" + value[3:] + "'"]
    if value and not is_fish:
        ways.append("".join("\\" + char if not char.isalnum() else char for char in value))
    return rng.choice(ways)


def literal_lines(rng: Random, *, has_export_only: bool = True) -> list[str]:
    """Assignments and exports of plain values, comments, and commands that matter to nobody."""
    lines = []
    for _ in range(rng.randint(1, 6)):
        name, other = rng.sample(NAMES, 2)
        one, two = (quoted(rng, rng.choice(VALUES)) for _ in range(2))
        lines.append(
            rng.choice(
                [
                    f"export {name}={one}",
                    f"  export {name}={one} {other}={two}  # a remark",
                    f"{name}={one}",
                    f"{name}={one}; export {name}",
                    f"{name}={one} {other}={two}",
                    f"{name}={one}\nexport {name} {other}={two}",
                    f"export {name}={one}; unset {other}",
                    f"unset {name} {other}",
                    f"export \\\n  {name}={one}",
                    f"set -a; {name}={one}; set +a",
                    f"{name}={one} true",
                    f"true && export {name}={one}",
                    f"false || {name}={one}",
                    f"# export {name}={one}",
                    f"( export {name}={one} )",
                    f": <<'END'\nexport {name}={one}\nEND",
                    f"x='\nexport {name}=1\n'",
                    f"{{ export {name}={one}; }}",
                    "alias g=go; umask 022; PATH=$PATH:$HOME/go/bin",
                    f"if true; then export {name}={one}; else export {other}={two}; fi",
                    f"for i in 1 2; do export {name}={one}; done",
                    f"case $- in *i*) export {name}={one} ;; *) export {other}={two} ;; esac",
                ]
            )
        )
    return lines


def wild_lines(rng: Random) -> list[str]:
    """The same, and what cannot be told, or only with care."""
    lines = literal_lines(rng)
    for _ in range(rng.randint(1, 4)):
        name, other = rng.sample(NAMES, 2)
        one = quoted(rng, rng.choice(VALUES))
        lines.insert(
            rng.randint(0, len(lines)),
            rng.choice(
                [
                    f"export {name}=$(echo made)",
                    f"export {name}=`echo made`",
                    f'if [ "$(id -u)" = 0 ]; then export {name}={one}; fi',
                    f"if command -v nothing >/dev/null 2>&1; then export {name}={one}; else unset {name}; fi",
                    f"f() {{ export {name}={one}; }}\nf",
                    f"h() {{ {name}={one}; return; }}",
                    f'MINE={one}; export {name}="$MINE"',
                    f'export {name}="${{{other}:-https://x.example}}"',
                    f'export {name}="${{NOTHING:-https://x.example}},direct"',
                    f': "${{{name}:=filled}}"',
                    f"export {name}=$HOME/x",
                    f"export {name}=~/x",
                    "[ -f ~/.more ] && . ~/.more",
                    'if [ -r "$HOME/.more" ]; then . "$HOME/.more"; fi',
                    f'[ -n "$SSH_CONNECTION" ] && export {name}={one}',
                    '[ -z "$PS1" ] && return',
                    "case $- in *i*) ;; *) return ;; esac",
                    f"eval 'export {name}=evaluated'",
                    f'eval "$(echo export {name}=evaluated)"',
                    f"while false; do export {name}={one}; done",
                    f"export {name}=a | cat",
                    f"export {name}=a &",
                    f"for {name} in a b c; do :; done",
                    f"readonly {name}",
                    f"test $((1 + 1)) -eq 2 && export {name}={one}",
                    f"export {name}={one} || export {name}=never",
                    f'export "{name}=whole"',
                    f"x=$(case a in a) echo b;; esac); export {name}=after",
                    f"export {name}=before$(cat <<E\nexport {other}=1 )\nE\n)",
                ]
            ),
        )
    return lines


def bash_home(rng: Random, *, is_wild: bool) -> dict[str, str]:
    """One or two profiles, often with Debian's lines for .bashrc, and a file that they may source."""
    lines = wild_lines if is_wild else literal_lines
    files = {name: "\n".join(lines(rng)) + "\n" for name in rng.sample(BASH_PROFILES, rng.randint(1, 2))}
    for name in files:
        if rng.random() < 0.5:
            files[name] = DEBIAN_PROFILE + files[name]
    files[".bashrc"] = "\n".join(lines(rng)) + rng.choice(("\n", ""))
    files[".more"] = "\n".join(literal_lines(rng)) + "\n"
    return files


def fish_lines(rng: Random) -> list[str]:
    """Plain lines of fish."""
    lines = []
    for _ in range(rng.randint(1, 6)):
        name, other = rng.sample(NAMES, 2)
        one, two = (quoted(rng, rng.choice(VALUES), is_fish=True) for _ in range(2))
        lines.append(
            rng.choice(
                [
                    f"set -gx {name} {one}",
                    f"set -x {name} {one} # a remark",
                    f"set --global --export {name} {one}",
                    f"set {name} {one}",
                    f"set -g {name} {one}; set -gx {name} {two}",
                    f"export {name}={one}",
                    f"set -e {name}",
                    f"set -gx {name} a b",
                    f"# set -gx {name} {one}",
                    f"function f\n  set -gx {name} {one}\nend",
                    f"if status is-interactive\n  set -gx {name} {one}\nelse\n  set -gx {other} {two}\nend",
                    f"if status is-login; set -gx {name} {one}; end",
                    f"set -q {name}; or set -gx {name} {one}",
                    "test -f ~/.more.fish; and source ~/.more.fish",
                    f"set mine {one}; set -gx {name} $mine",
                    f"set -Ux {name} {one}",
                    f'set -gx {name} "$HOME/x"',
                    f"true && set -gx {name} {one}",
                ]
            )
        )
    return lines


def fish_home(rng: Random) -> dict[str, str]:
    return {
        ".config/fish/config.fish": "\n".join(fish_lines(rng)) + "\n",
        ".config/fish/conf.d/a.fish": "\n".join(fish_lines(rng)) + "\n",
        ".more.fish": f"set -gx GOVCS {quoted(rng, rng.choice(VALUES), is_fish=True)}\n",
    }
