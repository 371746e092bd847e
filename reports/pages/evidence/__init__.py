"""Page 4: what is being done, and where to begin."""
