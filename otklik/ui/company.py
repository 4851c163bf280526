"""How the company that people write to calls itself on the pages for its customers."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Company:
    """What the head and the foot of a customer's page say; `logo` is an address or empty."""

    name: str
    logo: str = ""
    hours: str = ""
    phone: str = ""


def _unnamed() -> Company:
    return Company(name="Отклик")


describe: Callable[[], Company] = _unnamed
"""The company's own words; `wiring.py` puts the settings in its place (F6)."""


def company() -> Company:
    """The company's own words, as the settings hold them now."""
    return describe()
