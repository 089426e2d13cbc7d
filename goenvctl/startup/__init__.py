"""What a shell reads when it starts, and what that does to variables: told by reading, never by running."""
