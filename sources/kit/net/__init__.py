"""What `sources.kit.http` is made of; nothing else uses it."""
