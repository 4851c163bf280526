"""Whom a visitor of the demo may be; empty on a real installation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from otklik.people.models.person import demo_cast

PASSWORD = "otklik-demo"  # noqa: S105  shown on the page of the demo, on purpose


@dataclass(frozen=True)
class Hint:
    """One of the cast, and how to become them."""

    name: str
    address: str
    what: str
    password: str


def hints() -> list[Hint]:
    """The cast of the demo with their passwords; nothing outside demo mode."""
    if not settings.DEMO:
        return []
    rows = demo_cast().order_by("role__order", "id").values_list("name", "identities__value", "role__name", "role")
    return [
        Hint(name, address, str(role or ""), PASSWORD if is_staff else "") for name, address, role, is_staff in rows
    ]


def code(process: Any) -> str:
    """The code that the letter brings, where no letter leaves the machine."""
    return str(process.state.get("code") or "") if settings.DEMO else ""
