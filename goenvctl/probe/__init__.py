"""One mirror asked what `go` would ask it: steps, what they found, the verdict, the order."""
