"""The only code that knows the outside world: one folder per published dataset, and what they share."""
