"""The test of disclosure: finished outputs read back and compared with the closed cells."""
