"""One folder per dataset, all alike; none knows another."""
