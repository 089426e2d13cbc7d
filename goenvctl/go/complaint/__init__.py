"""What the go command prints when it fails, read as go wrote it."""
