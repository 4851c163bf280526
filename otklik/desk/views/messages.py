"""Saying something in a request, taking it back, and a letter as it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, BinaryIO, cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from otklik.desk import fragments, styling
from otklik.desk.composer import Written, copyable, most_bytes, soonest, until
from otklik.desk.scopes import Visit, at_desk
from otklik.desk.seen import Seen
from otklik.desk.views.letters import letter_page, wants_remote
from otklik.kernel import once
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.knowledge import answering, filling
from otklik.people.models import Person
from otklik.style import guarding
from otklik.style.models import What
from otklik.tickets import attaching, drafting, taking
from otklik.tickets.kinds import End
from otklik.tickets.models import Attachment, Message
from otklik.tickets.models.conversing import Saying


@require_POST
@at_desk
def create(request: Visit, number: int) -> HttpResponse:
    """Say it, once; what cannot be said comes back whole, with the reason."""
    seen = Seen(request.user, number)
    written = _written(request)
    try:
        answer = once.once(
            request.POST.get("once", ""),
            by=request.user,
            verb=f"desk.say.{number}",
            act=lambda: _said(seen, written, takes_next="next" in request.POST, anyway="anyway" in request.POST),
        )
    except Forbidden:
        raise
    except Stale as stale:
        return fragments.refused(request, number, replace(written, problem=str(stale.said), seen_up_to=0), 409)
    except Refused as refused:
        found = tuple(styling.shown(getattr(refused, "hints", ()), written.body or ""))
        return fragments.refused(request, number, replace(written, problem=str(refused.said), hints=found), 422)
    return _answered(request, number, answer)


@require_POST
@at_desk
def withdraw(request: Visit, number: int, pk: int) -> HttpResponse:
    """Undo send: the text and its files return to the form."""
    seen = Seen(request.user, number)
    message = get_object_or_404(Message.objects.visible_to(request.user), ticket=seen.ticket, pk=pk)
    taken = seen.ticket.take_back(message, by=request.user)
    mode = drafting.take_up(taken, by=request.user)
    address = "" if _is_here(request, number) else reverse("desk:ticket", args=[number])
    return fragments.taken_back(request, number, Written(mode=mode, end=taken.end), address)


@require_safe
@at_desk
def letter(request: Visit, number: int, pk: int) -> HttpResponse:
    """A letter as it was sent: a page of its own that can do nothing (F3)."""
    seen = Seen(request.user, number)
    message = get_object_or_404(Message.objects.visible_to(request.user).exclude(html=""), ticket=seen.ticket, pk=pk)
    with_remote = wants_remote(message, request.user, asks="pictures" in request.GET)
    return letter_page(message, request.user, with_remote=with_remote)


def _said(seen: Seen, written: Written, *, takes_next: bool, anyway: bool) -> dict[str, Any]:
    """Call the verb; the answer is what a second click is given too."""
    message = _speak(seen, written, anyway=anyway)
    if written.ready and written.mode != "note":
        answering.used(written.ready, message, by=seen.person)
    drafting.forget(seen.person, seen.ticket, written.mode)
    following = taking.take_next(by=seen.person, after=seen.ticket) if takes_next else None
    return {"message": message.pk, "mode": written.mode, "next": following.number if following else None}


def _speak(seen: Seen, written: Written, *, anyway: bool) -> Message:
    ticket, person = seen.ticket, seen.person
    files = attaching.waiting(written.files, by=person)
    notify = list(
        Person.objects.visible_to(person).staff().active().select_related("role").filter(pk__in=written.notify)
    )
    if written.mode == "note":
        return ticket.note(by=person, body=written.body or "", files=files, notify=notify)
    if written.to and written.to != ticket.reply_to_id:
        ticket.answer_at(get_object_or_404(ticket.customer.identities, pk=written.to), by=person)
    _refuse_too_much(seen, files)
    _refuse_gaps(written.body or "")
    _refuse_style(seen, written, anyway=anyway)
    copies = [one for one in copyable(seen) if one.pk in written.copies] if written.copies else []
    said: Saying = {"files": files, "notify": notify, "copies": copies}
    behind = written.seen_up_to or None
    if written.mode == "solution" or written.end == End.SOLUTION:
        workaround = written.is_workaround and written.mode == "solution"
        points = written.points if written.mode == "solution" else None
        return ticket.propose(
            by=person, body=written.body or "", is_workaround=workaround, points=points, seen_up_to=behind, **said
        ).message
    due = soonest(written.next_word, seen)
    end = written.end if written.end in End else End.OURS
    return ticket.reply(by=person, body=written.body or "", end=end, next_word_by=due, seen_up_to=behind, **said)


def _refuse_too_much(seen: Seen, files: Sequence[Attachment]) -> None:
    """What the mail server would not take is said now, while the words are still in the form."""
    room = most_bytes(seen.ticket)
    if sum(one.file.size for one in files) > room:
        said = _("The files are larger than the mail server takes, %(size)s: send fewer of them, or a link.")
        raise Refused("message.too_large", said % {"size": seen.words.size(room)})


def _refuse_gaps(body: str) -> None:
    """A ready answer asked for something that was not filled: the customer must not read ⟦brackets⟧."""
    if missing := filling.gaps(body):
        said = _("Fill what is missing in the text: %(gaps)s.") % {"gaps": ", ".join(f"⟦{gap}⟧" for gap in missing)}
        raise Refused("message.gap", said)


def _refuse_style(seen: Seen, written: Written, *, anyway: bool) -> None:
    """What a lead does not want to be sent is not sent; who sets the rules may send it all the same (E3)."""
    if not guarding.blocking():
        return
    has_files, many = bool(written.files), bool(written.copies)
    situation = styling.situation(seen, until(seen), has_files=has_files, is_to_many=many)
    hints = guarding.stopping(written.body or "", situation)
    if hints and not (anyway and guarding.may_overrule(seen.person)):
        raise guarding.Blocked(hints)
    guarding.note((hint.rule for hint in hints), What.OVERRULED, ticket=seen.ticket, by=seen.person)


def _written(request: Visit) -> Written:
    """What the form holds; files that came with it (without JavaScript) are kept first, so that nothing is lost."""
    told = request.POST
    mode = told.get("mode", "")
    if mode not in drafting.MODES:
        raise Refused("message.mode", _("Choose whom you write to."))
    uploaded = [
        attaching.attach(cast("BinaryIO", file.file), file.name or "", by=request.user).pk
        for file in request.FILES.getlist("files")
    ]
    return Written(
        mode=mode,
        body=told.get("body", ""),
        end=told.get("end", ""),
        next_word=told.get("next_word", "")[:8],
        to=next(iter(_ids([told.get("to", "")])), 0),
        copies=frozenset(_ids(told.getlist("copy"))),
        notify=frozenset(_ids(told.getlist("notify"))),
        files=(*_ids(told.getlist(f"file-{mode}")), *uploaded),
        ready=tuple(_ids(told.getlist("ready"))),
        is_workaround="is_workaround" in told,
        points=tuple(_ids(told.getlist("points"))) if "points" in told else None,
        seen_up_to=next(iter(_ids([told.get("seen_up_to", "")])), 0),
    )


def _ids(values: Iterable[str]) -> list[int]:
    """Numbers as they may be in a form; anything else is nobody's id."""
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19]


def _answered(request: Visit, number: int, answer: dict[str, Any]) -> HttpResponse:
    said, undo = _("The note is saved"), ""
    if answer["mode"] != "note":
        message = Message.objects.visible_to(request.user).filter(pk=answer["message"]).first()
        said = pgettext("of a reply", "Sent")
        if message is not None and message.is_pending:
            undo = reverse("desk:withdrawal", args=[number, message.pk])
            said = _("It leaves in a few seconds")
    if following := answer["next"]:
        return fragments.done(request, number, said, undo=undo, address=reverse("desk:ticket", args=[following]))
    return fragments.sent(request, number, said, undo)


def _is_here(request: Visit, number: int) -> bool:
    """Whether the page that asks is the page of this request."""
    return f"/tickets/{number}/" in request.headers.get("HX-Current-URL", "")
