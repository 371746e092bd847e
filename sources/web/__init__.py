"""How a publisher is asked: addresses, robots.txt, limits, answers."""
