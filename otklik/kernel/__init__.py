"""Doors, events, jobs, time, files and keys: everything that has no product words."""
