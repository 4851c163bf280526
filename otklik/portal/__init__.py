"""The surface of customers."""
