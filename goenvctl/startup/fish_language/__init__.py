"""The language of fish."""
