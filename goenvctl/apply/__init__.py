"""The only writer of other people's files: plan, lock, journal, transaction."""
