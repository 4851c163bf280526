"""Otklik: technical support that loses nothing and always knows whose turn it is."""

__version__ = "0.1.0"
