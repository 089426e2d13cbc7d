"""A few lines for every command, as one would type them, and the exit code of each where nothing is odd.

A story is carried out from its first line to its last, in a home of its own.
"""

from __future__ import annotations

REFUSED = "http://127.0.0.1:9"

Story = tuple[tuple[str, int], ...]

STORIES: tuple[Story, ...] = (
    (
        ("", 0),
        ("--help", 0),
        ("--version", 0),
        ("--json", 2),
        ("nonsense", 2),
        ("--lang", 2),
        ("list", 0),
        ("ls -v", 0),
        ("list --json", 0),
        ("current", 0),
        ("use", 2),
        ("use cn --dry-run", 0),
        ("use cn", 0),
        ("use loop --check", 4),
        ("use loop --fastest", 1),
        ("use -", 0),
        ("use nobody", 2),
        ("status", 0),
        ("status -v", 0),
        ("status --json", 0),
        ("history", 0),
        ("undo", 0),
        ("undo 77", 1),
        ("undo --all", 0),
        ("undo seven", 2),
        (f"check {REFUSED}", 1),
        ("check loop --html page.html", 1),
        ("check --history", 0),
    ),
    (
        ("exec", 125),
        ("exec -- sh -c :", 0),
        ("exec loop -- sh -c 'exit 3'", 3),
        ("exec --report mirrors.json -- sh -c :", 0),
        ("exec -- nosuch", 127),
        ("why", 0),
        ("why build.log", 0),
        ("why nosuch.log", 2),
        ("why -- sh -c 'echo no >&2; exit 3'", 3),
        ("explain golang.org/x/text", 0),
        ("explain .", 0),
        ("help", 0),
        ("help use", 0),
        ("help json", 0),
        ("help nonsense", 2),
        ("setup", 2),
        ("setup --where cn --no-private --dry-run", 0),
        ("setup --where cn --private git.example.com --to bash --yes", 0),
        ("auto --dry-run", 1),
        ("auto", 1),
        ("env", 0),
        ("env cn --format vscode", 0),
        ("completion", 2),
        ("completion zsh", 0),
    ),
    (
        ("watch --once", 0),
        ("watch --once --metrics mirrors.prom", 0),
        ("watch install", 2),
        ("watch install --dry-run", 0),
        ("watch install --yes", 3),
        ("watch status", 0),
        ("watch remove", 1),
        ("doctor", 0),
        ("doctor --fix", 0),
        ("profile", 2),
        ("profile list", 0),
        ("profile show cn", 0),
        ("profile add yours GOPROXY=direct", 0),
        ("profile add Bad GOPROXY=direct", 2),
        ("profile edit yours GOPROXY=off", 0),
        ("profile edit yours", 2),
        ("profile rename yours theirs", 0),
        ("profile validate", 0),
        ("profile validate ./office.toml", 0),
        ("profile path", 0),
        ("profile path cn", 0),
        ("profile remove theirs", 2),
        ("profile remove theirs --yes", 0),
        ("private", 2),
        ("private add git.example.com", 0),
        ("private add https://git.example.com", 2),
        ("private list", 0),
        ("private remove git.example.com", 0),
    ),
)
# One that answers, one that writes, one that is wrong, one that asks, one that runs something.
SHORT_STORY: Story = (
    ("status", 0),
    ("use cn", 0),
    ("use nobody", 2),
    ("setup", 2),
    ("exec -- sh -c :", 0),
    ("profile edit mine", 2),
)
READS_INPUT = ("why",)  # these wait for their input to end, as `cat` does
RUNS = ("exec", "why --")  # how lines begin that pass a command's code on
ASKING = ("use", "setup", "profile remove mine", "watch install")  # of a person
