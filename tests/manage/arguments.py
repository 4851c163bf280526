"""What the walk puts into the addresses and forms of the settings."""

from collections.abc import Callable

from otklik.kernel import clock
from otklik.people.models import Membership, PersonMerge, Role
from tests.cast import everybody

Value = Callable[[], object]


def _vera() -> int:
    return everybody().vera.pk


def _anna() -> int:
    return everybody().anna.pk


def _warm() -> int:
    return everybody().company("warm").pk


def _address() -> int:
    return everybody().vera.identities.get().pk


def _place() -> int:
    return Membership.objects.get(person=_vera()).pk


def _role(code: str) -> Value:
    return lambda: Role.objects.get(code=code).pk


def _merge() -> int:
    """A merge that was taken back already."""
    cast = everybody()
    known = {"source": cast.stranger, "target": cast.vera, "by": cast.boris}
    return PersonMerge.objects.get_or_create(**known, defaults={"undone_at": clock.now()})[0].pk


BY_ADDRESS: dict[str, dict[str, Value]] = {
    **{
        f"manage:{name}": {"pk": _vera, "address": _address}
        for name in ("address_verified", "address_preferred", "address_deliverable", "address_removed")
    },
    **{f"manage:{name}": {"pk": _vera} for name in ("person", "address_new", "place", "merge", "merged")},
    **{f"manage:{name}": {"pk": _anna} for name in ("person_role", "person_access", "invitation", "person_lines")},
    "manage:departure": {"pk": _vera, "place": _place},
    "manage:merge_undone": {"pk": _vera, "merge": _merge},
    "manage:role": {"pk": _role("agent")},
    "manage:role_removed": {"pk": _role("agent")},
    "manage:company_page": {"pk": _warm},
    "manage:company_member": {"pk": _warm},
}

FORMS: dict[str, dict[str, Value]] = {
    "manage:me": {
        "name": lambda: "Анна Белова",
        "language": lambda: "ru",
        "time_zone": lambda: "Europe/Moscow",
    },
    "manage:my_choice": {"language": lambda: "uk"},
    "manage:person": {
        "name": lambda: "Вера",
        "tone": lambda: "official",
        "language": lambda: "ru",
        "time_zone": lambda: "Europe/Moscow",
    },
    "manage:person_role": {"role": _role("lead")},
    "manage:address_new": {"kind": lambda: "phone", "value": lambda: "+7 912 000-11-22"},
    "manage:place": {"organization": lambda: "Холодный склад", "role": lambda: "own"},
    "manage:merged": {"with": lambda: everybody().stranger.pk},
    "manage:invite": {
        "name": lambda: "Ника",
        "email": lambda: "nika@otklik.example",
        "role": _role("agent"),
        "language": lambda: "ru",
    },
    "manage:role_new": {"name_ru": lambda: "Ночная смена"},
    "manage:role": {"name_ru": lambda: "Ночная смена"},
    "manage:company_new": {"name": lambda: "Новая компания"},
    "manage:company_page": {"name": lambda: "Тёплый дом", "domains": lambda: "warm.example"},
    "manage:company_member": {"email": lambda: "new@warm.example", "role": lambda: "own"},
}
