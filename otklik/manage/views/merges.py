"""Two records of one person: a look at what would happen, the merge, and the way back (F9)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.manage import people
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.manage.views.person import MOST, visible
from otklik.people import merging, rights
from otklik.people.models import Membership, Person, PersonMerge
from otklik.tickets.models import Ticket

FEW = 20


@require_safe
@room(rights.MERGE_PEOPLE)
def preview(request: Visit, pk: int) -> HttpResponse:
    """Find the other record; then see what stays and what joins it."""
    one = visible(request.user, pk)
    text, other = request.GET.get("q", ""), request.GET.get("with", "")
    seen = Person.objects.visible_to(request.user).customers().filter(merged_into__isnull=True).exclude(pk=pk)
    values = {
        "one": one,
        "text": text,
        "found": people.found(seen, text).order_by("sort_key", "id").prefetch_related("identities")[:FEW]
        if text
        else [],
        "joining": _about(request, visible(request.user, int(other))) if other.isdecimal() else None,
        "staying": _about(request, one),
    }
    piece = "manage/people/_found.html"
    return page(request, "manage/people/merge.html", values, here="customers", piece=piece)


@require_POST
@room(rights.MERGE_PEOPLE)
def merge(request: Visit, pk: int) -> HttpResponse:
    """Join the other record to this one."""
    other = request.POST.get("with", "")
    merging.merge(
        visible(request.user, int(other) if other.isdecimal() else 0), into=visible(request.user, pk), by=request.user
    )
    messages.success(request, _("The records are joined."))
    return to("person", pk)


@require_POST
@room(rights.MERGE_PEOPLE)
def undo(request: Visit, pk: int, merge: int) -> HttpResponse:
    """Take them apart again."""
    merging.unmerge(get_object_or_404(PersonMerge, target=visible(request.user, pk), pk=merge), by=request.user)
    messages.success(request, _("The records are taken apart."))
    return to("person", pk)


def _about(request: Visit, one: Person) -> dict[str, object]:
    """What a record holds."""
    return {
        "person": one,
        "addresses": list(one.identities.order_by("kind", "-is_primary").values_list("value", flat=True)),
        "companies": list(Membership.objects.current().filter(person=one).values_list("organization__name", flat=True)),
        "asked": Ticket.objects.visible_to(request.user).filter(customer=one).order_by()[:MOST].count(),
    }
