"""Checksum databases, named after golang.org/x/mod/sumdb."""
