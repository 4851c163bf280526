"""«Send without it, and the rest safely»: what was pasted is left out before anything is stored (R22)."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from otklik.kernel import sensitive


def left_out(request: HttpRequest, text: str) -> str:
    """The text as it is to be sent: without its secrets when the writer chose so, as written otherwise."""
    return sensitive.masked(text)[0] if _is_chosen(request) else text


def place(request: HttpRequest, number: int) -> str:
    """Where the writer goes next: to the protected field when they chose so, else to the request."""
    return reverse("portal:safe" if _is_chosen(request) else "portal:request", kwargs={"number": number})


def _is_chosen(request: HttpRequest) -> bool:
    return request.POST.get("safely") == "1"
