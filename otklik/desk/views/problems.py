"""Problems and suspicions: lists, pages, and what is done to all requests at once (C4)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.desk import problem_list, problems, shell
from otklik.desk.problem_forms import JoinForm, SayForm, SettingsForm
from otklik.desk.scopes import Visit, at_desk, back, returning, visible_ticket
from otklik.kernel import once
from otklik.kernel.verbs import Refused
from otklik.people import rights
from otklik.problems import founding, suspecting, telling
from otklik.problems.models import Problem, Say, State, Suspicion
from otklik.ui.formats import Words
from otklik.ui.shapes import Choice


@require_safe
@at_desk
def index(request: Visit) -> HttpResponse:
    """The list: open ones, or others; mine."""
    state, mine = request.GET.get("state", "open"), request.GET.get("mine") == "1"
    here = reverse("desk:problems")
    names = (
        ("open", pgettext("problems", "Open")),
        ("closed", pgettext("problems", "Closed")),
        ("all", pgettext("problems", "All")),
    )
    known = [Choice(f"{here}?state={code}{'&mine=1' if mine else ''}", name, code == state) for code, name in names]
    listed = problem_list.listed(request.user, state=state, mine=mine, cursor=request.GET.get("page", ""))
    query = f"?state={quote(state)}{'&mine=1' if mine else ''}&page="
    values: dict[str, Any] = {
        "rows": listed.rows,
        "newer": listed.newer and query + listed.newer,
        "older": listed.older and query + listed.older,
        "states": known,
        "mine": mine,
        "mine_url": f"{here}?state={state}{'' if mine else '&mine=1'}",
        "surges": problems.surges(request.user),
    }
    return shell.page(request, "desk/problems/index.html", here="problems", **values)


@require_safe
@at_desk
def surges(request: Visit) -> HttpResponse:
    """What the desk says aloud, fetched anew."""
    return render(request, "desk/problems/_surges.html", {"surges": problems.surges(request.user)})


@require_safe
@at_desk
def suspicion(request: Visit, pk: int) -> HttpResponse:
    """The requests that look alike, with their reasons."""
    one = get_object_or_404(Suspicion.objects.visible_to(request.user).select_related("problem"), pk=pk)
    return _suspicion(request, one)


@require_POST
@at_desk
def confirm(request: Visit, pk: int) -> HttpResponse:
    """«Это общая проблема», or the same as a known one."""
    one = get_object_or_404(Suspicion.objects.visible_to(request.user).select_related("problem"), pk=pk)
    try:
        problem = suspecting.confirm(one, request.POST.get("title", ""), by=request.user)
    except Refused as refused:
        if refused.code != "problem.title":
            raise
        return _suspicion(request, one, error=str(refused.said), status=422)
    messages.success(request, _("It is a common problem now"))
    return back(request, reverse("desk:problem", args=[problem.pk]))


@require_POST
@at_desk
def dismiss(request: Visit, pk: int) -> HttpResponse:
    """«Это разное»."""
    one = get_object_or_404(Suspicion.objects.visible_to(request.user), pk=pk)
    suspecting.dismiss(one, by=request.user)
    messages.success(request, _("Remembered: these are different things"))
    return back(request, returning(request, reverse("desk:problems")))


@require_safe
@at_desk
def show(request: Visit, pk: int) -> HttpResponse:
    """One problem: its requests, what was said to all, its figures and its history."""
    return _page(request, _visible(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(request: Visit, pk: int) -> HttpResponse:
    """Its title, severity, owner, task, and what customers may read of it."""
    problem = _visible(request, pk)
    rights.require(request.user, rights.MERGE)
    form = SettingsForm(request.POST if request.method == "POST" else None, problem, request.user)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            founding.change(problem, by=request.user, **form.about())
            messages.success(request, _("Saved."))
            return back(request, _address(problem))
        status = 422
    return shell.page(request, "desk/problems/edit.html", here="problems", status=status, problem=problem, form=form)


@require_POST
@at_desk
def say(request: Visit, pk: int) -> HttpResponse:
    """A note, a reply or a solution to all."""
    problem = _visible(request, pk)
    form = SayForm(request.POST)
    if not form.is_valid():
        return _page(request, problem, say_form=form, status=422)
    told = form.cleaned_data["what"], form.texts()

    def act() -> str:
        return str(telling.say(problem, *told, by=request.user).pk)

    try:
        once.once(request.POST.get("once", ""), by=request.user, verb="desk.say", act=act)
    except Refused as refused:
        if refused.code not in ("say.nobody", "message.empty"):
            raise
        form.add_error(None, str(refused.said))
        return _page(request, problem, say_form=form, status=422)
    return back(request, _address(problem))


@require_POST
@at_desk
def unsay(request: Visit, pk: int, say: int) -> HttpResponse:
    """Take it back where it has not left."""
    problem = _visible(request, pk)
    count = telling.take_back(get_object_or_404(Say, pk=say, problem=problem, by=request.user), by=request.user)
    messages.success(request, _("Taken back: %(count)s") % {"count": count})
    return back(request, _address(problem))


@require_POST
@at_desk
def retry(request: Visit, pk: int, say: int) -> HttpResponse:
    """Write once more where it could not be written."""
    problem = _visible(request, pk)
    telling.try_again(get_object_or_404(Say, pk=say, problem=problem), by=request.user)
    return back(request, _address(problem))


@require_POST
@at_desk
def join(request: Visit, pk: int) -> HttpResponse:
    """One more request."""
    problem = _visible(request, pk)
    form = JoinForm(request.POST, request.user)
    if form.is_valid():
        try:
            founding.join(problem, form.cleaned_data["number"], by=request.user)
        except Refused as refused:
            if refused.code == rights.MERGE:
                raise
            form.add_error("number", str(refused.said))
        else:
            return back(request, _address(problem))
    return _page(request, problem, join_form=form, status=422)


@require_POST
@at_desk
def leave(request: Visit, pk: int, number: int) -> HttpResponse:
    """It was something else."""
    problem = _visible(request, pk)
    founding.leave(problem, visible_ticket(request.user, number), by=request.user)
    return back(request, returning(request, _address(problem)))


@require_POST
@at_desk
def settle(request: Visit, pk: int) -> HttpResponse:
    """Closed, or open again."""
    problem = _visible(request, pk)
    if request.POST.get("state") == State.CLOSED:
        founding.close(problem, by=request.user)
    else:
        founding.reopen(problem, by=request.user)
    return back(request, _address(problem))


def _visible(request: Visit, pk: int) -> Problem:
    return get_object_or_404(Problem.objects.visible_to(request.user).select_related("owner", "founded_by"), pk=pk)


def _address(problem: Problem) -> str:
    return reverse("desk:problem", args=[problem.pk])


def _suspicion(request: Visit, one: Suspicion, error: str = "", status: int = 200) -> HttpResponse:
    mates = problems.suspects(one, request.user)
    values: dict[str, Any] = {
        "suspicion": one,
        "surge": problems.surge(one, Words(request.user)),
        "mates": mates,
        "error": error,
        "title": request.POST.get("title", "") or (mates[0].subject if mates else ""),
        "may": request.user.may(rights.MERGE),
    }
    return shell.page(request, "desk/problems/suspicion.html", here="problems", status=status, **values)


def _page(
    request: Visit,
    problem: Problem,
    *,
    say_form: SayForm | None = None,
    join_form: JoinForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may = request.user.may(rights.MERGE)
    values: dict[str, Any] = {
        "problem": problem,
        "state": str(State(problem.state).label),
        "severity": problems.severity(problem.severity),
        "mates": problems.joined(problem, request.user, may_leave=may),
        "said": problems.said(problem, request.user),
        "facts": problems.facts(problem, request.user),
        "history": problems.history(problem, request.user),
        "say_form": say_form or SayForm(),
        "join_form": join_form or JoinForm(None, request.user),
        "once": once.token(),
        "may": may,
        "may_reply": request.user.may(rights.REPLY),
    }
    return shell.page(request, "desk/problems/show.html", here="problems", status=status, **values)
