"""Go's rules as goenvctl knows them, judged by the real go command and Go's own packages."""
