"""The `h1:` hashes of go.sum: over the files of a module's zip, and over a go.mod.

Source: golang.org/x/mod/sumdb/dirhash (Hash1).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def hash_lines(entries: Iterable[tuple[str, bytes]]) -> str:
    """The hash of files given as name and SHA-256 of the content, in any order.

    A name is the whole one within the zip, `path@version/file`; surrogates (surrogateescape) stand
    for bytes that are no UTF-8. Raises ValueError for a name with a newline, as Go does.
    """
    summary = hashlib.sha256()
    for name, digest in sorted((name.encode("utf-8", "surrogateescape"), digest) for name, digest in entries):
        if b"\n" in name:
            raise ValueError(f"a file name with a newline: {name!r}")
        summary.update(b"%s  %s\n" % (digest.hex().encode(), name))
    return "h1:" + base64.b64encode(summary.digest()).decode()


def hash_mod(data: bytes) -> str:
    """The hash of a go.mod file: what stands in go.sum after `VERSION/go.mod`."""
    return hash_lines([("go.mod", hashlib.sha256(data).digest())])
