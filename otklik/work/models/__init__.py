"""Logged time, estimates, what is billed."""

from otklik.work.models.entry import EDITABLE, Entry
from otklik.work.models.estimate import OPEN, Charge, Currency, Estimate, State

__all__ = ["EDITABLE", "OPEN", "Charge", "Currency", "Entry", "Estimate", "State"]
