"""`watch` as a service of the platform: written, started, told of, and taken away wholly."""
