"""What goes with a brief for people who work with numbers: workbook, CSV files, provenance."""
