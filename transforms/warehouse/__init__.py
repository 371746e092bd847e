"""An edition as a DuckDB file: SQL layer by layer, small cells closed, checks, marts."""
