"""Signing in and out, for staff and customers."""
