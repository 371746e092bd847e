"""Page 2: the occupation groups."""
