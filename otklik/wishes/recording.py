"""A wish is recorded, people ask for it, a lead decides, and all who asked hear it from whom they talked to (R14).

Requests are locked before wishes (F13). That a request asks for one wish is settled by a constraint.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from otklik import live
from otklik.development.models import Task
from otklik.kernel import clock, events
from otklik.kernel.events import Side
from otklik.kernel.text import clean, clean_line
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Forbidden, Refused, Stale, verb
from otklik.knowledge import similarity
from otklik.people import rights
from otklik.people.models import Person
from otklik.problems import telling
from otklik.problems.models import What
from otklik.tickets.kinds import Closing
from otklik.tickets.models import Ticket
from otklik.wishes.models import Asking, Decision, State, Wish

MOST_TOLD = 5000
"""Requests that one decision is told in."""
COMPARED = 300
"""The newest open wishes among which likely ones are sought."""
ENDS = (State.DONE, State.DECLINED)
"""After these decisions every asker is told."""


class About(TypedDict, total=False):
    """What can be changed of a wish without deciding."""

    title: str
    public: Mapping[str, str]
    owner: Person | None
    task: Task | None


@verb
def record(title: str, *, by: Person) -> Wish:
    """A new wish; who records it owns it until somebody else does."""
    rights.require(by, rights.MERGE)
    now = clock.now()
    wish = Wish.objects.create(title=_title(title), owner=by, recorded_by=by, recorded_at=now, state_since=now)
    events.record("wish.recorded", by=by, noun=wish)
    _show(wish)
    return wish


@verb
def ask(wish: Wish, ticket: Ticket, *, by: Person, reason: str = "", closes: bool = False) -> Asking:
    """The customer of the request asks for it. `closes`: the request ends as recorded, and its customer is told so.

    Raises Stale when the request asks for a wish already, or the wish was decided on.
    """
    rights.require(by, rights.MERGE)
    ticket = ticket.locked()
    wish = _locked(wish)
    if ticket.parent_id is not None:
        raise Refused("wish.child", _("A question to a department asks for nothing itself."))
    if wish.state in ENDS:
        raise Stale(
            "wish.decided", _("The wish was decided on already: %(state)s.") % {"state": State(wish.state).label}
        )
    asking = _asking(wish, ticket, by, reason)
    events.record("wish.asked", by=by, noun=wish, ticket_id=ticket.pk, wish=wish.pk, asking=asking.pk)
    if closes and ticket.is_open:
        ticket.close(Closing.RECORDED, by=by)
        ticket.tell(by=by, body=_recorded(ticket))
    _show(wish, ticket)
    return asking


@verb
def leave(asking: Asking, *, by: Person) -> None:
    """The request asks for it no more: staff put it right, or the customer takes the wish back."""
    ticket = Ticket.objects.get(pk=asking.ticket_id).locked()
    is_theirs = by.pk == asking.person_id
    if not is_theirs:
        if not by.is_staff_member:
            raise Forbidden("wish.whose", _("This is not your wish."))
        rights.require(by, rights.MERGE)
    gone = Asking.objects.standing().filter(pk=asking.pk).update(left_at=clock.now(), left_by=by)
    if not gone:
        raise Stale("wish.left", _("It was taken back already."))
    side = Side.CUSTOMER if is_theirs else Side.SUPPORT
    known: dict[str, Any] = {"wish": asking.wish_id, "asking": asking.pk}
    events.record("wish.left", by=by, side=side, noun=asking.wish, ticket_id=ticket.pk, **known)
    _show(asking.wish, ticket)


@verb
def change(wish: Wish, *, by: Person, **about: Unpack[About]) -> None:
    """Change what is known of it."""
    rights.require(by, rights.MERGE)
    wish = _locked(wish)
    changed = [name for name, value in about.items() if _set(wish, name, value)]
    if changed:
        wish.save()
        events.record("wish.changed", by=by, noun=wish, what=sorted(changed))
        _show(wish)


@verb
def decide(wish: Wish, state: str, *, by: Person, why: str = "", texts: telling.Texts | None = None) -> Decision:
    """A lead decides; with words, each asker hears them in their language and tone from the person they talked to.

    Doing and declining take words, declining a reason too. Raises Stale when it stands so already.
    """
    rights.require(by, rights.ASSIGN_OTHERS)
    wish = _locked(wish)
    why = clean(why).strip()[:2000]
    said = {key: text for key, text in (texts or {}).items() if text.strip()}
    if state not in State.values:
        raise Refused("wish.state", _("There is no such state."), name="state")
    if state == wish.state:
        raise Stale("wish.same", _("It stands so already."))
    if state == State.DECLINED and not why:
        raise Refused("wish.why", _("Write why not."), name="why")
    tickets = _tickets(wish)
    if state in ENDS and tickets and not said:
        raise Refused("message.empty", _("Write what its askers are told."))
    was, wish.state, wish.why, wish.state_since = wish.state, state, why, clock.now()
    wish.save(update_fields=["state", "why", "state_since"])
    say = telling.spread(What.NEWS, said, tickets, by=by) if said and tickets else None
    decision = Decision.objects.create(wish=wish, state=state, by=by, at=clock.now(), say=say)
    events.record("wish.decided", by=by, noun=wish, decision=state, before=was, say=say.pk if say else None)
    _show(wish)
    return decision


def likely(text: str, person: Person, most: int = 8) -> list[Wish]:
    """Open wishes, those that are most like the text first (E7's comparison)."""
    known = list(Wish.objects.visible_to(person).open().order_by("-recorded_at", "-pk")[:COMPARED])
    places = similarity.rank(text, [one.title for one in known]) if known else []
    return [known[place] for place in places[:most]]


def _locked(wish: Wish) -> Wish:
    """Raises Stale when it was merged with another one."""
    wish = Wish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    if wish.merged_into_id is not None:
        raise Stale("wish.merged", _("The wish was merged with another one meanwhile."))
    return wish


def _asking(wish: Wish, ticket: Ticket, by: Person, reason: str) -> Asking:
    try:
        with transaction.atomic():
            return Asking.objects.create(
                wish=wish,
                ticket=ticket,
                person_id=ticket.customer_id,
                organization_id=ticket.organization_id,
                reason=clean_line(reason)[:500],
                by=by,
                at=clock.now(),
            )
    except IntegrityError:
        there = Asking.objects.standing().get(ticket=ticket)
        raise Stale(
            "wish.asked", _("The request asks for wish %(number)s already.") % {"number": there.wish_id}
        ) from None


def _tickets(wish: Wish) -> list[int]:
    """One request for each person who asks: the newest, so that nobody hears it twice."""
    rows = wish.askings.standing().order_by("person", "-at", "-pk").distinct("person")
    return sorted(rows.values_list("ticket", flat=True))[:MOST_TOLD]


def _recorded(ticket: Ticket) -> str:
    with translation.override(ticket.language or ticket.customer.language):
        return _("We have recorded your wish, with your reasons. When it is decided on, you will hear it from us.")


def _title(title: str) -> str:
    title = clean_line(title)[:200]
    if not title:
        raise Refused("wish.title", _("Write what is wished for."), name="title")
    return title


def _set(wish: Wish, name: str, value: object) -> bool:
    if name == "title":
        value = _title(str(value or ""))
    if name == "public":
        texts = {code: clean_line(text) for code, text in dict(value or {}).items()}  # type: ignore[call-overload]
        value = Translated({code: text for code, text in texts.items() if text})
    if getattr(wish, name) == value:
        return False
    setattr(wish, name, value)
    return True


def _show(wish: Wish, *tickets: Ticket) -> None:
    live.touch("wishes", wish.live_name, *(one.live_name for one in tickets), to=["staff"])
