"""The ledger of letters: what came and left, day by day, and the letters behind each figure (principles 1 and 5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from otklik.channels import ledger
from otklik.channels.models import Delivery, Inbound, Mailbox, MailDay
from otklik.channels.models.ledger import INCOMING
from otklik.kernel import keyset
from otklik.manage import ledgering
from otklik.manage.scopes import Visit, room
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui.formats import Words

M = TypeVar("M", bound=Model)
DAYS = 14
SIZE = 50
BY_NUMBER = ("taken", "again", "missed")
"""Figures that count letters in the server's numbers."""


@require_safe
@room(rights.MANAGE_CHANNELS)
def index(request: Visit) -> HttpResponse:
    """Two weeks; older ones behind them."""
    words, last = Words(request.user), _day(request.GET.get("until", "")) or ledger.today()
    first = last - timedelta(days=DAYS - 1)
    known = MailDay.objects.visible_to(request.user).filter(day__range=(first, last)).select_related("mailbox")
    days = list(known.order_by("-day", "mailbox__address"))
    before = MailDay.objects.visible_to(request.user).filter(day__lt=first).order_by("-day").first()
    values = {
        "came": ledgering.rows(days, ledgering.came(days), words),
        "came_heads": ledgering.heads(ledgering.came(days)),
        "left": ledgering.rows(days, ledgering.LEFT, words),
        "left_heads": ledgering.heads(ledgering.LEFT),
        "warnings": ledgering.warnings(words),
        "compared": ledgering.compared(request.user, words),
        "older": f"?{urlencode({'until': before.day.isoformat()})}" if before else "",
        "newer": "?" if last < ledger.today() else "",
    }
    return page(request, "manage/ledger/index.html", values, here="ledger", piece="manage/ledger/_days.html")


@require_safe
@room(rights.MANAGE_CHANNELS)
def letters(request: Visit, day: str, mailbox: int, figure: str) -> HttpResponse:
    """The letters behind a figure."""
    when = _day(day)
    box = get_object_or_404(Mailbox.objects.visible_to(request.user), pk=mailbox) if mailbox else None
    if when is None or figure not in (*INCOMING, *BY_NUMBER, "stored", *ledgering.LEFT):
        raise Http404
    words = Words(request.user)
    rows, found = (_going if figure in ledgering.LEFT else _coming)(request, when, box, figure, words)
    values = {
        "rows": rows,
        "found": found,
        "figure": ledgering.title_of(figure),
        "day": words.day(when),
        "mailbox": ledgering.named(box),
    }
    return page(request, "manage/ledger/letters.html", values, here="ledger")


@require_safe
@room(rights.MANAGE_CHANNELS)
def alarm(request: Visit) -> HttpResponse:
    """What every page of the staff shows to those who answer for mail, as soon as something is wrong with it."""
    return render(request, "manage/ledger/_alarm.html", {"warnings": ledgering.warnings(Words(request.user))})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _coming(
    request: Visit, day: date, mailbox: Mailbox | None, figure: str, words: Words
) -> tuple[list[ledgering.LetterRow], keyset.Page[Inbound]]:
    since, until = ledger.bounds(day)
    letters = Inbound.objects.visible_to(request.user).filter(mailbox=mailbox)
    if figure in BY_NUMBER:
        numbered = ledger.numbered(figure).filter(mailbox=mailbox, at__gte=since, at__lt=until)
        letters = Inbound.objects.visible_to(request.user).filter(pk__in=numbered.values("inbound"))
    else:
        letters = letters.filter(ledger.behind(figure), received_at__gte=since, received_at__lt=until)
    found = _page(request, letters, "-received_at", f"{day} {mailbox} {figure}")
    return [ledgering.letter_row(one, words) for one in found.rows], found


def _going(
    request: Visit, day: date, mailbox: Mailbox | None, figure: str, words: Words
) -> tuple[list[ledgering.LetterRow], keyset.Page[Delivery]]:
    known = ledger.deliveries(request.user, mailbox, day).filter(ledger.leaving(figure))
    found = _page(request, known, "-created_at", f"{day} {mailbox} {figure}")
    return [ledgering.delivery_row(one, request.user, words) for one in found.rows], found


def _page(request: Visit, rows: QuerySet[M, M], order: str, view: str) -> keyset.Page[M]:
    return keyset.page(rows, order=[order], size=SIZE, cursor=request.GET.get("page", ""), view=view)
