"""Colleagues found by name: for @ and for «Somebody else»."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from otklik.desk.scopes import Visit, at_desk
from otklik.kernel.text import clean_line
from otklik.people.models import Person

MOST = 8


@require_safe
@at_desk
def found(request: Visit) -> HttpResponse:
    """Staff whose name, or a word of it, begins so; е stands for ё too."""
    asked = _plain(clean_line(request.GET.get("q", ""))[:60])
    everybody = Person.objects.visible_to(request.user).staff().active().exclude(pk=request.user.pk)
    people = [one for one in everybody.select_related("role").by_name() if f" {asked}" in f" {_plain(one.name)}"]
    return render(request, "desk/tickets/_colleagues.html", {"people": people[:MOST]})


def _plain(name: str) -> str:
    return name.casefold().replace("ё", "е")
