"""Steps are taken by people, one after another, for messages that they name; a lead may skip some, and lifts them.

Nothing here follows from an event: no step begins by itself, and none is made graver by a machine (C10).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.db.models import Count, OuterRef
from django.utils.translation import gettext as _

from otklik import live
from otklik.conduct import replies
from otklik.conduct.models import Evidence, Kind, Measure
from otklik.conduct.models.measure import OF_LEADS, ONCE, ORDER, MeasureQuerySet
from otklik.kernel import clock
from otklik.kernel.events import Event, Side
from otklik.kernel.text import clean, clean_line
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.knowledge import filling
from otklik.people import identifying, rights
from otklik.people.models import Person
from otklik.tickets.kinds import Closing
from otklik.tickets.models import Message, Ticket
from otklik.tickets.remarking import remark

LONGEST_LIMIT = timedelta(days=366)
MOST_EVIDENCE = 30
CODES = {
    Kind.CALM: "conduct.calm",
    Kind.WARNING: "conduct.warning",
    Kind.LEAD: "conduct.lead",
    Kind.LIMIT: "conduct.limit",
    Kind.REFUSAL: "conduct.refusal",
}
TOLD = (Kind.CALM, Kind.WARNING, Kind.LIMIT, Kind.REFUSAL)
"""With these the customer is told something; a lead may take over without a word."""


class Said(TypedDict, total=False):
    """What goes with a step: words for the customer and for colleagues, the rule of a refusal, the end of a limit."""

    body: str
    why: str
    rule: str
    until: datetime | None
    skips: bool


@verb
def take(
    ticket: Ticket, kind: str, evidence: Sequence[Message], *, by: Person, seen: int | None = None, **said: Unpack[Said]
) -> Measure:
    """Take a step towards whoever wrote the messages. `seen`: the `version` that the taker had before them.

    Raises Refused for what is missing, `conduct.order` when a step before it was not taken and nobody skips it as a
    lead, Stale when somebody else took one meanwhile.
    """
    rights.require(by, rights.SEE_CONDUCT)
    if kind not in Kind.values:
        raise Refused("conduct.kind", _("There is no such step."))
    if kind in OF_LEADS:
        rights.require(by, rights.DECIDE_CONDUCT)
    ticket = ticket.locked()
    person = _whose(ticket, evidence, by)
    if seen is not None and version(person) != seen:
        raise Stale(
            "conduct.newer", _("Somebody has taken or lifted a step meanwhile. Read it first; your text is kept.")
        )
    measure = Measure(person=person, ticket=ticket, kind=kind, by=by, at=clock.now())
    measure.skips = _skips(measure, is_asked=said.get("skips", False))
    _fill(measure, said)
    body = _body(measure, said.get("body", ""))
    measure.message = _act(measure, body)
    measure.save()
    Evidence.objects.bulk_create(Evidence(measure=measure, message=one) for one in evidence)
    known = {"until": measure.until.isoformat()} if measure.until else {}
    remark(ticket, CODES[Kind(kind)], by=by, measure=measure.pk, **known)
    live.touch("conduct", to=["staff"])
    return measure


@verb
def lift(measure: Measure, why: str, *, by: Person) -> None:
    """It does not hold any more; that it did, and why it was lifted, stays. Raises Stale when somebody was faster."""
    rights.require(by, rights.DECIDE_CONDUCT)
    ticket = Ticket.objects.get(pk=measure.ticket_id).locked()
    why = clean_line(why)[:500]
    if not why:
        raise Refused("conduct.lift_why", _("Write why it is lifted."), name="why")
    if not _lifted(measure, by, why):
        raise Stale("conduct.lifted", _("It was lifted already."))
    remark(ticket, "conduct.lifted", by=by, measure=measure.pk, kind=measure.kind)
    live.touch("conduct", to=["staff"])


def take_back(event: Event) -> None:
    """The words of a step were taken back before anybody read them: it was never taken. Safe to call twice."""
    for measure in Measure.objects.standing().filter(message=event.data["message"]):
        if _lifted(measure, event.actor, ""):
            remark(Ticket.objects.get(pk=measure.ticket_id), "conduct.lifted", by=event.actor, kind=measure.kind)


def missing(kind: str, person: Person) -> list[Kind]:
    """The steps before it that do not stand for the person, in their order."""
    there = set(Measure.objects.of(person).standing().values_list("kind", flat=True))
    return [one for one in ORDER[: ORDER.index(Kind(kind))] if one not in there]


def version(person: Person) -> int:
    """A number that grows whenever a step towards the person is taken or lifted; 0 when there never was one."""
    counts = Measure.objects.of(person).order_by().aggregate(taken=Count("pk"), lifted=Count("lifted_at"))
    return int(counts["taken"] + counts["lifted"])


def newest(person: Person | OuterRef) -> MeasureQuerySet:
    """The last step that stands, if there is one; also as a part of another question."""
    return Measure.objects.of(person).standing().newest_first()[:1]


def _whose(ticket: Ticket, evidence: Sequence[Message], by: Person) -> Person:
    """Who wrote all of it, locked: steps towards one person wait for each other."""
    if not evidence or len(evidence) > MOST_EVIDENCE:
        raise Refused("conduct.evidence", _("Choose the messages that it is about."), name="evidence")
    seen = Message.objects.visible_to(by).filter(pk__in=[one.pk for one in evidence], side=Side.CUSTOMER)
    authors = set(seen.values_list("author", flat=True))
    if seen.count() != len({one.pk for one in evidence}) or len(authors) != 1 or None in authors:
        raise Refused("conduct.evidence", _("Choose messages of one person."), name="evidence")
    author = identifying.current(Person.objects.get(pk=authors.pop()))
    if author.is_staff_member or ticket.parent_id is not None:
        raise Refused("conduct.staff", _("Steps are taken towards customers only."))
    locked: Person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=author.pk)
    return locked


def _skips(measure: Measure, *, is_asked: bool) -> bool:
    if measure.kind in ONCE and Measure.objects.of(measure.person).standing().filter(kind=measure.kind).exists():
        raise Stale("conduct.stands", _("This step stands already. Lift it first."))
    left = missing(measure.kind, measure.person)
    if not left:
        return False
    if not (is_asked and measure.by.may(rights.DECIDE_CONDUCT)):
        names = ", ".join(str(one.label) for one in left)
        raise Refused(
            "conduct.order", _("Not taken yet: %(steps)s. Only a lead skips steps.") % {"steps": names}, name="skips"
        )
    return True


def _fill(measure: Measure, said: Said) -> None:
    measure.why, measure.rule = clean(said.get("why", "")).strip()[:4000], clean_line(said.get("rule", ""))[:200]
    now, until = clock.now(), said.get("until")
    if measure.kind in OF_LEADS and not measure.why:
        raise Refused("conduct.why", _("Write why, for colleagues."), name="why")
    if measure.kind == Kind.REFUSAL and not measure.rule:
        raise Refused("closing.rule", _("Name the rule by which you refuse."), name="rule")
    if measure.kind == Kind.LIMIT:
        if until is None or not now < until <= now + LONGEST_LIMIT:
            raise Refused("conduct.until", _("A limit ends: choose a time within a year."), name="until")
        measure.until = until


def _body(measure: Measure, body: str) -> str:
    body = clean(body).strip()
    if measure.kind in TOLD and not body:
        raise Refused("message.empty", _("Write what the customer is told."), name="body")
    body = replies.completed(body, measure.ticket, rule=measure.rule, until=measure.until)
    if left := filling.gaps(body):
        raise Refused("conduct.gaps", _("Fill in what is missing: %(names)s") % {"names": ", ".join(left)}, name="body")
    return body


def _act(measure: Measure, body: str) -> Message | None:
    """Tell the customer, so that turn and debt stay as they are, and do what the step says."""
    ticket, by = measure.ticket, measure.by
    if measure.kind == Kind.LEAD and ticket.is_open and ticket.responsible_id != by.pk:
        ticket.assign(to=by, by=by)
    message = ticket.tell(by=by, body=body) if body else None
    if measure.kind == Kind.REFUSAL and ticket.is_open:
        ticket.close(Closing.REFUSED, by=by, rule=measure.rule, reason=measure.why)
    return message


def _lifted(measure: Measure, by: Person | None, why: str) -> bool:
    known: dict[str, Any] = {"lifted_at": clock.now(), "lifted_by": by, "lifted_why": why}
    return bool(Measure.objects.standing().filter(pk=measure.pk).update(**known))
