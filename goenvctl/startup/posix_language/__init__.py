"""The language of sh, bash and zsh: words, grammar, and what commands do to variables."""
