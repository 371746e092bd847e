"""What Prefect runs: the only rooms that know it."""
