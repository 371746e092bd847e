"""The parts of a Brief, read from the marts: one query per mart, whatever the number of regions."""
