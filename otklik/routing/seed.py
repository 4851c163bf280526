"""What every installation starts with: the second line sees the links that dig deeper (C2)."""

from otklik.people.models import Line
from otklik.routing.models import LinePlan


def seed() -> None:
    """Add what is missing; what somebody changed stays changed."""
    for line in Line.objects.filter(code="second"):
        LinePlan.objects.get_or_create(line=line, defaults={"sees_links": True})
