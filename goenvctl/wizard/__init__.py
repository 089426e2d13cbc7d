"""Questions to a person, on standard error. The only door of questionary."""
