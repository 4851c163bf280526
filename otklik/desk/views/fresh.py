"""A new request on behalf of a customer (R12)."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from otklik.desk import customers, filters, shell
from otklik.desk.scopes import Visit, at_desk, back
from otklik.kernel.files import FileTooLarge
from otklik.kernel.once import once, token
from otklik.kernel.verbs import Forbidden, Refused
from otklik.people import rights
from otklik.people.models import Line, Person
from otklik.tickets import attaching, behalf
from otklik.tickets.fields import CHANNELS
from otklik.tickets.models import Category
from otklik.ui.shapes import Choice

BY = ("phone", "email", "form", "telegram", "widget")
MOST_FILES = 10


class FreshForm(forms.Form):
    """Who asks, by which way, what."""

    customer = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    name = forms.CharField(label=pgettext_lazy("of a customer", "Name"), max_length=200, required=False)
    email = forms.CharField(label=pgettext_lazy("of a customer", "E-mail"), max_length=320, required=False)
    phone = forms.CharField(label=pgettext_lazy("of a customer", "Phone"), max_length=40, required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("How they came"), choices=[(code, CHANNELS[code]) for code in BY], widget=forms.RadioSelect
    )
    subject = forms.CharField(label=pgettext_lazy("of a request", "Subject"), max_length=255, required=False)
    body = forms.CharField(
        label=gettext_lazy("What they said"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy("The customer sees it word for word and can correct it."),
    )
    category = forms.ChoiceField(label=pgettext_lazy("of a request", "Category"), required=False)
    tags = forms.CharField(label=gettext_lazy("Tags, with commas between them"), max_length=500, required=False)
    line = forms.ChoiceField(label=pgettext_lazy("of a request", "Line"), required=False)
    accepts = forms.BooleanField(label=gettext_lazy("I take it myself"), required=False)

    def __init__(self, *args: Any, known: filters.Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("not chosen")), *known.options("category")]  # type: ignore[attr-defined]
        self.fields["line"].choices = [("", _("the usual one")), *known.lines]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody must be named, in one way or another."""
        given = self.cleaned_data
        if not any(given.get(name) for name in ("customer", "name", "email", "phone")):
            raise forms.ValidationError(_("Choose the customer, or write a name or an address."))
        return given


@require_http_methods(["GET", "POST"])
@at_desk
def new(request: Visit) -> HttpResponse:
    """The form; what was sent opens a request, once (F12)."""
    rights.require(request.user, rights.CREATE)
    known = filters.Known(request.user)
    if request.method == "GET":
        initial = {"channel": BY[0], "accepts": True, "customer": request.GET.get("customer")}
        return _page(request, FreshForm(initial=initial, known=known))
    form = FreshForm(request.POST, known=known)
    if not form.is_valid():
        return _page(request, form, status=422)
    key = request.POST.get("once", "")
    try:
        number = once(key, by=request.user, verb="ticket.open_for", act=lambda: _open(request, form.cleaned_data))
    except (Refused, FileTooLarge) as refused:
        if isinstance(refused, Forbidden):
            raise
        form.add_error(None, str(refused.said))
        return _page(request, form, status=422)
    return back(request, f"{reverse('desk:start')}tickets/{number}/")


@require_safe
@at_desk
def found(request: Visit) -> HttpResponse:
    """Customers whose name or address has what was typed."""
    asked = request.GET.get("who", "")
    values = {"found": customers.found(asked, request.user), "asked": asked, "chosen": 0, "beside": True}
    return render(request, "desk/fresh/_found.html", values)


@require_safe
@at_desk
def card(request: Visit, pk: int) -> HttpResponse:
    """Who a customer is, and what they asked last (R19)."""
    person = get_object_or_404(Person.objects.visible_to(request.user).customers(), pk=pk)
    return render(request, "desk/fresh/_card.html", {"card": customers.card(person, request.user)})


def _open(request: Visit, given: dict[str, Any]) -> int:
    by = request.user
    files = request.FILES.getlist("files")
    if len(files) > MOST_FILES:
        raise Refused("files.many", _("Up to %(most)d files at a time.") % {"most": MOST_FILES})
    ticket = behalf.open_for(
        behalf.Caller(_chosen(given, by), given["name"], given["email"], given["phone"]),
        by=by,
        body=given["body"],
        subject=given["subject"],
        channel=given["channel"],
        files=[attaching.attach(cast("BinaryIO", file.file), file.name or "", by=by) for file in files],
        sorting=behalf.Sorting(
            category=Category.objects.filter(pk=given["category"] or 0, is_active=True).first(),
            tags=[name for name in given["tags"].split(",") if name.strip()],
            line=Line.objects.filter(pk=given["line"] or 0, is_active=True).first(),
            accepts=given["accepts"] and by.may(rights.ACCEPT),
        ),
    )
    return int(ticket.number)


def _chosen(given: dict[str, Any], by: Person) -> Person | None:
    if not given["customer"]:
        return None
    person: Person | None = Person.objects.visible_to(by).customers().active().filter(pk=given["customer"]).first()
    if person is None:
        raise Refused("behalf.customer", _("There is no such customer."))
    return person


def _page(request: Visit, form: FreshForm, status: int = 200) -> HttpResponse:
    value = str(form["customer"].value() or "")
    known = value.isdecimal() and len(value) < 19
    person = Person.objects.visible_to(request.user).customers().filter(pk=value).first() if known else None
    values: dict[str, Any] = {
        "form": form,
        "once": token(),
        "asked": "",
        "found": [customers.chosen(person)] if person else [],
        "chosen": person.pk if person else 0,
        "channels": [Choice(code, str(CHANNELS[code]), code == form["channel"].value()) for code in BY],
        "card": customers.card(person, request.user) if person else None,
    }
    return shell.page(request, "desk/fresh/new.html", status=status, **values)
