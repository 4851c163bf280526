"""Who changed what (M5)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from otklik.kernel import keyset
from otklik.kernel.audit import AuditEntry
from otklik.manage import auditing
from otklik.manage.forms.audit import AuditForm
from otklik.manage.scopes import Visit, room
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui.formats import Words

SIZE = 50


@require_safe
@room(rights.SEE_AUDIT)
def index(request: Visit) -> HttpResponse:
    """The newest first, narrowed by the form."""
    form = AuditForm(request.GET, reader=request.user)
    entries = AuditEntry.objects.filter(form.wanted(Words(request.user)))
    asked = urlencode({name: str(value) for name, value in request.GET.items() if name != "page"})
    found = keyset.page(entries, order=["-id"], size=SIZE, cursor=request.GET.get("page", ""), view=asked)
    values = {"filters": form, "rows": auditing.rows(found.rows, request.user), "found": found, "query": asked}
    return page(request, "manage/audit.html", values, here="audit")
