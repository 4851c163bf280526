"""A customer's requests: the list, one request, and everything that its customer can do with it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otklik.cards import vouching
from otklik.channels import form as channel
from otklik.kernel import keyset
from otklik.kernel import once as first
from otklik.kernel.verbs import Refused
from otklik.portal import expected, limits, lists, plain, quotes, safely, talk, uploads
from otklik.portal.forms import RatingForm
from otklik.portal.scopes import Visit, for_customers, is_fragment, to, visible_ticket
from otklik.tickets.kinds import TRACELESS, End, Kind
from otklik.tickets.models import Goal, Hidden, Message, Point, Rating, Secret, Ticket
from otklik.tickets.models.goal import address_of as goal_address
from otklik.tickets.models.protecting import address_of
from otklik.ui.formats import Words

PAGE = 30


@require_GET
@for_customers
def index(request: Visit) -> HttpResponse:
    """My requests, or my company's (R15)."""
    has_company = lists.sees_company(request.user)
    whose = "all" if has_company and request.GET.get("whose") == "all" else "mine"
    found: Any = lists.tickets(request.user, whose).values(*lists.COLUMNS, "id")
    page = keyset.page(
        found, order=["-changed_at"], size=PAGE, cursor=request.GET.get("page", ""), view=f"portal-{whose}"
    )
    rows = lists.rows(page.rows, Words(request.user), names=whose == "all")
    context = {"rows": rows, "next": page.next, "previous": page.previous, "whose": whose, "has_company": has_company}
    return render(request, "portal/requests.html", context)


@require_GET
@for_customers
def show(request: Visit, number: int) -> HttpResponse:
    """One request: what is true now, the conversation, a box to answer."""
    ticket = visible_ticket(request.user, number)
    if ticket.number != number:
        return to(reverse("portal:request", kwargs={"number": ticket.number}))
    before = request.GET.get("before", "")
    if is_fragment(request) and before.isdigit():
        return render(request, "portal/older.html", _conversation(request, ticket, before=int(before)))
    ticket.saw()
    return render(request, "portal/request.html", _context(request, ticket))


@require_GET
@for_customers
def now(request: Visit, number: int) -> HttpResponse:
    """The live part of the page: its head and its conversation."""
    return render(request, "portal/_now.html", _context(request, visible_ticket(request.user, number)))


@require_POST
@for_customers
def messages(request: Visit, number: int) -> HttpResponse:
    """Say something; what was written is kept when it is refused."""
    ticket = visible_ticket(request.user, number)
    text = request.POST.get("text", "")
    if limited := limits.of(request.user, ticket, text):
        return _again(request, ticket, text=text, limited=limited)
    try:
        with transaction.atomic():
            files = uploads.keep(request.FILES.getlist("files"), owner=request.user)
            said, key = safely.left_out(request, text), request.POST.get("once", "")
            message = channel.answer(ticket, by=request.user, text=said, files=files, once=key)
    except Refused as refused:
        return _again(request, ticket, text=text, error=str(refused.said))
    return to(safely.place(request, message.ticket.number))


@require_POST
@for_customers
def private_notes(request: Visit, number: int) -> HttpResponse:
    """A note among colleagues, which support never reads (B4)."""
    ticket = visible_ticket(request.user, number)
    ticket.note_privately(by=request.user, body=request.POST.get("text", ""))
    return to(_place(ticket))


@require_POST
@for_customers
def acceptance(request: Visit, number: int) -> HttpResponse:
    """«Помогло»."""
    ticket = visible_ticket(request.user, number)
    ticket.accept_solution(by=request.user, number=_number(request))
    return to(_place(ticket))


@require_POST
@for_customers
def rejection(request: Visit, number: int) -> HttpResponse:
    """«Не помогло», with what does not work."""
    ticket = visible_ticket(request.user, number)
    reason, helped = request.POST.get("reason", ""), _helped(request)
    try:
        with transaction.atomic():
            files = uploads.keep(request.FILES.getlist("files"), owner=request.user)
            ticket.reject_solution(by=request.user, reason=reason, number=_number(request), files=files, helped=helped)
    except Refused as refused:
        if refused.code not in ("reject.reason", "reject.all", "points.unknown"):
            raise
        return _again(request, ticket, rejecting=True, error=str(refused.said), helped=helped, reason=reason)
    return to(_place(ticket))


@require_POST
@for_customers
def withdrawal(request: Visit, number: int) -> HttpResponse:
    """The customer closes it: solved by itself, or not needed any more (R8)."""
    ticket = visible_ticket(request.user, number)
    ticket.withdraw(by=request.user, solved=request.POST.get("solved") == "1")
    return to(_place(ticket))


@require_POST
@for_customers
def rating(request: Visit, number: int) -> HttpResponse:
    """1 to 5, and words."""
    ticket = visible_ticket(request.user, number)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _again(request, ticket, rating_error=True)
    ticket.rate(form.cleaned_data["score"], by=request.user, comment=form.cleaned_data["comment"])
    return to(_place(ticket))


