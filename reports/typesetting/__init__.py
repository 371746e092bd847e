"""What makes WeasyPrint lay out a brief in half the time: see the table in benchmarks/README.md."""
