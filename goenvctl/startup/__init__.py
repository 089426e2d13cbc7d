"""Which files a shell reads when it starts, and what they do to variables: told by reading, never by running."""