@require_POST
@for_customers
def reactions(request: Visit, number: int, pk: int) -> HttpResponse:
    """One click under an answer, and one click back (B8)."""
    ticket = visible_ticket(request.user, number)
    message = _message(request, ticket, pk)
    ticket.react(message, request.POST.get("kind", ""), by=request.user)
    return to(_place(ticket, f"#m-{pk}"))


@require_POST
@for_customers
def confirmation(request: Visit, number: int, pk: int) -> HttpResponse:
    """«Всё верно», or what was different (R13)."""
    ticket = visible_ticket(request.user, number)
    record, text = _message(request, ticket, pk), request.POST.get("text", "")
    if text.strip():
        ticket.correct(record, by=request.user, body=text)
    else:
        ticket.confirm(record, by=request.user)
    return to(_place(ticket, f"#m-{pk}"))


@never_cache
@require_POST
@for_customers
def disclosure(request: Visit, number: int, pk: int) -> HttpResponse:
    """What a message said before its secrets were masked (R22)."""
    ticket = visible_ticket(request.user, number)
    message = _message(request, ticket, pk)
    get_object_or_404(Hidden.objects.only("pk"), message=message)
    said = ticket.disclose(message, by=request.user)
    return render(request, "portal/disclosed.html", {"ticket": ticket, "text": said["body"], "place": _place(ticket)})


@require_POST
@for_customers
def repetition(request: Visit, number: int) -> HttpResponse:
    """«Я уже отвечал на это» (R13)."""
    ticket = visible_ticket(request.user, number)
    question = Message.objects.visible_to(request.user).filter(ticket=ticket, end=End.ASKED).order_by("-id").first()
    if question is not None:
        ticket.answered_already(question, by=request.user)
    return to(_place(ticket))


def _message(request: Visit, ticket: Ticket, pk: int) -> Message:
    return get_object_or_404(Message.objects.visible_to(request.user), ticket=ticket, pk=pk)


def _number(request: Visit) -> int | None:
    given = request.POST.get("solution", "")
    return int(given) if given.isdecimal() else None


def _helped(request: Visit) -> list[int]:
    """Which questions are done although the rest is not (R7)."""
    return [int(one) for one in request.POST.getlist("helped") if one.isascii() and one.isdecimal() and len(one) < 6]


def _place(ticket: Ticket, mark: str = "") -> str:
    return reverse("portal:request", kwargs={"number": ticket.number}) + mark


def _again(request: Visit, ticket: Ticket, **kept: Any) -> HttpResponse:
    ticket.refresh_from_db()
    return render(request, "portal/request.html", _context(request, ticket) | kept, status=422)


def _conversation(request: Visit, ticket: Ticket, before: int | None = None) -> dict[str, Any]:
    items, older = talk.read(ticket, request.user, Words(request.user), before=before)
    return {"ticket": ticket, "items": items, "older": older}


def _context(request: Visit, ticket: Ticket) -> dict[str, Any]:
    words = Words(request.user)
    solution = ticket.open_solution() if ticket.kind == Kind.SOLUTION_PROPOSED or ticket.points else None
    is_there = ticket.is_open and (ticket.kind == Kind.SOLUTION_PROPOSED or bool(solution and solution.points))
    seen = is_there and solution is not None and not solution.message.is_pending
    questions = list(Point.objects.visible_to(request.user).filter(ticket=ticket)) if ticket.points else []
    over = not ticket.is_open and ticket.closing_kind not in TRACELESS
    decides = ticket.may_decide(request.user)
    return {
        **_conversation(request, ticket),
        "expected": expected.of(ticket, words),
        "overload": expected.waits(ticket),
        "status": plain.status(ticket, solution if seen else None, words),
        "solution": solution if seen else None,
        "questions": questions,
        "answered": [one for one in questions if solution and seen and one.number in solution.points],
        "decides": decides,
        "you": request.user.first_name,
        "we": ticket.responsible.name if ticket.responsible else "",
        "asked": ticket.kind == Kind.AWAITING_CUSTOMER and decides,
        "may_rate": over and decides,
        "fields": [(one.label, address_of(one)) for one in Secret.objects.of(ticket).kept() if one.is_open],
        "proof": vouching.awaited(ticket, request.user) if ticket.is_open else None,
        "goal": _goal(ticket) if decides and ticket.is_open else None,
        "estimates": quotes.of(ticket, request.user, words),
        "rating": Rating.objects.filter(ticket=ticket).first() if over else None,
        "is_colleague": request.user.membership_in(ticket.organization_id) is not None,
        "limited": limits.of(request.user, ticket),
        "once": first.token(),
        "text": "",
        "error": "",
        "rejecting": False,
        "helped": (),
        "reason": "",
        "rating_error": False,
    }


def _goal(ticket: Ticket) -> dict[str, str] | None:
    """How the customer was understood, with the address that takes their answer."""
    goal = Goal.objects.of(ticket).sent().first()
    if goal is None:
        return None
    return {"wants": goal.wants, "why": goal.why, "answer": goal.answer, "address": goal_address(goal)}
