"""From figures to SVG."""
