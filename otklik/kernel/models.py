"""The kernel's tables, gathered for Django."""

from otklik.kernel.events import Event

__all__ = ["Event"]
