"""Lists of customers and colleagues; a new colleague."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from otklik.manage import inviting, people
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.people import ColleagueForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import rights, staffing
from otklik.people.models import Identity

PIECE = "manage/people/_list.html"


@require_safe
@room(rights.EDIT_PEOPLE)
def customers(request: Visit) -> HttpResponse:
    """Everybody who has written, by name."""
    text = request.GET.get("q", "")
    found = people.customers(request.user, text, request.GET.get("page", ""))
    values = {
        "found": found,
        "text": text,
        "title": pgettext("settings", "Customers"),
        "rows": people.person_rows(found, is_staff=False),
        "heads": _heads(pgettext("of a person", "Company")),
        "nothing": _("Nobody has written yet. A record appears with the first letter."),
    }
    return page(request, "manage/people/customers.html", values, here="customers", piece=PIECE)


@require_safe
@room(rights.MANAGE)
def staff(request: Visit) -> HttpResponse:
    """Everybody who works here, by name."""
    text = request.GET.get("q", "")
    found = people.staff(request.user, text, request.GET.get("page", ""))
    values = {
        "found": found,
        "text": text,
        "title": pgettext("settings", "Staff"),
        "rows": people.person_rows(found, is_staff=True),
        "heads": _heads(pgettext("of a person", "Role")),
        "nothing": "",
        "may_invite": request.user.may(rights.MANAGE_PEOPLE),
    }
    return page(request, "manage/people/staff.html", values, here="staff", piece=PIECE)


def _heads(last: str) -> tuple[str, str, str]:
    return pgettext("of a person", "Name"), pgettext("of a person", "Address"), last


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_PEOPLE)
def invite(request: Visit) -> HttpResponse:
    """A new colleague gets a letter with a link to choose a password."""
    form = posted(request, ColleagueForm, language=request.user.language)
    invited: list[Identity] = []
    if done(form, lambda data: invited.append(staffing.invite(by=request.user, **data))):
        inviting.send(invited[0], by=request.user)
        messages.success(request, _("Invitation sent: %(address)s") % {"address": invited[0].value})
        return to("person", invited[0].person_id)
    shown = {
        "form": form,
        "title": _("New colleague"),
        "room": (reverse("manage:staff"), pgettext("settings", "Staff")),
        "lead": _("They get a letter with a link to choose a password. The link works for three days."),
        "button": pgettext("button", "Invite"),
    }
    return page(request, "manage/edit.html", {**PLAIN, **shown}, here="staff")
