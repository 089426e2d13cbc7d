"""What `env --format` prints: many variables as one text for one reader, a kind a file."""
