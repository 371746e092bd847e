"""Finished outputs read back and searched for small cells."""
