"""Who calls: roles, API keys that are stored hashed, and the decision what a key may do."""
