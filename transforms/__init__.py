"""From snapshots to marts: editions, staging, the SQL layers and their checks."""
