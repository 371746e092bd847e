"""What every source module is made of: contract, files, sheets, German notation, snapshot store."""
