"""The ledger of letters in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from otklik.channels.ledger import Alarm, alarms
from otklik.channels.models import Comparison, Delivery, Inbound, Mailbox, MailDay
from otklik.manage import mailing
from otklik.people.models import Person
from otklik.ui.formats import Stamp, Words

CAME = (
    "taken",
    "again",
    "missed",
    "stored",
    "tickets",
    "notices",
    "copies",
    "aside",
    "parked",
    "unread",
    "unconfirmed",
    "nowhere",
)
LEFT = ("outgoing", "sent", "waiting", "bounced", "failed", "withdrawn")
RARE = frozenset({"again", "missed", "unconfirmed", "nowhere"})
"""Columns that are shown only when they hold something."""
WORRYING = frozenset({"parked", "unread", "missed", "failed", "nowhere"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the ledger, and where the letters behind it are."""

    text: str
    url: str
    is_worrying: bool


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of one mailbox; `difference` is in words, empty when the day balances."""

    id: str
    day: str
    iso: str
    mailbox: str
    figures: list[Figure]
    difference: str


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter behind a figure."""

    title: str
    about: str
    at: Stamp
    state: str
    url: str


def came(days: list[MailDay]) -> tuple[str, ...]:
    """The figures of what came that are worth a column on these days."""
    return tuple(name for name in CAME if name not in RARE or any(getattr(day, name) for day in days))


