"""What Go defines, and nothing of goenvctl: the names are Go's, each file says which source it follows."""
