"""How systemd and Windows take a command line apart, written from their manuals."""

from __future__ import annotations

SPACE = " \t"


def systemd_words(line: str) -> list[str]:
    """The words of ExecStart=: systemd.syntax(7) on quoting, systemd.unit(5) on `%%`, .service(5) on `$$`.

    Fails on what would not stand for itself: a specifier, a variable, an escape that is none.
    """
    words: list[str] = []
    letters = iter(line)
    word: str | None = None
    quote = ""
    for letter in letters:
        if quote and letter == quote:
            quote = ""
        elif not quote and letter in "\"'" and word is None:
            quote, word = letter, ""
        elif not quote and letter in SPACE:
            words += [word] if word is not None else []
            word = None
        elif letter == "\\":
            escaped = next(letters)
            assert escaped in "\\\"'", escaped
            word = (word or "") + escaped
        elif letter in "%$":
            assert next(letters) == letter, line
            word = (word or "") + letter
        else:
            word = (word or "") + letter
    assert not quote, line
    return words + ([word] if word is not None else [])


def windows_words(line: str) -> list[str]:
    """As the C runtime reads them: 2n backslashes before a quote are n, 2n+1 are n and a quote."""
    words: list[str] = []
    word: str | None = None
    in_quotes, at = False, 0
    while at < len(line):
        if line[at] == "\\":
            end = at
            while end < len(line) and line[end] == "\\":
                end += 1
            count = end - at
            if line[end : end + 1] == '"':
                word = (word or "") + "\\" * (count // 2)
                if count % 2:
                    word += '"'
                    end += 1
            else:
                word = (word or "") + "\\" * count
            at = end
            continue
        if line[at] == '"':
            in_quotes, word = not in_quotes, word or ""
        elif line[at] in SPACE and not in_quotes:
            words += [word] if word is not None else []
            word = None
        else:
            word = (word or "") + line[at]
        at += 1
    return words + ([word] if word is not None else [])
