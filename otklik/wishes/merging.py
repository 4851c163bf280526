"""Two wishes become one: askers, decisions with their words, and the task go over; the old address leads on (R14)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import events
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.wishes.models import OPEN, Asking, Decision, Wish


@verb
def merge(source: Wish, *, into: Wish, by: Person) -> Wish:
    """Let `into` take everything of `source`; what it lacks itself it takes too. Raises Refused or Stale.

    Both are open: whoever asked for a wish that was decided on has heard so, and would not hear of this one.
    """
    rights.require(by, rights.MERGE)
    source, into = _both_locked(source, into)
    moved = Asking.objects.filter(wish=source).update(wish=into)
    Decision.objects.filter(wish=source).update(wish=into)
    Wish.objects.filter(merged_into=source).update(merged_into=into)
    into.task = into.task or source.task
    into.public = into.public or source.public
    into.save(update_fields=["task", "public"])
    source.merged_into = into
    source.save(update_fields=["merged_into"])
    events.record("wish.merged_away", by=by, noun=source, other=into.pk)
    events.record("wish.merged_in", by=by, noun=into, other=source.pk, askings=moved)
    live.touch("wishes", source.live_name, into.live_name, to=["staff"])
    return into


def _both_locked(source: Wish, into: Wish) -> tuple[Wish, Wish]:
    """In one order, whoever comes: two who merge crosswise do not wait for each other."""
    if source.pk == into.pk:
        raise Refused("wish.itself", _("A wish cannot be merged with itself."), name="into")
    rows = Wish.objects.select_for_update(of=("self",)).filter(pk__in=[source.pk, into.pk]).order_by("pk")
    locked = {one.pk: one for one in rows.select_related("task")}
    source, into = locked[source.pk], locked[into.pk]
    if source.merged_into_id is not None or into.merged_into_id is not None:
        raise Stale("wish.merged", _("The wish was merged with another one meanwhile."))
    if source.state not in OPEN or into.state not in OPEN:
        raise Refused("wish.ended", _("Only wishes that nobody has decided on yet are merged."), name="into")
    return source, into
