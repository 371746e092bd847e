"""From the marts to paper: the Brief object, its words, charts and maps, and the rendering to PDF and JSON."""
