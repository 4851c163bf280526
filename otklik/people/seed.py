"""What every installation starts with: roles and two lines (F23: data is seeded, never migrated)."""

from otklik.people import rights
from otklik.people.models import Line, Role

LINES = {
    "first": ({"ru": "1-я линия", "uk": "1-а лінія", "en": "First line"}, True),
    "second": ({"ru": "2-я линия", "uk": "2-а лінія", "en": "Second line"}, False),
}


def seed() -> None:
    """Add what is missing; what somebody changed stays changed."""
    for order, (code, (name, held)) in enumerate(rights.ROLES.items()):
        Role.objects.get_or_create(code=code, defaults={"name": name, "rights": list(held), "order": order})
    for order, (code, (name, is_default)) in enumerate(LINES.items()):
        Line.objects.get_or_create(code=code, defaults={"name": name, "order": order, "is_default": is_default})
