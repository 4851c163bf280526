"""Time and money: the block beside a request, its deeds, and the months of those who pay (C9, R15)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.desk import accounts, fragments, shell, written
from otklik.desk.accounts_asked import Asked
from otklik.desk.ledger import hours, ledger
from otklik.desk.scopes import Visit, at_desk, visible_ticket
from otklik.desk.seen import Seen
from otklik.people import rights
from otklik.tickets.fields import WORK
from otklik.ui.formats import Words
from otklik.work import estimating
from otklik.work.models import Estimate


@require_safe
@at_desk
def show(request: Visit, number: int) -> HttpResponse:
    """The block, fetched when the rest of the page is there."""
    seen = Seen(request.user, number)
    values = {"ticket": seen.ticket, "may": seen.may, "ledger": ledger(seen)}
    return render(request, "desk/tickets/_ledger.html", values)


@require_POST
@at_desk
def send(request: Visit, number: int, pk: int) -> HttpResponse:
    """The draft goes to the customer’s head."""
    estimating.send(_estimate(request, number, pk), by=request.user)
    return fragments.done(request, number, _("The estimate waits for approval"))


@require_POST
@at_desk
def withdraw(request: Visit, number: int, pk: int) -> HttpResponse:
    """It does not hold any more."""
    estimating.withdraw(_estimate(request, number, pk), by=request.user)
    return fragments.done(request, number, _("The estimate is withdrawn"))


@require_safe
@at_desk
def index(request: Visit) -> HttpResponse:
    """A month: everybody who pays or does not, or one account of them."""
    asked = _asked(request)
    words = Words(request.user)
    values: dict[str, Any] = {
        "asked": asked,
        "kinds": list(WORK.values()),
        "names": {**WORK, "": ""},
        "hours": lambda minutes: hours(minutes, words),
        "sums": lambda sums: accounts.shown_sums(sums, request.user.language),
    }
    if asked.is_one:
        return shell.page(
            request, "desk/accounts/show.html", here="accounts", **values, account=accounts.account(asked)
        )
    return shell.page(request, "desk/accounts/index.html", here="accounts", **values, found=accounts.all_of(asked))


@require_safe
@at_desk
def as_file(request: Visit) -> HttpResponse:
    """The same as CSV."""
    asked = _asked(request)
    rows = accounts.account_table(asked) if asked.is_one else accounts.table(asked)
    response = HttpResponse(written.table(rows, request.user.language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="work-{asked.month}.csv"'
    return response


def _asked(request: Visit) -> Asked:
    """For leads: names and hours of everybody are in it."""
    if not (request.user.may(rights.ASSIGN_OTHERS) and request.user.may(rights.SEE_ALL)):
        raise PermissionDenied
    return Asked.of(request.user, request.GET)


def _estimate(request: Visit, number: int, pk: int) -> Estimate:
    ticket = visible_ticket(request.user, number)
    return get_object_or_404(Estimate.objects.of(ticket), pk=pk)
