"""What stands on each page of the brief, fitted to its room and ready to print."""
