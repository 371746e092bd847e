"""Which snapshots make an edition, how one is handed over, and what differs between two."""
