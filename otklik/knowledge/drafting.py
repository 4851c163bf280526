"""A draft of a reply is asked for, written in the worker, laid before the person who asked, and forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.utils import translation

from otklik.kernel import clock, events
from otklik.kernel.jobs import later
from otklik.kernel.remote import Trouble
from otklik.kernel.verbs import Refused, verb
from otklik.knowledge import assistant, prompting
from otklik.knowledge.models import Drafted
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Ticket

KEPT = timedelta(days=1)
PATIENCE = timedelta(seconds=90)
"""After that a draft that is not there does not come: its worker died, or nobody runs one."""

State = Drafted.State


@verb
def ask(ticket: Ticket, *, by: Person) -> Drafted:
    """Let a draft be written; one that is on its way is enough. Raises Refused while the assistant is off."""
    from otklik.knowledge import jobs

    rights.require(by, rights.REPLY)
    if assistant.wire() is None:
        raise Refused("assistant.off", assistant.reason("off"))
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks are one draft
    since = clock.now() - PATIENCE
    mine = Drafted.objects.filter(ticket=ticket, person=by, asked_at__gt=since, state__in=(State.ASKED, State.WRITING))
    if known := mine.first():
        return known
    draft = Drafted.objects.create(ticket=ticket, person=by, asked_at=clock.now())
    events.record("assistant.asked", by=by, noun=ticket, ticket_id=ticket.pk)
    later(jobs.write_draft, draft_id=draft.pk)
    return draft


def write(pk: int) -> None:
    """Write the draft, once; whatever fails is said and not tried again: a person presses the button again."""
    draft = Drafted.objects.select_related("ticket__customer", "ticket__organization", "person").filter(pk=pk).first()
    if draft is None:
        return
    if not Drafted.objects.filter(pk=pk, state=State.ASKED).update(state=State.WRITING):
        _fail(pk, "slow")  # a worker died while it waited for the answer
        return
    to, told = assistant.wire(), prompting.prompt(draft.ticket)
    if to is None or told is None:
        _fail(pk, "nothing" if to else "off")
        return
    try:
        answer = assistant.complete(to, told.messages)
    except Trouble as trouble:
        _fail(pk, trouble.code)
        return
    with translation.override(draft.person.language):
        text = prompting.taken(answer, draft.ticket, told.sources)
    sources = prompting.sources_shown(told.sources)
    Drafted.objects.filter(pk=pk, state=State.WRITING).update(state=State.READY, text=text, sources=sources)


def standing(person: Person, ticket: Ticket, body: str) -> Drafted | None:
    """The draft that stands in the composer as it was written; None once a person has changed a word of it."""
    last = Drafted.objects.visible_to(person).filter(ticket=ticket, state=State.READY).first()
    return last if last is not None and last.text == body.strip() else None


def is_late(draft: Drafted) -> bool:
    """Whether nobody writes it any more."""
    return draft.state in (State.ASKED, State.WRITING) and clock.now() - draft.asked_at > PATIENCE


@verb
def forget() -> None:
    """Throw away what was asked for yesterday."""
    Drafted.objects.filter(asked_at__lt=clock.now() - KEPT).delete()


def _fail(pk: int, code: str) -> None:
    Drafted.objects.filter(pk=pk, state__in=(State.ASKED, State.WRITING)).update(state=State.FAILED, code=code[:20])
