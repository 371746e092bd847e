"""A loopback publisher: serves every source in its format under its path, month after month.

A source's module here has `answer(world, asked) -> Reply | None`; None means "not my path". Figures are
invented and follow from `world.figure(...)`, so that a month can be played again.
"""
