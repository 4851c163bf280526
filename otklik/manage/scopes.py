"""Who may come to which room of the settings (F8)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from otklik.kernel.verbs import Refused
from otklik.people.models import Person
from otklik.ui import answering

View = Callable[..., HttpResponseBase]


class Visit(HttpRequest):
    """A request of a member of staff."""

    user: Person


def room(*rights: str) -> Callable[[View], View]:
    """Let in staff who hold one of the rights; say what a verb refuses: 409, 422 or 403."""

    def guard(view: View) -> View:
        @wraps(view)
        def visiting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(request.user.may(right) for right in rights):
                raise PermissionDenied
            try:
                response = view(request, *args, **kwargs)
            except Refused as refused:
                home = answering.returning(request, reverse("manage:home"))
                response = answering.refusal(request, refused, home=home)
            return answering.fresh(request, response)

        return visiting

    return guard


def to(name: str, *args: object) -> HttpResponse:
    """Go to the page of that name after something was done."""
    return HttpResponse(status=303, headers={"Location": reverse(f"manage:{name}", args=args)})
