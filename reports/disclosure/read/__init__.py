"""What stands in a finished file."""
