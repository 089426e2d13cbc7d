"""`exec`: a server on loopback that stands between `go` and the mirrors for the life of one command."""
