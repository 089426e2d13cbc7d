"""A stand-in for a program of the platform: a script that writes down how it was called, and can fail."""

from __future__ import annotations

from pathlib import Path

SCRIPT = """\
#!/bin/sh
echo "$*" >> '{folder}/calls'
for word in "$@"; do
  if [ -f '{folder}/'"$word.sh" ]; then . '{folder}/'"$word.sh"; fi
done
"""


class Fake:
    """`calls` are the words of each call, but for those that always stand first."""

    def __init__(self, folder: Path, name: str, always: str = "") -> None:
        self._folder = folder / f"{name}.d"
        self._folder.mkdir(parents=True)
        self._always = always
        program = folder / name
        program.write_text(SCRIPT.format(folder=self._folder))
        program.chmod(0o755)

    @property
    def calls(self) -> list[str]:
        file = self._folder / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        assert all(line.startswith(self._always) for line in lines)
        return [line.removeprefix(self._always).strip() for line in lines]

    def forget_calls(self) -> None:
        (self._folder / "calls").unlink(missing_ok=True)

    def fails_at(self, word: str, says: str = "it does not want to", code: int = 1) -> None:
        """Wherever it is called with that word."""
        self.does(word, f"echo '{says}' >&2; exit {code}")

    def answers(self, word: str, text: str) -> None:
        file = self._folder / f"{word}.out"
        file.write_text(text)
        self.does(word, f"while IFS= read -r line; do printf '%s\\n' \"$line\"; done < '{file}'")

    def does(self, word: str, script: str) -> None:
        (self._folder / f"{word}.sh").write_text(script + "\n")

    def works_again(self) -> None:
        for file in self._folder.glob("*.sh"):
            file.unlink()
