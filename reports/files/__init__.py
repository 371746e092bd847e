"""What `brief render` writes: PDF, JSON, workbook, CSV files."""
