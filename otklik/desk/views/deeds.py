"""What is done at once, without a form: each address takes a POST and calls one verb."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otklik.cards import vouching
from otklik.channels.models import Mute
from otklik.desk import fragments, shift
from otklik.desk.scopes import Visit, at_desk, back, is_fragment, visible_ticket
from otklik.kernel.verbs import Stale
from otklik.people import identifying
from otklik.people.models import Identity, Person
from otklik.problems import triage
from otklik.routing import calling, relieving
from otklik.tickets import merging, relocating, reminding, splitting
from otklik.tickets.fields import WORK
from otklik.tickets.kinds import Closing
from otklik.tickets.models import Merge, Message, Relocation, Reminder, Split, Ticket


@require_POST
@at_desk
def accept(request: Visit, number: int) -> HttpResponse:
    """Become responsible; who came second sees whose it is (B3)."""
    ticket = visible_ticket(request.user, number)
    ticket.accept(by=request.user)
    return fragments.done(request, number, shift.taken(request.user, number))


@require_POST
@at_desk
def work(request: Visit, number: int) -> HttpResponse:
    """Our turn again."""
    visible_ticket(request.user, number).work(by=request.user)
    return fragments.done(request, number, _("In work"))


@require_POST
@at_desk
def return_to_pool(request: Visit, number: int) -> HttpResponse:
    """Nobody is responsible."""
    visible_ticket(request.user, number).return_to_pool(by=request.user)
    return fragments.done(request, number, _("Back on the line"))


@require_POST
@at_desk
def need_no_reply(request: Visit, number: int) -> HttpResponse:
    """«Ответ не нужен» (R1)."""
    visible_ticket(request.user, number).need_no_reply(by=request.user)
    return fragments.done(request, number, _("No reply is needed: recorded"))


@require_POST
@at_desk
def spam(request: Visit, number: int) -> HttpResponse:
    """Close as spam; it can be opened again (R8)."""
    visible_ticket(request.user, number).close(Closing.SPAM, by=request.user)
    return fragments.done(request, number, _("Closed as spam"))


@require_POST
@at_desk
def sort(request: Visit, number: int, verdict: str) -> HttpResponse:
    """What it will take: resolves itself, a hint, somebody (C6)."""
    made = triage.sort(visible_ticket(request.user, number), verdict, by=request.user)
    return fragments.done(request, number, str(made.get_verdict_display()))


@require_POST
@at_desk
def set_work(request: Visit, number: int, work: str) -> HttpResponse:
    """Consultation, support or implementation (C9)."""
    visible_ticket(request.user, number).set_work(work, by=request.user)
    return fragments.done(request, number, _("Kind of work: %(work)s") % {"work": WORK[work]})


@require_POST
@at_desk
def follow(request: Visit, number: int) -> HttpResponse:
    """Watch, or watch no more."""
    ticket = visible_ticket(request.user, number)
    watches = ticket.participants.present().filter(person=request.user, follows=True).exists()
    if watches:
        ticket.unfollow(by=request.user)
        return fragments.done(request, number, _("You do not watch it any more"))
    ticket.follow(by=request.user)
    return fragments.done(request, number, _("You watch it"))


@require_POST
@at_desk
def doubt_identity(request: Visit, number: int) -> HttpResponse:
    """What the customer or a colleague has confirmed is not taken as confirmed any more (R22)."""
    vouching.revoke(visible_ticket(request.user, number), by=request.user)
    return fragments.done(request, number, _("Identity is not confirmed any more"))


@require_POST
@at_desk
def call_for_help(request: Visit, number: int) -> HttpResponse:
    """«Позвать на помощь»; while a call stands, take it back (R20)."""
    ticket = visible_ticket(request.user, number)
    is_beside = "console" in request.GET
    if calling.withdraw(ticket, by=request.user):
        said = _("The call for help is withdrawn")
    elif is_beside:
        said = _("The call for help is over")
    else:
        calling.call(ticket, by=request.user)
        said = _("The lead is called")
    if is_beside:
        return fragments.said(request, said) if is_fragment(request) else back(request, reverse("desk:console"))
    return fragments.done(request, number, said)


@require_POST
@at_desk
def pass_up(request: Visit, number: int) -> HttpResponse:
    """«Передать руководителю»: one key, and nobody asks why (C10)."""
    made = relieving.pass_up(visible_ticket(request.user, number), by=request.user)
    to = made.to.name if made.to else ""
    said = _("Passed to: %(name)s") % {"name": to} if to else _("Passed on: the leads find it on their list")
    return fragments.done(request, number, said)


@require_POST
@at_desk
def close_in_words(request: Visit, number: int, pk: int) -> HttpResponse:
    """«Закрыть со слов клиента» (R2)."""
    ticket = visible_ticket(request.user, number)
    ticket.close_in_words(_message(request, ticket, pk), by=request.user)
    return fragments.done(request, number, _("Closed from the customer’s words"))


@require_POST
@at_desk
def reject(request: Visit, number: int, pk: int) -> HttpResponse:
    """«Не помогло», in the customer's own words (R2)."""
    ticket = visible_ticket(request.user, number)
    words = _message(request, ticket, pk)
    ticket.reject_solution(by=request.user, reason=words.body, words=words)
    return fragments.done(request, number, _("It did not help: our turn"))


