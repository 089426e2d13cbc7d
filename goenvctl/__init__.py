"""goenvctl decides from where Go fetches its modules; docs/architecture.md is the tour."""
