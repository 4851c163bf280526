"""The register of wishes, one wish, what is decided and told (R14)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.desk import shell, wishes
from otklik.desk.scopes import Visit, at_desk, back
from otklik.desk.wish_forms import DecisionForm, MergeForm, WishForm
from otklik.kernel.verbs import Refused, Stale
from otklik.people import rights
from otklik.problems import telling
from otklik.problems.models import Say
from otklik.ui.shapes import Choice
from otklik.wishes import merging, recording
from otklik.wishes.models import Asking, Decision, Review, State, Wish


@require_safe
@at_desk
def index(request: Visit) -> HttpResponse:
    """The list: open ones, or those of a state."""
    rights.require(request.user, rights.SEE_ALL)
    state, here = request.GET.get("state", "open"), reverse("desk:wishes")
    names = [("open", pgettext("wishes", "Open")), *State.choices, ("all", pgettext("wishes", "All"))]
    found = wishes.listed(request.user, state=state, cursor=request.GET.get("page", ""))
    query = f"?state={quote(state)}&page="
    values: dict[str, Any] = {
        "rows": found.rows,
        "newer": found.newer and query + found.newer,
        "older": found.older and query + found.older,
        "states": [Choice(f"{here}?state={code}", str(name), code == state) for code, name in names],
        "review": Review.objects.filter(changed__gt=0).order_by("-month").first(),
    }
    return shell.page(request, "desk/wishes/index.html", here="wishes", **values)


@require_safe
@at_desk
def show(request: Visit, pk: int) -> HttpResponse:
    """Who asks and why, what was decided, what was told."""
    wish = _visible(request, pk)
    if wish.merged_into_id is not None:
        return redirect("desk:wish", pk=wish.merged_into_id)
    return _page(request, wish, DecisionForm(None, wish))


@require_safe
@at_desk
def month(request: Visit, pk: int) -> HttpResponse:
    """What happened to wishes in a month."""
    rights.require(request.user, rights.SEE_ALL)
    review = get_object_or_404(Review, pk=pk)
    name = date_format(review.month, "F Y")
    values: dict[str, Any] = {"rows": wishes.changed(review), "month": name[:1].upper() + name[1:]}
    return shell.page(request, "desk/wishes/month.html", here="wishes", **values)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def merge(request: Visit, pk: int) -> HttpResponse:
    """It is the same as another wish."""
    wish = _visible(request, pk)
    rights.require(request.user, rights.MERGE)
    form = MergeForm(request.POST if request.method == "POST" else None, wish, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            into = merging.merge(wish, into=form.cleaned_data["into"], by=request.user)
            messages.success(request, _("The wishes are one now"))
            return back(request, reverse("desk:wish", args=[into.pk]))
        except Stale:
            raise
        except Refused as refused:
            form.add_error(None, str(refused.said))
    values: dict[str, Any] = {"wish": wish, "form": form, "button": pgettext("button", "Merge wishes")}
    status = 422 if request.method == "POST" else 200
    return shell.page(request, "desk/wishes/edit.html", here="wishes", status=status, **values)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(request: Visit, pk: int) -> HttpResponse:
    """Its title, its owner, its task, what askers read."""
    wish = _visible(request, pk)
    rights.require(request.user, rights.MERGE)
    form = WishForm(request.POST if request.method == "POST" else None, wish, request.user)
    if request.method == "POST" and form.is_valid():
        recording.change(wish, by=request.user, **form.about())
        messages.success(request, _("Saved."))
        return back(request, reverse("desk:wish", args=[pk]))
    status = 422 if request.method == "POST" else 200
    values: dict[str, Any] = {"wish": wish, "form": form, "button": pgettext("button", "Save")}
    return shell.page(request, "desk/wishes/edit.html", here="wishes", status=status, **values)


@require_POST
@at_desk
def decide(request: Visit, pk: int) -> HttpResponse:
    """A lead’s decision, said to all who ask."""
    wish = _visible(request, pk)
    rights.require(request.user, rights.ASSIGN_OTHERS)
    form = DecisionForm(request.POST, wish)
    if not form.is_valid():
        return _page(request, wish, form, 422)
    said = form.cleaned_data
    try:
        recording.decide(wish, said["state"], by=request.user, why=said["why"], texts=form.texts())
    except Stale:
        raise
    except Refused as refused:
        name = str(refused.facts.get("name", ""))
        form.add_error(name if name in form.fields else None, str(refused.said))
        return _page(request, wish, form, 422)
    messages.success(request, _("The decision stands"))
    return back(request, reverse("desk:wish", args=[pk]))


@require_POST
@at_desk
def leave(request: Visit, pk: int, asking: int) -> HttpResponse:
    """The request asks for something else."""
    wish = _visible(request, pk)
    recording.leave(get_object_or_404(Asking.objects.visible_to(request.user), pk=asking, wish=wish), by=request.user)
    return back(request, reverse("desk:wish", args=[pk]))


@require_POST
@at_desk
def unsay(request: Visit, pk: int, say: int) -> HttpResponse:
    """Take the words back where they have not left."""
    count = telling.take_back(_say(request, pk, say, by=request.user), by=request.user)
    messages.success(request, _("Taken back: %(count)s") % {"count": count})
    return back(request, reverse("desk:wish", args=[pk]))


@require_POST
@at_desk
def retry(request: Visit, pk: int, say: int) -> HttpResponse:
    """Write once more where it could not be written."""
    telling.try_again(_say(request, pk, say), by=request.user)
    return back(request, reverse("desk:wish", args=[pk]))


def _visible(request: Visit, pk: int) -> Wish:
    return get_object_or_404(Wish.objects.visible_to(request.user).select_related("owner", "task"), pk=pk)


def _say(request: Visit, pk: int, say: int, **known: Any) -> Say:
    decided = Decision.objects.filter(wish=_visible(request, pk)).values("say")
    return get_object_or_404(Say.objects.filter(pk__in=decided), pk=say, **known)


def _page(request: Visit, wish: Wish, form: DecisionForm, status: int = 200) -> HttpResponse:
    may = request.user.may(rights.MERGE)
    people, companies = wishes.counted([wish.pk], request.user).get(wish.pk, (0, 0))
    values: dict[str, Any] = {
        "wish": wish,
        "state": str(State(wish.state).label),
        "people": people,
        "companies": companies,
        "askers": wishes.askers(wish, request.user, may_leave=may),
        "said": wishes.told(wish, request.user),
        "history": wishes.history(wish, request.user),
        "form": form,
        "may": may,
        "may_decide": request.user.may(rights.ASSIGN_OTHERS),
    }
    return shell.page(request, "desk/wishes/show.html", here="wishes", status=status, **values)
