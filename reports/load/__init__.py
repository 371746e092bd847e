"""From the marts to Briefs."""
