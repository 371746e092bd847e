"""Page 1: findings, ranking, the month, what changed."""
