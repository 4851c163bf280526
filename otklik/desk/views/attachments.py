"""Files: uploaded while somebody writes, and had by whoever may read the message that they belong to."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.desk.messages import attached
from otklik.desk.scopes import Visit, at_desk
from otklik.kernel.verbs import Refused
from otklik.tickets import attaching
from otklik.tickets.models import Attachment
from otklik.ui import downloads
from otklik.ui.formats import Words


@require_POST
@at_desk
def create(request: Visit) -> HttpResponse:
    """Keep one uploaded file for the next message; answers with its line in the form."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused("attachment.none", _("Choose a file."))
    one = attaching.attach(cast("BinaryIO", file.file), file.name or "", by=request.user)
    mode = request.POST.get("mode", "reply")
    values = {"one": {"pk": one.pk, "file": attached(one, Words(request.user))}, "mode": mode}
    return render(request, "desk/tickets/_upload.html", values, status=201)


@require_POST
@at_desk
def discard(request: Visit, pk: int) -> HttpResponse:
    """Throw away an upload that was not sent."""
    one = get_object_or_404(Attachment.objects.visible_to(request.user).waiting(request.user), pk=pk)
    attaching.discard(one, by=request.user)
    return HttpResponse(status=204)


@require_safe
@at_desk
def show(request: Visit, pk: int, name: str) -> HttpResponse:
    """The file itself, to be saved; the name in the address is only for people."""
    one = _visible(request, pk)
    return downloads.saved(one.file, one.name)


@require_safe
@at_desk
def preview(request: Visit, pk: int) -> HttpResponse:
    """The small picture of an image."""
    small = _visible(request, pk).file.thumbnail
    if small is None:
        raise Http404
    return downloads.shown(small)


@require_safe
@at_desk
def view(request: Visit, pk: int) -> HttpResponse:
    """An image, drawn anew."""
    return downloads.redrawn(_visible(request, pk).file, request)


def _visible(request: Visit, pk: int) -> Attachment:
    found = Attachment.objects.visible_to(request.user).select_related("file__thumbnail")
    return get_object_or_404(found, pk=pk)
