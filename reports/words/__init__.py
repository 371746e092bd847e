"""German sentences from figures; they measure nothing."""
