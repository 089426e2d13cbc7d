"""The places where values are written: text in, text out, one file each."""
