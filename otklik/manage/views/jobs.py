"""Jobs that gave up: nothing is lost, a person decides (F25)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.kernel import keyset
from otklik.kernel.jobs import FailedJob
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui.formats import Words

SIZE = 50


@require_safe
@room(rights.MANAGE_COMPANY)
def index(request: Visit) -> HttpResponse:
    """The newest first."""
    unsolved = FailedJob.objects.unsolved()
    found = keyset.page(unsolved, order=["-at"], size=SIZE, cursor=request.GET.get("page", ""), view="jobs")
    words = Words(request.user)
    rows = [(job, words.stamp(job.at, words.moment), job.error.strip().rpartition("\n")[2]) for job in found.rows]
    return page(request, "manage/jobs.html", {"rows": rows, "found": found}, here="jobs", history=("failedjob", ""))


@require_POST
@room(rights.MANAGE_COMPANY)
def retry(request: Visit, pk: int) -> HttpResponse:
    """Do it once more."""
    get_object_or_404(FailedJob, pk=pk).try_again(by=request.user)
    messages.success(request, _("The job will be done once more."))
    return to("jobs")


@require_POST
@room(rights.MANAGE_COMPANY)
def dismiss(request: Visit, pk: int) -> HttpResponse:
    """It need not be done."""
    get_object_or_404(FailedJob, pk=pk).dismiss(by=request.user)
    return to("jobs")
