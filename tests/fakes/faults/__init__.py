"""What a mirror can do wrong, as small coroutines on an open connection, and the tables that name them.

`wire` is the connection and what was asked on it; each other module holds one kind of fault and
ends in a table of it; `table` joins them and reads a name such as `500.list` or `tls/redirect-http`.
`tests.fakes.faulty` serves them.
"""
