"""The surface of support staff."""
