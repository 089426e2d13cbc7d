"""Whose fault it was, by what go printed."""
