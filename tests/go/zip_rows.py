"""Zips for a module, by what is special about them and what Go says of them."""

from __future__ import annotations

from goenvctl.probe.endpoint import Module
from tests.fakes.modules import h1
from tests.go.crafted import (
    DESCRIBED,
    STORED,
    WIDE,
    Claims,
    Member,
    craft,
    deflate,
    describe,
    local,
    many,
    wide,
)

MODULE = Module("example.com/lib", "v1.0.0")
ROOT = "example.com/lib@v1.0.0/"
TEXT = b"package lib\n" * 20
MOD, LIB = Member(f"{ROOT}go.mod", b"module example.com/lib\n"), Member(f"{ROOT}lib.go", TEXT)
FOLDER = Member(f"{ROOT}a/", b"", STORED)
HELD, SEALED = MOD._replace(method=STORED), LIB._replace(flags=DESCRIBED)
ZEROS = bytes((1 << 16) + 300)  # ends within a step, its last match across the step's end
BOTH = craft([MOD, LIB])
HEAD = craft([HELD]).index(b"PK\x01\x02")  # bytes before the directory


def named(*names: str | bytes) -> bytes:
    """A zip of files, and of folders where there is a slash at the end."""
    whole = (ROOT + name if isinstance(name, str) else ROOT.encode() + name for name in names)
    return craft([Member(name, b"", STORED) for name in whole])


def described(behind: bytes, crc: int | None = None) -> bytes:
    """A zip with a checksum behind the data of its first file."""
    return craft([SEALED._replace(behind=behind, crc=crc), MOD])


TAKEN = {
    "packed": BOTH,
    "stored": craft([HELD, LIB._replace(method=STORED)]),
    "of a real mirror": craft([MOD, LIB], comment=b"a" * 60_000),
    "of nothing": craft([]),
    "of an empty file": craft([Member(f"{ROOT}empty", b"", STORED)]),
    "of an empty file, packed": craft([Member(f"{ROOT}empty", b"")]),
    "just over a step": craft([Member(f"{ROOT}zeros", ZEROS)]),
    "checksum behind": described(describe(TEXT)),
    "checksum behind, without a signature": described(describe(TEXT, b"")),
    "checksum of nought is none": craft([LIB._replace(crc=0)]),
    "rest behind the packed data": craft([LIB._replace(body=deflate(TEXT) + b"rest")]),
    "gaps between members": craft([MOD._replace(behind=b"a gap"), LIB]),
    "one place for two": craft([LIB, Member(f"{ROOT}too.go", TEXT, offset=0)]),
    "figures of zip64": craft([LIB._replace(size=WIDE, packed=WIDE, extra=wide(240, len(deflate(TEXT))))]),
    "place of zip64": craft([MOD, LIB._replace(offset=WIDE, extra=wide(BOTH.index(b"PK\x03\x04", 1)))]),
    "extra field that is cut off": craft([LIB._replace(extra=b"\x01\x00\xff\x00")]),
    "end of zip64": craft([MOD, LIB], zip64=b"PK\x06\x06"),
    "program before it": craft([MOD, LIB], prefix=b"#!/bin/sh\n" * 9),
    "program before it that is counted": craft(
        [HELD._replace(offset=5)], Claims(offset=5 + HEAD), prefix=b"12345"
    ),
    "place before what is counted": craft(
        [LIB._replace(offset=WIDE, extra=wide((1 << 64) - len(local(LIB))))], prefix=local(LIB)
    ),
    "behind a whole zip": craft([MOD, LIB], prefix=BOTH),
    "directory that is somewhat larger than said": craft([MOD, LIB], Claims(size=40)),
    "packed up to the end of the file": craft([MOD, LIB._replace(packed=WIDE, extra=wide(1 << 63))]),
    "comment": craft([MOD, LIB], comment=b"PK\x05\x06"),
    "rest behind the end": BOTH + b"rest",
    "zip in a zip": craft([Member(f"{ROOT}in.zip", BOTH, STORED)]),
    "folders": craft(
        [Member(f"{ROOT}a/", b""), Member(f"{ROOT}a/b.go"), Member(ROOT, b""), Member(ROOT, b"")]
    ),
    "folder twice, of which the first is nowhere": craft([FOLDER._replace(offset=1 << 20), FOLDER, LIB]),
    "cut off member that is not counted": craft([MOD._replace(comment=b"?" * 9)], Claims(total=0)).replace(
        b"\x09\x00", b"\xff\x00"
    ),
    "folder in a strange way": craft([Member(f"{ROOT}a/", b"", method=99, packed=9, crc=7)]),
    "more files than are counted": many(65_537, f"{ROOT}00000000"),
    "letters": named(
        "ünï côde.go", "文件.go", "!#$%&()+,-.=@[]^_{}~ x", ".git/x", "straße", "strasse", "~1.x"
    ),
    "nearly a device": named("con1", "lpt0", "acon", "com", "auxx.go"),
}

