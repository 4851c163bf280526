"""What the customer wants and why, restated by support and confirmed by the customer (B6, R13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db import models
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from otklik.kernel import clock, sensitive, signing
from otklik.kernel.events import Side
from otklik.kernel.text import clean
from otklik.kernel.verbs import Forbidden, Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.kinds import End

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket

LONGEST = 2000


class Answer(models.TextChoices):
    """What the customer said of a version; empty is nothing yet."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"


class GoalQuerySet(models.QuerySet["Goal"]):
    """The vocabulary of goals."""

    def of(self, ticket: Ticket) -> GoalQuerySet:
        """The versions of a request, the newest first; none that went with words that were taken back."""
        return self.filter(ticket=ticket).exclude(message__withdrawn_at__isnull=False).order_by("-number")

    def sent(self) -> GoalQuerySet:
        """Those that the customer may read: their message cannot be taken back any more."""
        return self.filter(message__visible_at__lte=clock.now())


class Goal(models.Model):
    """One version of what the customer wants, and why; the customer's own words when `by` is of their side."""

    ticket = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="goals")
    number = models.PositiveSmallIntegerField()
    message = models.ForeignKey("Message", on_delete=models.PROTECT, related_name="+")
    wants = models.TextField()
    why = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "number"], name="goal_version")]

    @property
    def is_confirmed(self) -> bool:
        """The customer said that it is so."""
        return self.answer == Answer.CONFIRMED


def address_of(goal: Goal) -> str:
    """Where the customer says whether it is so, signed in or not."""
    return f"{settings.SITE_URL}/goals/{signing.sign('goal', f'{goal.ticket_id}.{goal.number}')}/"


class Understanding:
    """Before solving: what the customer wants and why, in words that both sides agree on (B6)."""

    @verb
    def restate(self, wants: str, why: str = "", *, by: Person) -> Goal:
        """Say to the customer how they were understood; a new version stands in the place of the former one."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.REPLY)
        wants, why = _said(wants), sensitive.masked(clean(why).strip())[0][:LONGEST]
        goal = Goal(ticket=ticket, number=_next(ticket), wants=wants, why=why, by=by, at=clock.now())
        goal.message = ticket.reply(by=by, body=_letter(goal, ticket), end=End.OURS)
        goal.save(force_insert=True)
        ticket._record("goal.restated", by=by, goal=goal.pk, message=goal.message.pk)
        return goal

    @verb
    def confirm_goal(self, goal: Goal, *, by: Person) -> None:
        """«Всё верно», once; a second click changes nothing. Raises `Stale` when a newer version stands."""
        ticket = self._asked(goal, by)
        said = {"answer": Answer.CONFIRMED, "answered_by": by, "answered_at": clock.now()}
        if Goal.objects.filter(pk=goal.pk, answer="").update(**said):
            ticket._record("goal.confirmed", by=by, side=Side.CUSTOMER, goal=goal.pk)

    @verb
    def correct_goal(self, goal: Goal, wants: str, *, by: Person) -> Goal:
        """«Не так»: the customer's own words are the next version and confirmed by that; a reply is owed."""
        ticket = self._asked(goal, by)
        wants = _said(wants)
        said = {"answer": Answer.CORRECTED, "answered_by": by, "answered_at": clock.now()}
        Goal.objects.filter(pk=goal.pk).update(**said)
        message = ticket.write(by=by, body=wants, channel="portal")
        own = Goal.objects.create(
            ticket=ticket,
            number=_next(ticket),
            message=message,
            wants=wants,
            by=by,
            at=clock.now(),
            answer=Answer.CONFIRMED,
            answered_by=by,
            answered_at=clock.now(),
        )
        ticket._record("goal.corrected", by=by, side=Side.CUSTOMER, goal=own.pk, message=message.pk)
        return own

    def _asked(self, goal: Goal, by: Person) -> Ticket:
        ticket = cast("Ticket", self).locked()
        newest = Goal.objects.of(ticket).sent().first()
        if newest is None or newest.pk != goal.pk or not ticket.is_open:
            raise Stale("goal.newer", _("This was said anew meanwhile. Look at the request once more."))
        if not ticket.may_decide(by):
            raise Forbidden("goal.whose", _("The author or the head of your company confirms this."))
        return ticket


def _said(wants: str) -> str:
    wants, _kinds = sensitive.masked(clean(wants).strip())
    if not wants:
        raise Refused("goal.empty", _("Write what is wanted."))
    return wants[:LONGEST]


def _next(ticket: Ticket) -> int:
    """The number of the next version; the request is locked."""
    last = Goal.objects.filter(ticket=ticket).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _letter(goal: Goal, ticket: Ticket) -> str:
    with translation.override(ticket.language or ticket.customer.language):
        parts = [_("This is how I understood you:"), goal.wants]
        if goal.why:
            parts.append(_("What for: %(why)s") % {"why": goal.why})
        parts.append(_("Is it so? One click says yes or how it is: %(address)s") % {"address": address_of(goal)})
    return "\n\n".join(parts)
