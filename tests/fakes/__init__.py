"""A Go module mirror and checksum database on the loopback, for the real go command.

Start in `modules`: a `Module` is a path, a version and some files, and knows the
`.info`, `.mod`, `.zip` and hashes that follow from them; `write_tree` lays modules out
as a directory that is a `file://` proxy as it stands.  `mirror` serves such a directory
over HTTP as `Mirror`, and a checksum database as `Database`; both are a `Server` (from
`server`), which logs every path, can delay its answers, and lets a test replace any of
them with a fault.  The checksum database itself is `sumdb.SumDB`: it signs with the
`Signer` of `note` and proves its records with the `Tree` of `tree`.  Nothing here
shares code with goenvctl, so a mistake there cannot hide behind the same one here.
"""
