"""Words that staff put on requests (B7)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.kernel import keyset
from otklik.kernel.text import clean_line
from otklik.manage.forms.arranging import TagForm, TagMergeForm
from otklik.manage.forms.filling import done, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets import arranging
from otklik.tickets.models import Tag, Ticket

SIZE = 50


@require_safe
@room(rights.MANAGE_TICKETS)
def index(request: Visit) -> HttpResponse:
    """All tags by the alphabet, with how many open requests have each."""
    text = clean_line(request.GET.get("q", ""))[:60]
    tags = Tag.objects.filter(merged_into__isnull=True)
    found = keyset.page(
        tags.filter(name__icontains=text) if text else tags,
        order=["normalised"],
        size=SIZE,
        cursor=request.GET.get("page", ""),
        view=f"tags-{text}",
    )
    counts = _open_counts(request.user, [tag.pk for tag in found.rows])
    rows = [(tag, counts.get(tag.pk, 0)) for tag in found.rows]
    values = {"rows": rows, "found": found, "text": text}
    return page(request, "manage/tags/index.html", values, here="tags", piece="manage/tags/_rows.html")


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def edit(request: Visit, pk: int) -> HttpResponse:
    """How it is written."""
    tag = _tag(pk)
    form = posted(request, TagForm, initial={"name": tag.name})
    if done(form, lambda data: arranging.rename_tag(tag, data["name"], by=request.user)):
        messages.success(request, _("Saved."))
        return to("tag", pk)
    return _shown(request, tag, form=form)


@require_POST
@room(rights.MANAGE_TICKETS)
def merge(request: Visit, pk: int) -> HttpResponse:
    """Another tag takes its place everywhere."""
    tag = _tag(pk)
    form = posted(request, TagMergeForm, tag=tag)
    if done(form, lambda data: arranging.merge_tags(tag, into=data["into"], by=request.user)):
        messages.success(request, _("The tags are joined."))
        return to("tag", form.cleaned_data["into"].pk)
    return _shown(request, tag, merging=form)


@require_POST
@room(rights.MANAGE_TICKETS)
def use(request: Visit, pk: int) -> HttpResponse:
    """Offered or not."""
    arranging.use_tag(_tag(pk), is_active=request.POST.get("active") == "1", by=request.user)
    return to("tag", pk)


def _tag(pk: int) -> Tag:
    return get_object_or_404(Tag, pk=pk, merged_into__isnull=True)


def _open_counts(reader: Person, tags: list[int]) -> dict[int, int]:
    """How many open requests have each, over the partial index of open ones (F13)."""
    having = Ticket.objects.visible_to(reader).open().filter(ticket_tags__tag__in=tags)
    return dict(having.values_list("ticket_tags__tag").annotate(count=Count("pk")).order_by())


def _shown(request: Visit, tag: Tag, *, form: Any = None, merging: Any = None) -> HttpResponse:
    wrong = merging is not None and merging.errors
    values = {
        "tag": tag,
        "form": form or TagForm(initial={"name": tag.name}),
        "merging": merging or TagMergeForm(tag=tag),
        "count": _open_counts(request.user, [tag.pk]).get(tag.pk, 0),
        "back": reverse("manage:tags"),
    }
    return page(
        request, "manage/tags/tag.html", values, here="tags", history=("tag", tag.pk), status=422 if wrong else 200
    )
