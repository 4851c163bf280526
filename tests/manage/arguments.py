"""What the walk puts into the addresses and forms of the settings."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from otklik.channels import ledger, receiving
from otklik.channels.email.models import Mailbox
from otklik.channels.models import BlockedSender, MailRule
from otklik.clocks.models import Calendar, CalendarDay, Norm, Promise
from otklik.kernel import clock
from otklik.kernel.files import store
from otklik.kernel.jobs import FailedJob
from otklik.manage.forms.distribution import WEIGHED
from otklik.people.models import CustomField, Line, Membership, PersonMerge, Role, Team
from otklik.tickets.models import Category, Status, Tag
from tests import canaries
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


def _status() -> int:
    return Status.objects.get(code="in_work").pk


def _category() -> int:
    return Category.objects.get_or_create(path__gt="", defaults={"name": {"ru": "Хостинг"}})[0].pk


def _tag() -> int:
    return Tag.objects.get_or_create(normalised="оплата", defaults={"name": "Оплата"})[0].pk


def _line() -> int:
    return Line.objects.get(code="second").pk


def _team() -> int:
    return Team.objects.get_or_create(handle="ночь", defaults={"name": {"ru": "Ночь"}})[0].pk


def _field() -> int:
    return CustomField.objects.get_or_create(noun="person", code="tariff", defaults={"name": {"ru": "Тариф"}})[0].pk


def mailbox() -> Mailbox:
    """A mailbox with passwords that nobody may ever see."""
    known = Mailbox.objects.filter(address="help@otklik.example").first()
    servers = {"imap_host": "imap.otklik.example", "smtp_host": "smtp.otklik.example"}
    secrets = {"imap_password": canaries.PASSWORD.word, "smtp_password": canaries.PASSWORD.word}
    return known or Mailbox.add(by=None, address="help@otklik.example", is_active=False, **servers, **secrets)


def _rule() -> int:
    gleb = everybody().gleb
    if known := MailRule.objects.first():
        return known.pk
    made = MailRule(condition={"field": "subject", "op": "has", "values": ["счёт"]})
    made.put(by=gleb, name="Счета", fate="park")
    return made.pk


def _blocked() -> int:
    return BlockedSender.add("spam.example", by=everybody().gleb).pk


def _letter() -> int:
    """Stored as letters are: the ledger of a site that others look at too must balance."""
    raw = store(b"From: vera@warm.example\r\n\r\n", "letter.eml")
    return receiving.store("email", "parked", state="parked", reason="gave_up", raw=raw, subject="Не читается").pk


def _discarded() -> int:
    return receiving.store("email", "discarded", state="dropped", reason="discarded", subject="Не нужно").pk


def _day() -> str:
    return ledger.today().isoformat()


def _job() -> int:
    known = {"attempts": 6, "error": "ValueError: no", "at": clock.now()}
    return FailedJob.objects.get_or_create(task="channels.receiving.sweep", defaults=known)[0].pk


def _calendar() -> int:
    usual = Calendar.objects.usual()
    assert usual
    return usual.pk


def _holiday() -> int:
    """One that is still ahead: what has passed is counted, and stays."""
    ahead = {"calendar_id": _calendar(), "date": clock.now().date() + timedelta(days=40)}
    return CalendarDay.objects.get_or_create(**ahead, defaults={"kind": "holiday", "name": "Наш день"})[0].pk


def _coming_norm() -> int:
    """A norm that is not in force yet."""
    known = {"status": Status.objects.get(code="new"), "valid_from": datetime(2100, 1, 1, tzinfo=UTC)}
    return Norm.objects.get_or_create(**known, withdrawn_at=None, defaults={"first": timedelta(hours=1)})[0].pk


def _promise() -> int:
    known = {"name": {"ru": "Обещание"}, "first_reply": timedelta(hours=2)}
    return Promise.objects.get_or_create(order=0, defaults=known)[0].pk


def _line_of_anna() -> int:
    return Line.objects.get(code="first").pk


PORT = {"port": "993", "security": "tls"}
LENGTHS = (("undo_send", 0, "10"), ("undo_send", 1, "1"), ("next_word", 0, "2"), ("next_word", 1, "3600"))


def _constant(value: object) -> Callable[[], object]:
    return lambda: value


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
    **{f"manage:status{deed}": {"pk": _status} for deed in ("", "_place", "_usual", "_use")},
    **{f"manage:category{deed}": {"pk": _category} for deed in ("", "_place", "_use")},
    **{f"manage:tag{deed}": {"pk": _tag} for deed in ("", "_merged", "_use")},
    **{f"manage:line{deed}": {"pk": _line} for deed in ("", "_place", "_usual", "_use")},
    "manage:distribution": {"pk": _line_of_anna},
    "manage:skills": {"pk": _line_of_anna, "person": _anna},
    **{f"manage:team{deed}": {"pk": _team} for deed in ("", "_removed")},
    **{f"manage:field{deed}": {"pk": _field} for deed in ("", "_place", "_use")},
    **{f"manage:mailbox{deed}": {"pk": lambda: mailbox().pk} for deed in ("", "_check", "_use", "_access")},
    "manage:mailbox_reports": {"pk": lambda: mailbox().pk, "proof": lambda: "guessed"},
    **{f"manage:calendar{deed}": {"pk": _calendar} for deed in ("", "_day", "_years", "_usual")},
    "manage:calendar_day_removed": {"pk": _calendar, "day": _holiday},
    "manage:norm_withdrawn": {"pk": _coming_norm},
    "manage:promise": {"pk": _promise},
    **{f"manage:letter_{deed}": {"pk": _letter} for deed in ("raw", "retried", "rescued", "discarded", "blocked")},
    "manage:letter": {"pk": _letter},
    **{f"manage:mailrule{deed}": {"pk": _rule} for deed in ("", "_place", "_use")},
    "manage:unblocked": {"pk": _blocked},
    "manage:letter_taken_back": {"pk": _discarded},
    "manage:ledger_letters": {"day": _day, "mailbox": lambda: 0, "figure": lambda: "parked"},
    **{f"manage:job_{deed}": {"pk": _job} for deed in ("retried", "dismissed")},
    "manage:options": {"package": lambda: "tickets"},
}

FORMS: dict[str, dict[str, Value]] = {
    "manage:skills": {"level": lambda: "2"},
    "manage:distribution": {
        "mode": lambda: "pull",
        "offer_for": lambda: "3",
        "rounds": lambda: "3",
        "lead_after": lambda: "10",
        **{f"{kind}-{code}": lambda: "1" for kind, named in WEIGHED.items() for code in named},
    },
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
    "manage:status_new": {
        "kind": lambda: "in_work",
        "name_ru": lambda: "Разбираемся",
        "customer_name_ru": lambda: "Работаем",
    },
    "manage:status": {"name_ru": lambda: "Работа", "customer_name_ru": lambda: "Работаем"},
    "manage:category_new": {"name_ru": lambda: "Домены"},
    "manage:category": {"name_ru": lambda: "Домены"},
    "manage:tag": {"name": lambda: "Деньги"},
    "manage:line_new": {"name_ru": lambda: "Ночная"},
    "manage:line": {"name_ru": lambda: "Ночная"},
    "manage:team_new": {"name_ru": lambda: "День", "handle": lambda: "день"},
    "manage:team": {"name_ru": lambda: "День", "handle": lambda: "день"},
    "manage:field_new": {"noun": lambda: "ticket", "type": lambda: "text", "name_ru": lambda: "Сервер"},
    "manage:field": {"name_ru": lambda: "Сервер"},
    "manage:mailbox_new": {
        "address": lambda: "sales@otklik.example",
        "since": lambda: "2026-11-01",
        "imap_host": lambda: "imap.otklik.example",
        "folder": lambda: "INBOX",
        **{f"{way}_{name}": _constant(value) for way in ("imap", "smtp") for name, value in PORT.items()},
    },
    "manage:mailbox_access": {"provider": lambda: "google", "client_id": lambda: "desk"},
    "manage:options": {
        **{f"tickets.{name}_{place}": _constant(value) for name, place, value in LENGTHS},
        "tickets.silence_days": lambda: "5",
    },
    "manage:company": {
        "people.company_name_ru": lambda: "Причал",
        "people.company_time_zone": lambda: "Europe/Moscow",
        "people.company_language": lambda: "ru",
    },
}
