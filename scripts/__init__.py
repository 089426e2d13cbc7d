"""What makes the generated files of the repository; each is a session of nox."""
