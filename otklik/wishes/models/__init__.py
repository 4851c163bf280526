"""Wishes and those who ask for them."""

from otklik.wishes.models.review import Review
from otklik.wishes.models.wish import OPEN, Asking, Decision, State, Wish

__all__ = ["OPEN", "Asking", "Decision", "Review", "State", "Wish"]
