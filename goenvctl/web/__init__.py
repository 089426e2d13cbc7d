"""How `go` reaches the web, named after cmd/go/internal/web: the only door of httpx."""
