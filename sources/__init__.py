"""The only code that knows the outside world: one module per published dataset, and the kit they share."""