FORMAT = {
    "no zip": b"<html>it works!</html>",
    "no bytes": b"",
    "an end alone, cut": craft([])[:-1],
    "half of it": BOTH[: len(BOTH) // 2],
    "comment that is cut off": craft([MOD, LIB], comment=b"abc", said=4),
    "end in a comment": craft([MOD, LIB], comment=b"PK\x05\x06" + bytes(16) + b"\xff\xff"),
    "fewer members than said": craft([MOD, LIB], Claims(total=3)),
    "more members than said": craft([MOD, LIB], Claims(total=1)),
    "directory that begins too early": craft([MOD, LIB], Claims(size=1 << 20)),
    "directory far out": craft([MOD, LIB], Claims(offset=1 << 63), zip64=b"PK\x06\x06"),
    "end of zip64 that is none": craft([MOD, LIB], zip64=b"PK\x06\x07"),
    "field of zip64 that is too short": craft([MOD, LIB._replace(size=WIDE, extra=wide())]),
    "member cut off by the end": craft([MOD._replace(comment=b"?" * 9)]).replace(b"\x09\x00", b"\xff\x00"),
    "comment of a member up to the end": craft([MOD._replace(comment=b"?" * 9)]).replace(
        b"\x09\x00", b"\x1f\x00"
    ),
}

REFUSED = {
    "nothing of this module": craft([Member("example.com/lib@v1.0.1/lib.go")]),
    "a file beside the root": craft([LIB, Member("lib.go")]),
    "root without its slash": craft([Member(ROOT[:-1])]),
    "up": named("../lib.go"),
    "up from a folder": named("a/../../lib.go"),
    "up and back": named("a/../lib.go"),
    "here": named("./lib.go"),
    "from the root": named("/etc/passwd"),
    "two slashes": named("a//b.go"),
    "two slashes at the end": named("a//"),
    "backslash": named("a\\b.go"),
    "colon": named("c:b.go"),
    "star": named("*.go"),
    "quote": named("it's.go"),
    "nul": named("a\0b"),
    "newline": named("a\nb"),
    "delete": named("a\x7f"),
    "no UTF-8": named(b"\xff.go"),
    "surrogate": named(b"\xed\xa0\x80.go"),
    "number that is no digit": named("m².go"),
    "arabic digit": named("\u0661.go"),
    "sign that is no letter": named("→.go"),
    "accent by itself": named("e\u0301.go"),
    "no-break space": named("a\u00a0b"),
    "device of Windows": named("aux"),
    "device of Windows with an ending": named("a/CoM7.tar.gz"),
    "dot at the end": named("a."),
    "dot at the end of a folder": named("a./b.go"),
    "dots alone": named(".../b.go"),
    "go.mod below": named("a/go.mod"),
    "go.mod below, in capitals": named("a/Go.MOD"),
    "go.mod in capitals": named("GO.MOD"),
    "one name twice": named("a.go", "a.go"),
    "only the case differs": named("a.go", "A.go"),
    "only the case of a folder differs": named("a/b.go", "A/c.go"),
    "sign of Kelvin": named("k.go", "\u212a.go"),
    "sharp s in capitals": named("ß", "\u1e9e"),
    "file and folder": named("a", "a/b.go"),
    "folder and file": named("a/b.go", "a"),
    "file and folder by their own names": named("a", "a/"),
}

SIZE = {
    "more than Go takes": craft([LIB._replace(size=501 << 20, packed=300 << 20)]),
    "together more than Go takes": craft(
        [LIB._replace(size=499 << 20, packed=300 << 20), HELD._replace(size=2 << 20)]
    ),
    "figures of zip64 that are cut off": craft([LIB._replace(size=WIDE, extra=wide(240, 0)[:-8])]),
    "less than nothing": craft([LIB._replace(size=WIDE, extra=wide(1 << 63))]),
}

DAMAGED = {
    "packed data with another checksum": craft([MOD, LIB._replace(crc=1)]),
    "stored data with another checksum": craft([HELD._replace(crc=1), LIB]),
    "longer than said": craft([MOD, LIB._replace(size=10)]),
    "shorter than said": craft([MOD, LIB._replace(size=1000)]),
    "stored, longer than said": craft([HELD._replace(size=3), LIB]),
    "stored, shorter than said": craft([HELD._replace(packed=3), LIB]),
    "packed data cut off": craft([MOD, LIB._replace(packed=8)]),
    "packed data that ends too early": craft([MOD, LIB._replace(body=deflate(TEXT[:-12]))]),
    "packed data that is none": craft([MOD, LIB._replace(body=b"\xff" * 40)]),
    "packed in a way nobody knows": craft([MOD, LIB._replace(method=99)]),
    "cut at the front": BOTH[40:],
    "place outside": craft([MOD, LIB._replace(offset=1 << 30)]),
    "place far outside": craft([MOD, LIB._replace(offset=WIDE, extra=wide(1 << 62))]),
    "place before the beginning": craft([MOD, LIB._replace(offset=WIDE, extra=wide((1 << 64) - 9))]),
    "place of something else": craft([MOD, LIB._replace(local=b"PK\x03\x05")]),
    "another checksum behind": described(describe(TEXT[1:])),
    "no checksum behind": craft([MOD, SEALED]),
    "half a checksum behind": craft(
        [MOD, SEALED._replace(offset=len(craft([MOD, SEALED])))],
        comment=local(SEALED) + describe(TEXT, b"")[:8],
    ),
    "a checksum behind the end of the world": craft(
        [MOD, SEALED._replace(packed=WIDE, extra=wide(1 << 63), behind=describe(TEXT))]
    ),
    "checksum of nought, and one behind": described(describe(TEXT), crc=0),
    "a folder with content": craft([MOD, LIB, FOLDER._replace(data=TEXT)]),
    "a folder nowhere": craft([MOD, LIB, FOLDER._replace(offset=1)]),
}

ROWS = {"": TAKEN, "format": FORMAT, "entries": REFUSED, "size": SIZE, "damaged": DAMAGED}
RIGHT = {h1({str(one.name): one.data for one in held}) for held in ([MOD, LIB], [MOD, LIB, FOLDER])}
