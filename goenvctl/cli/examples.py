"""One to four lines for each command that show it at work. tests/cli/test_examples.py runs every one."""

from __future__ import annotations

from goenvctl.language import N_

# the command -> what one would type, and what for
EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "": (
        ("goenvctl use cn", N_("fetch modules through mirrors in mainland China")),
        ("goenvctl check", N_("see whether the mirrors in effect are healthy")),
        ("goenvctl undo", N_("take the last change back")),
    ),
    "use": (
        ("goenvctl use cn", N_("fetch modules through mirrors in mainland China")),
        ("goenvctl use cn --fastest", N_("the mirror that is fastest now comes first")),
        ("goenvctl use cn --to go-env --to bash", N_("write Go's env file and bash's startup file")),
        ("goenvctl use -", N_("go back to the profile before this one")),
    ),
    "list": (
        ("goenvctl list", N_("choose among the profiles")),
        ("goenvctl list --json", N_("the same with all their values, for a program")),
    ),
    "current": (("goenvctl current", N_("the name alone, for a prompt or a script")),),
    "status": (
        ("goenvctl status", N_("see which values count, and where each is set")),
        ("goenvctl status -v", N_("also those that nobody has set")),
    ),
    "check": (
        ("goenvctl check", N_("the mirrors in effect")),
        ("goenvctl check cn aliyun", N_("the mirrors of two profiles")),
        ("goenvctl check cn --samples 3 --html mirrors.html", N_("ask three times; a page with charts")),
        ("goenvctl check --history --since 4w", N_("what four weeks of checks found; nothing is asked")),
    ),
    "undo": (
        ("goenvctl undo", N_("take the last change back; again: the one before")),
        ("goenvctl undo 3", N_("take back change 3 of goenvctl history")),
        ("goenvctl undo --all", N_("leave everything as it was before goenvctl")),
    ),
    "exec": (
        ("goenvctl exec -- go build ./...", N_("build, though a mirror fails meanwhile")),
        ("goenvctl exec cn -- go mod download", N_("with another profile, for this command alone")),
        ("goenvctl exec --report mirrors.json -- go vet ./...", N_("keep what the mirrors did, as JSON")),
    ),
    "auto": (
        ("goenvctl auto", N_("leave mirrors that fail for those that work")),
        ("goenvctl auto --dry-run", N_("only show what it would do")),
    ),
    "watch": (
        ("goenvctl watch install", N_("let the system watch from now on")),
        ("goenvctl watch --once", N_("do what is due now, from cron or CI")),
    ),
    "watch install": (
        ("goenvctl watch install --dry-run", N_("read the files before they are written")),
        ("goenvctl watch install --yes", N_("install without a question")),
    ),
    "watch remove": (("goenvctl watch remove", N_("stop watching")),),
    "watch status": (("goenvctl watch status", N_("see when it ran last, and what it said")),),
    "doctor": (
        ("goenvctl doctor", N_("find what is wrong, with a remedy for each")),
        ("goenvctl doctor --fix", N_("mend what is safe to mend, after a question")),
    ),
    "explain": (
        ("goenvctl explain golang.org/x/text", N_("who hears of this module")),
        ("goenvctl explain .", N_("who hears of what this folder needs; exit code 1 if it leaks")),
    ),
    "why": (
        ("go build ./... 2>&1 | goenvctl why", N_("what a build that failed has said")),
        ("goenvctl why build.log", N_("the log of a build")),
        ("goenvctl why -- go build ./...", N_("run it, and say why if it fails")),
    ),
    "history": (("goenvctl history", N_("find the number of a change to undo")),),
    "help": (
        ("goenvctl help use", N_("the same as goenvctl use --help")),
        ("goenvctl help exit-codes", N_("what each exit code means")),
    ),
    "profile": (
        ("goenvctl profile show cn", N_("read what a profile sets")),
        ("goenvctl profile add office GOPROXY=https://goproxy.example.com", N_("make one of your own")),
    ),
    "profile list": (("goenvctl profile list", N_("choose among the profiles")),),
    "profile show": (("goenvctl profile show cn", N_("read what it sets before you use it")),),
    "profile add": (
        ("goenvctl profile add office GOPROXY=https://goproxy.example.com,direct", N_("by its variables")),
        (
            "goenvctl profile add cn-local --from cn GOTOOLCHAIN=local",
            N_("like another one, but for a variable"),
        ),
        (
            "goenvctl profile add work --from corporate proxy=https://goproxy.example.com "
            "patterns=git.example.com",
            N_("from a template: everything through the company's proxy"),
        ),
    ),
    "profile edit": (
        ("goenvctl profile edit mine GOPROXY=https://goproxy.cn,direct", N_("change a variable")),
        ("goenvctl profile edit mine", N_("open it in $EDITOR")),
    ),
    "profile remove": (("goenvctl profile remove mine", N_("asks first; --yes does not")),),
    "profile rename": (("goenvctl profile rename mine home", N_("call it by another name")),),
    "profile validate": (
        ("goenvctl profile validate", N_("check all there are")),
        ("goenvctl profile validate ./office.toml", N_("check a file before you hand it on")),
    ),
    "profile path": (
        ("goenvctl profile path", N_("the folder your profiles are in")),
        ("goenvctl profile path cn", N_("the file of one")),
    ),
    "private": (
        ("goenvctl private add git.example.com", N_("no public mirror shall hear of what is there")),
        ("goenvctl private list", N_("all that is known as private")),
    ),
    "private list": (("goenvctl private list", N_("all that is known as private, and who says so")),),
    "private add": (
        ("goenvctl private add git.example.com", N_("everything on a host")),
        ("goenvctl private add github.com/your-org", N_("everything of an organisation")),
    ),
    "private remove": (("goenvctl private remove git.example.com", N_("it may be asked for again")),),
    "env": (
        ('eval "$(goenvctl env cn)"', N_("a profile for this terminal alone")),
        ("goenvctl env --format docker > go.env", N_("the values in effect, for docker run --env-file")),
    ),
    "completion": (
        (
            "goenvctl completion bash > ~/.local/share/bash-completion/completions/goenvctl",
            N_("for bash, from the next terminal on"),
        ),
        ("goenvctl completion fish > ~/.config/fish/completions/goenvctl.fish", N_("for fish")),
        ("goenvctl completion zsh > ~/.zfunc/_goenvctl", N_("for zsh, if ~/.zfunc is in its fpath")),
    ),
    "setup": (
        ("goenvctl setup", N_("answer a few questions, see the plan, say yes")),
        ("goenvctl setup --where cn --no-private --yes", N_("the same without a question")),
    ),
}
