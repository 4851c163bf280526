"""Time and money of one request, as staff see them beside it (C9, R15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from otklik.desk.seen import Seen
from otklik.people import rights
from otklik.ui.formats import Words
from otklik.wishes.models import Asking, Wish
from otklik.work import billing, money, timing
from otklik.work.models import Charge, Entry, Estimate, State

MOST = 8
"""Entries, estimates and charges that are shown of each; the newest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry or one charge; `change` is the address of the form that changes it ("": nobody may)."""

    text: str
    note: str
    who: str
    when: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """An estimate with what can be done with it now."""

    title: str
    what: str
    state: str
    note: str
    code: str
    edit: str = ""
    send: str = ""
    withdraw: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything of the block."""

    total: str
    entries: tuple[Line, ...]
    quotes: tuple[Quote, ...]
    charges: tuple[Line, ...]
    left: str
    account: str
    may_estimate: bool
    may_bill: bool
    wish: Wish | None


def ledger(seen: Seen) -> Ledger:
    """The block of one request, in a fixed number of queries."""
    ticket, words = seen.ticket, seen.words
    minutes = timing.minutes(ticket)
    estimates = list(Estimate.objects.of(ticket).select_related("decided_by")[:MOST])
    free = billing.left(ticket) if any(one.state == State.APPROVED for one in estimates) else {}
    sums = [money.shown(amount, code, seen.person.language) for code, amount in free.items() if amount]
    is_idle = not any(one.state in (State.DRAFT, State.SENT) for one in estimates)
    return Ledger(
        total=hours(minutes, words) if minutes > 0 else "",
        entries=tuple(_entries(seen)),
        quotes=tuple(_quote(one, seen) for one in estimates),
        charges=tuple(_charges(seen)) if free else (),
        left=", ".join(sums),
        account=account_of(seen) if seen.person.may(rights.ASSIGN_OTHERS) else "",
        may_estimate=seen.may.reply and is_idle and ticket.parent_id is None,
        wish=_wish(seen),
        may_bill=seen.person.may(rights.REPLY) and any(amount > 0 for amount in free.values()),
    )


def _wish(seen: Seen) -> Wish | None:
    asked = Asking.objects.visible_to(seen.person).standing().filter(ticket=seen.ticket).select_related("wish").first()
    return asked.wish if asked else None


def hours(minutes: int, words: Words) -> str:
    """«12 ч 30 мин», never days: a day of work is no day; a dash for none."""
    whole, rest = divmod(abs(minutes), 60)
    parts = [words.phrases.hours % {"count": whole}] * bool(whole) + [words.phrases.minutes % {"count": rest}] * bool(
        rest
    )
    return ("−" if minutes < 0 else "") + " ".join(parts) if parts else "—"


def account_of(seen: Seen) -> str:
    """The page of whoever pays: the company, or the customer alone."""
    ticket = seen.ticket
    whose = {"company": ticket.organization_id} if ticket.organization_id else {"customer": ticket.customer_id}
    return f"{reverse('desk:accounts')}?{urlencode(whose)}"


def _entries(seen: Seen) -> Iterator[Line]:
    rows = Entry.objects.visible_to(seen.person).of(seen.ticket).select_related("person", "corrected_by")
    base = reverse("desk:time-change", args=[seen.ticket.number])
    for one in rows.order_by("-day", "-pk")[:MOST]:
        free = one.corrects_id is None and getattr(one, "corrected_by", None) is None
        note = _("counter-entry") if one.corrects_id else _("paid for") if one.is_billable else ""
        yield Line(
            text=_("%(count)s min") % {"count": one.minutes},
            note=note,
            who=f"{one.person.name}: {one.word}",
            when=seen.words.day(one.day),
            change=f"{base}?entry={one.pk}" if free else "",
        )


def _quote(one: Estimate, seen: Seen) -> Quote:
    number, is_draft = seen.ticket.number, one.state == State.DRAFT
    may = seen.may.reply
    note = one.why if one.state == State.DECLINED else ""
    if one.decided_by is not None and one.decided_at is not None and not note:
        note = f"{one.decided_by.name}, {seen.words.short(one.decided_at)}"
    return Quote(
        title=f"{one.number}. {money.shown(one.amount, one.currency, seen.person.language)}",
        what=one.what,
        state=str(one.get_state_display()),
        note=note,
        code=one.state,
        edit=reverse("desk:estimate", args=[number]) if may and is_draft else "",
        send=reverse("desk:estimate-sending", args=[number, one.pk]) if may and is_draft else "",
        withdraw=reverse("desk:estimate-withdrawal", args=[number, one.pk])
        if may and one.state in (State.DRAFT, State.SENT)
        else "",
    )


def _charges(seen: Seen) -> Iterator[Line]:
    rows = Charge.objects.of(seen.ticket).select_related("by", "corrected_by").order_by("-pk")[:MOST]
    base, may = reverse("desk:unbill", args=[seen.ticket.number]), seen.person.may(rights.REPLY)
    for one in rows:
        free = may and one.corrects_id is None and getattr(one, "corrected_by", None) is None
        yield Line(
            text=money.shown(one.amount, one.currency, seen.person.language),
            note="",
            who=f"{one.by.name}: {one.what}",
            when=seen.words.day(one.day),
            change=f"{base}?charge={one.pk}" if free else "",
        )
