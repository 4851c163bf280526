"""Colleagues found by name: for @ and for «Somebody else»."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from otklik.desk.scopes import Visit, at_desk
from otklik.kernel.text import clean_line, sort_key
from otklik.people.models import Person

MOST = 8


@require_safe
@at_desk
def found(request: Visit) -> HttpResponse:
    """Staff whose name, or a word of it, begins so."""
    asked = sort_key(clean_line(request.GET.get("q", ""))[:60])
    people = Person.objects.visible_to(request.user).staff().active().exclude(pk=request.user.pk)
    if asked:
        people = people.filter(Q(sort_key__startswith=asked) | Q(sort_key__contains=f" {asked}"))
    values = {"people": people.select_related("role").by_name()[:MOST]}
    return render(request, "desk/tickets/_colleagues.html", values)
