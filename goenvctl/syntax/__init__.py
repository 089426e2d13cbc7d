"""The syntaxes in which a variable is set and exported, one file each; values in, one line out."""
