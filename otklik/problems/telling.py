"""One note, reply or solution to all requests of a problem (C4): each in its own language, tone and channel.

Each request is written to by its own ordinary verb, so that rights, the machine, the window of undoing and delivery
are what they always are. A job writes a few at a time; what could not be written says why, and can be tried again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import clock, events, jobs
from otklik.kernel.killpoints import reach
from otklik.kernel.text import clean
from otklik.kernel.verbs import Refused, verb
from otklik.knowledge import filling
from otklik.knowledge.filling import Situation
from otklik.people import rights
from otklik.people.models import Person
from otklik.people.models.person import Tone
from otklik.problems import founding
from otklik.problems.models import Copy, CopyState, Joining, Problem, Say, SayText, What
from otklik.tickets.models import Message, Ticket

AT_ONCE = 20
"""Requests that one run of the job writes to."""
Texts = Mapping[tuple[str, str], str]
"""The words by language and tone."""


@verb
def say(problem: Problem, what: str, texts: Texts, *, by: Person) -> Say:
    """Write to all open requests of the problem; a job does it. Raises Refused when there are no words or requests."""
    rights.require(by, rights.NOTE if what == What.NOTE else rights.REPLY)
    problem = founding.locked(problem)
    joined = Joining.objects.current().filter(problem=problem, ticket__in=Ticket.objects.visible_to(by).open())
    keys = list(joined.order_by("ticket").values_list("ticket", flat=True)[: founding.MOST])
    if not keys:
        raise Refused("say.nobody", _("The problem has no open requests."))
    said = spread(what, texts, keys, by=by, problem=problem)
    if what == What.SOLUTION:
        founding.propose(problem, by=by)
    events.record("problem.told", by=by, noun=problem, kind=what, count=len(keys), say=said.pk)
    founding.tell(problem)
    return said


@verb
def spread(what: str, texts: Texts, tickets: Sequence[int], *, by: Person, problem: Problem | None = None) -> Say:
    """Write to these requests; a job does it, each in its language and tone. Raises Refused when there are no words."""
    kept = {key: clean(text).strip() for key, text in texts.items() if text.strip()}
    if not kept:
        raise Refused("message.empty", _("Write something."))
    said = Say.objects.create(problem=problem, what=what, by=by, at=clock.now())
    SayText.objects.bulk_create(
        SayText(say=said, language=language, tone=tone, body=body) for (language, tone), body in kept.items()
    )
    newest = dict(Message.objects.filter(ticket__in=tickets).values_list("ticket").annotate(Max("pk")).order_by())
    Copy.objects.bulk_create(Copy(say=said, ticket_id=key, seen_up_to=newest.get(key, 0)) for key in tickets)
    _go_on(said)
    return said


@verb
def take_back(said: Say, *, by: Person) -> int:
    """Undo what has not left yet, and write no more; how many requests it was taken back from."""
    count = said.copies.filter(state=CopyState.WAITING).update(state=CopyState.TAKEN_BACK)
    written = said.copies.filter(state=CopyState.SAID).select_related("message__author__role", "ticket")
    for copy in written.order_by("ticket"):
        if copy.message is None or not copy.message.is_pending or said.by_id != by.pk:
            continue
        copy.ticket.take_back(copy.message, by=copy.message.author or by)
        count += Copy.objects.filter(pk=copy.pk).update(state=CopyState.TAKEN_BACK)
    if count and said.problem is not None:
        events.record("problem.told_back", by=by, noun=said.problem, count=count, say=said.pk)
    _show(said)
    return count


@verb
def try_again(said: Say, *, by: Person) -> None:
    """Write once more where it failed: whoever presses it has read what was new there."""
    rights.require(by, rights.REPLY)
    for copy in said.copies.filter(state=CopyState.FAILED):
        newest = Message.objects.filter(ticket=copy.ticket_id).aggregate(newest=Max("pk"))["newest"]
        Copy.objects.filter(pk=copy.pk).update(state=CopyState.WAITING, seen_up_to=newest or 0, why="")
    _show(said)
    _go_on(said)


def go_on(said: Say) -> None:
    """Write to the next few; each in a transaction of its own."""
    waiting = said.copies.filter(state=CopyState.WAITING).order_by("pk").values_list("pk", flat=True)
    keys = list(waiting[: AT_ONCE + 1])
    for key in keys[:AT_ONCE]:
        _write(key)
        reach("say.committed")
    if len(keys) > AT_ONCE:
        _go_on(said)


def text_for(texts: Texts, ticket: Ticket) -> tuple[str, str]:
    """The words that suit the customer, and their language: the tone gives way before the language does."""
    wanted = ticket.language or ticket.customer.language
    tone = ticket.customer.tone
    languages = dict.fromkeys((wanted, ticket.customer.language, settings.LANGUAGE_CODE, *(key[0] for key in texts)))
    for language in languages:
        for one in dict.fromkeys((tone, Tone.POLITE, *Tone.values)):
            if text := texts.get((language, one)):
                return text, language
    return "", wanted


@verb
def _write(key: int) -> None:
    beside = ("say__by__role", "say__problem", "ticket__customer", "ticket__responsible__role")
    copy = Copy.objects.select_related(*beside).get(pk=key)
    ticket = copy.ticket.locked()
    if Copy.objects.select_for_update().get(pk=key).state != CopyState.WAITING:
        return
    texts = {(one.language, one.tone): one.body for one in copy.say.texts.all()}
    body, language = text_for(texts, ticket)
    try:
        with transaction.atomic():  # what one request refuses undoes nothing of the copy that says so
            filled = filling.fill(body, Situation(ticket, _speaker(copy.say, ticket), language, ""))
            copy.message = _said(copy.say, ticket, filled, copy)
        copy.state = CopyState.SAID
    except Refused as refused:
        copy.state, copy.why = CopyState.FAILED, refused.code[:200]
    reach("say.written")
    copy.save(update_fields=["message", "state", "why"])
    _show(copy.say)


def _said(said: Say, ticket: Ticket, body: str, copy: Copy) -> Message:
    if filling.gaps(body):
        raise Refused("say.gap", _("A gap was left in the words."))
    if said.what == What.NOTE:
        return ticket.note(by=said.by, body=body)
    if said.what == What.NEWS:
        return ticket.tell(by=_speaker(said, ticket), body=body)
    if said.what == What.SOLUTION:
        return ticket.propose(by=said.by, body=body, seen_up_to=copy.seen_up_to).message
    return ticket.reply(by=said.by, body=body, seen_up_to=copy.seen_up_to)


def _speaker(said: Say, ticket: Ticket) -> Person:
    """News come from the person whom the customer talked to, while they work here (R14); other words from who wrote."""
    known = ticket.responsible
    return known if said.what == What.NEWS and known is not None and known.may(rights.REPLY) else said.by


def _show(said: Say) -> None:
    if said.problem is not None:
        founding.tell(said.problem)
    else:
        live.touch(f"say-{said.pk}", to=["staff"])


def _go_on(said: Say) -> None:
    from otklik.problems.jobs import write

    jobs.later(write, lock=f"say-{said.pk}", say_id=said.pk)