def heads(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Titles of the columns: day, mailbox, whether it balances, the figures."""
    days = [
        pgettext("of the ledger", "Day"),
        pgettext("of the ledger", "Mailbox"),
        pgettext("of the ledger", "Balance"),
    ]
    return [*((day, "") for day in days), *((title_of(name), "num") for name in names)]


def title_of(figure: str) -> str:
    """What a figure counts."""
    return {
        "taken": pgettext("of the ledger", "From the server"),
        "again": pgettext("of the ledger", "The same again"),
        "missed": pgettext("of the ledger", "Missed, then found"),
        "stored": pgettext("of the ledger", "Stored"),
        "tickets": pgettext("of the ledger", "In requests"),
        "notices": pgettext("of the ledger", "About our letters"),
        "copies": pgettext("of the ledger", "Copies"),
        "aside": pgettext("of the ledger", "Put aside"),
        "parked": pgettext("of the ledger", "Parked"),
        "unread": pgettext("of the ledger", "Not read yet"),
        "unconfirmed": pgettext("of the ledger", "Author unknown yet"),
        "nowhere": pgettext("of the ledger", "In no request"),
        "outgoing": pgettext("of the ledger", "Outgoing"),
        "sent": pgettext("of the ledger", "Sent"),
        "waiting": pgettext("of the ledger", "Waiting"),
        "bounced": pgettext("of the ledger", "Came back"),
        "failed": pgettext("of the ledger", "Not delivered"),
        "withdrawn": pgettext("of the ledger", "Taken back"),
    }[figure]


def rows(days: list[MailDay], names: tuple[str, ...], words: Words) -> list[DayRow]:
    """Days of the ledger with those figures; a mailbox through which nothing moved has no row."""
    is_out = names is LEFT
    shown = [row for row in days if any(getattr(row, name) for name in names) or (row.difference and not is_out)]
    return [
        DayRow(
            id=f"{names[0]}-{row.day:%Y%m%d}-{row.mailbox_id or 0}",
            day=words.day(row.day),
            iso=row.day.isoformat(),
            mailbox=named(row.mailbox),
            figures=[_figure(row, name, words) for name in names],
            difference=_difference(row.unaccounted() if is_out else row.difference),
        )
        for row in shown
    ]


def named(mailbox: Mailbox | None) -> str:
    """A mailbox, or what stands in its place."""
    return mailbox.address if mailbox else pgettext("of the ledger", "without a mailbox")


def _difference(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(count)d letter differs", "%(count)d letters differ", count) % {"count": count}


def _figure(row: MailDay, name: str, words: Words) -> Figure:
    value = getattr(row, name)
    place = {"day": row.day.isoformat(), "mailbox": row.mailbox_id or 0, "figure": name}
    url = reverse("manage:ledger_letters", kwargs=place) if value else ""
    return Figure(words.number(value), url, bool(value) and name in WORRYING)


def letter_row(inbound: Inbound, words: Words) -> LetterRow:
    """A letter that came."""
    why = mailing.why_parked(inbound) if inbound.state == "parked" else aside(inbound)
    return LetterRow(
        title=inbound.subject or pgettext("of a letter", "without a subject"),
        about=inbound.sender or pgettext("of a letter", "sender unknown"),
        at=words.stamp(inbound.received_at, words.moment),
        state=why or str(inbound.get_state_display()),
        url=reverse("manage:letter", args=[inbound.pk]),
    )


def aside(inbound: Inbound) -> str:
    """Why a letter was put aside."""
    if inbound.state != "dropped":
        return ""
    return {
        "own_letter": _("Our own letter that came back."),
        "bounce_of_a_strange_letter": _("It returns a letter that is not ours."),
        "discarded": _("Discarded by hand."),
        "fetched_later": _("The server gave it later; it is kept as a letter of its own."),
    }.get(inbound.reason, inbound.reason)


def delivery_row(delivery: Delivery, person: Person, words: Words) -> LetterRow:
    """A letter that leaves; its request is named to those who may read it."""
    ticket = delivery.message.ticket if delivery.message else None
    number = words.ticket(ticket.number) if ticket else _("A letter of the house: a code or a notice")
    url = reverse("desk:ticket", args=[ticket.number]) if ticket else ""
    return LetterRow(
        title=delivery.address,
        about=number,
        at=words.stamp(delivery.created_at, words.moment),
        state=delivery.error.strip().rpartition("\n")[2][:200] or str(delivery.get_state_display()),
        url=url,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """A mailbox beside its server: `text` says how they agree, and when they were compared."""

    address: str
    text: str
    is_fine: bool


def compared(person: Person, words: Words) -> list[Compared]:
    """How each mailbox that letters are fetched from agrees with its server."""
    known = {one.mailbox_id: one for one in Comparison.objects.all()}
    return [
        _compared(mailbox, known.get(mailbox.pk), words) for mailbox in Mailbox.objects.visible_to(person).fetching()
    ]


def _compared(mailbox: Mailbox, last: Comparison | None, words: Words) -> Compared:
    if last is None:
        return Compared(mailbox.address, _("not compared with its server yet"), is_fine=True)
    facts = {"count": words.number(last.on_server), "missing": words.number(last.missing)}
    facts["when"] = words.sentence(last.at)
    if last.missing:
        text = _("%(count)s on the server, %(missing)s of them not stored; compared %(when)s")
        return Compared(mailbox.address, text % facts, is_fine=False)
    return Compared(mailbox.address, _("%(count)s on the server, all stored; compared %(when)s") % facts, is_fine=True)


def warnings(words: Words) -> list[str]:
    """What is wrong with mail, in sentences."""
    return list(_sentences(words))


def _sentences(words: Words) -> Iterator[str]:
    for one in alarms():
        facts = {"count": one.count, "mailbox": named(one.mailbox), "when": words.sentence(one.since or words.now)}
        facts["day"] = words.day(one.day or date.min)
        yield _said(one) % facts


def _said(alarm: Alarm) -> str:
    if alarm.code == "missing":
        return ngettext(
            "%(mailbox)s: %(count)d letter lies on the server and is not stored, known since %(when)s.",
            "%(mailbox)s: %(count)d letters lie on the server and are not stored, known since %(when)s.",
            alarm.count,
        )
    if alarm.code == "found":
        return ngettext(
            "%(mailbox)s: %(count)d letter that fetching had missed was found and fetched %(when)s.",
            "%(mailbox)s: %(count)d letters that fetching had missed were found and fetched %(when)s.",
            alarm.count,
        )
    if alarm.code == "unread":
        return ngettext(
            "%(count)d letter was stored and not read since %(when)s. Is the worker running?",
            "%(count)d letters were stored and not read since %(when)s. Is the worker running?",
            alarm.count,
        )
    return {
        "differs": _("%(mailbox)s: the ledger of %(day)s does not balance, it differs by %(count)d."),
        "fetch": _("%(mailbox)s: letters are not fetched since %(when)s."),
        "send": _("%(mailbox)s: letters do not leave since %(when)s."),
    }[alarm.code]
