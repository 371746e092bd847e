"""The regional estimate: model, what it is worth, its tables."""
