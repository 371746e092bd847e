"""The steps of a month, a file each."""
