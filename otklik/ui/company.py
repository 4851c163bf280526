"""How the company that people write to calls itself on the pages for its customers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Company:
    """What the head and the foot of a customer's page say."""

    name: str
    logo: str = ""
    hours: str = ""
    phone: str = ""


def company() -> Company:
    """The company's own words, as the settings hold them now."""
    return Company(name="Отклик")
