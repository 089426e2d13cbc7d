"""Named sets of values: what they are, where they live, what may stand in them, what stays private."""
