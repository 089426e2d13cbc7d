"""What the languages of shells have in common: tokens, the tree of commands, and going through it."""