@require_POST
@at_desk
def let_go(request: Visit, number: int, pk: int) -> HttpResponse:
    """Take somebody out, or leave oneself."""
    ticket = visible_ticket(request.user, number)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    ticket.let_go(person, by=request.user)
    if not Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists():
        return fragments.done(request, number, _("You left № %(number)s") % {"number": number}, address="/desk/")
    return fragments.done(request, number, _("Let go: %(name)s") % {"name": person.name})


@require_POST
@at_desk
def forget_reminder(request: Visit, number: int, pk: int) -> HttpResponse:
    """The reminder is not needed any more."""
    ticket = visible_ticket(request.user, number)
    reminder = get_object_or_404(Reminder, pk=pk, ticket=ticket, person=request.user)
    reminding.forget(reminder, by=request.user)
    return fragments.done(request, number, _("The reminder is removed"))


@require_POST
@at_desk
def unlink(request: Visit, number: int, other: int) -> HttpResponse:
    """Two requests have nothing to do with each other after all."""
    ticket = visible_ticket(request.user, number)
    splitting.unlink(ticket, visible_ticket(request.user, other), by=request.user)
    return fragments.done(request, number, _("Untied from № %(number)s") % {"number": other})


@require_POST
@at_desk
def unmerge(request: Visit, number: int, pk: int) -> HttpResponse:
    """The two requests come apart again, within 30 days (R11)."""
    ticket = visible_ticket(request.user, number)
    merge = get_object_or_404(Merge, pk=pk, target=ticket)
    merging.unmerge(merge, by=request.user)
    return fragments.done(request, number, _("The merge is undone"))


@require_POST
@at_desk
def unsplit(request: Visit, number: int, pk: int) -> HttpResponse:
    """The messages come back."""
    ticket = visible_ticket(request.user, number)
    split = get_object_or_404(Split, pk=pk, origin=ticket)
    if not Ticket.objects.visible_to(request.user).filter(pk=split.fresh_id).exists():
        raise Stale("split.gone", _("This can no longer be undone."))
    splitting.unsplit(split, by=request.user)
    return fragments.done(request, number, _("The split is undone"))


def _message(request: Visit, ticket: Ticket, pk: int) -> Message:
    return get_object_or_404(Message.objects.visible_to(request.user), ticket=ticket, pk=pk)


@require_POST
@at_desk
def address_works(request: Visit, number: int, pk: int) -> HttpResponse:
    """Letters reach an address of the customer again."""
    ticket = visible_ticket(request.user, number)
    address = get_object_or_404(Identity, pk=pk, person=ticket.customer_id)
    identifying.note_deliverable(address, by=request.user)
    return fragments.done(request, number, _("The address works again"))


@require_POST
@at_desk
def unmute(request: Visit, number: int, pk: int) -> HttpResponse:
    """Tell people again of what a sender writes who wrote without end."""
    ticket = visible_ticket(request.user, number)
    get_object_or_404(Mute, pk=pk, ticket=ticket).end(by=request.user)
    return fragments.done(request, number, _("You will be told of their letters again"))


@require_POST
@at_desk
def unmove(request: Visit, number: int, pk: int) -> HttpResponse:
    """Put messages back where they were."""
    ticket = visible_ticket(request.user, number)
    done = get_object_or_404(Relocation, Q(origin=ticket) | Q(target=ticket), pk=pk)
    if Ticket.objects.visible_to(request.user).filter(pk__in=[done.origin_id, done.target_id]).count() < 2:
        raise Stale("move.gone", _("This can no longer be undone."))
    relocating.take_back(done, by=request.user)
    return fragments.done(request, number, _("The messages are back"))
