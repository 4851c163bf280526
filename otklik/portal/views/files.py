"""Files of messages, and the company's logo; authorised here, sent by the door (F1)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from otklik.kernel.files import StoredFile
from otklik.people import company
from otklik.portal.scopes import Visit, for_customers
from otklik.tickets.models import Attachment
from otklik.ui import downloads


@require_GET
@for_customers
def file(request: Visit, pk: int, name: str) -> HttpResponse:
    """The whole file, to be saved."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user).select_related("file"), pk=pk)
    return downloads.saved(attachment.file, attachment.name)


@require_GET
@for_customers
def preview(request: Visit, pk: int) -> HttpResponse:
    """The small picture of an image, re-encoded by us."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user).select_related("file__thumbnail"), pk=pk)
    if attachment.file.thumbnail is None:
        raise Http404
    return downloads.shown(attachment.file.thumbnail)


@require_GET
def logo(request: HttpRequest, sha256: str) -> HttpResponse:
    """The company's logo; only the one that the settings name."""
    if sha256 != company.LOGO.value:
        raise Http404
    return downloads.shown(get_object_or_404(StoredFile, sha256=sha256))
