"""Page 3: where recognised qualifications come from."""
