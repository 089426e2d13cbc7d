"""`setup`: from a few answers to a plan, and the plan carried out, wholly or not at all."""
