"""The command line `brief`, a file a command."""
