"""Page 5: method and sources."""
