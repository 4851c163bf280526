"""The conversation as its customer sees it: from rows that never held what only staff may read (F8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup

from otklik.kernel.sensitive import MASK
from otklik.kernel.text import to_html
from otklik.people.models import Person
from otklik.tickets.kinds import MessageKind, Outcome
from otklik.tickets.models import Attachment, Message, Reaction, Ticket
from otklik.tickets.models.facts import ReactionKind
from otklik.ui.formats import Words
from otklik.ui.shapes import Choice, Face, File, Talk, face

SHOWN = 40
"""The newest messages that a page brings; older ones come on demand."""


@dataclass(frozen=True, slots=True)
class Item:
    """A message, and what its reader can do with it."""

    talk: Talk
    reactions: tuple[Choice, ...] = ()
    react: str = ""
    confirm: str = ""
    is_private: bool = False
    disclose: str = ""


def read(ticket: Ticket, person: Person, words: Words, *, before: int | None = None) -> tuple[list[Item], int | None]:
    """The newest messages in order, and the id to ask for older ones; a fixed number of queries."""
    messages = (
        Message.objects.visible_to(person).filter(ticket=ticket).select_related("author", "solution", "author__role")
    )
    if before is not None:
        messages = messages.filter(pk__lt=before)
    files = Prefetch("attachments", Attachment.objects.visible_to(person).select_related("file__thumbnail"))
    reactions = Prefetch("reactions", Reaction.objects.filter(person=person))
    newest = list(messages.prefetch_related(files, reactions).order_by("-created_at", "-id")[: SHOWN + 1])
    older = newest[SHOWN - 1].pk if len(newest) > SHOWN else None
    shown = reversed(newest[:SHOWN])
    return [_item(message, ticket, person, words) for message in shown], older


def _item(message: Message, ticket: Ticket, person: Person, words: Words) -> Item:
    mine = message.author_id == person.pk
    ours = message.side != "customer"
    answer = ours and message.kind != MessageKind.REMINDER and message.author_id is not None
    may_confirm = message.kind == MessageKind.CALL and message.confirmed_at is None and ticket.may_decide(person)
    place = {"number": ticket.number, "pk": message.pk}
    return Item(
        talk=_talk(message, mine, words),
        reactions=_reactions(message) if answer else (),
        react=reverse("portal:reactions", kwargs=place),
        confirm=reverse("portal:confirmation", kwargs=place) if may_confirm else "",
        is_private=message.kind == MessageKind.PRIVATE,
        disclose=reverse("portal:disclosure", kwargs=place) if MASK in message.body else "",
    )


DISAPPOINTING = (Outcome.REJECTED, Outcome.PARTLY, Outcome.NOT_ENOUGH)


def _talk(message: Message, mine: bool, words: Words) -> Talk:
    solution = getattr(message, "solution", None)
    body = to_html(message.body)
    if solution is not None and solution.outcome in DISAPPOINTING:
        body += Markup('<p class="soft"><b>{}</b> {}</p>').format(
            _("Helped in part.") if solution.outcome == Outcome.PARTLY else _("Did not help."), solution.reason
        )
    return Talk(
        id=f"m-{message.pk}",
        author=face(message.author, nobody=pgettext("portal", "Support")),
        name=pgettext("in a talk", "You") if mine else _name(message),
        at=words.stamp(message.created_at),
        html=body,
        says=_says(message, mine),
        mine=mine,
        kind="solution" if solution is not None else "",
        old=solution is not None and solution.outcome in (*DISAPPOINTING, Outcome.SUPERSEDED),
        language=message.language,
        files=tuple(_files(message.attachments.all(), words)),
    )


def _name(message: Message) -> str:
    return message.author.name if message.author else pgettext("portal", "Support")


def _says(message: Message, mine: bool) -> str:
    if message.kind == MessageKind.PRIVATE:
        return _("only your company sees this")
    if message.kind == MessageKind.CALL:
        return _("confirmed record of a call") if message.confirmed_at else _("record of a call")
    if message.kind == MessageKind.SOLUTION:
        return _("proposed a solution")
    if message.kind == MessageKind.REMINDER:
        return pgettext("portal", "reminder")
    return "" if mine or message.side == "customer" else pgettext("portal", "support")


def _reactions(message: Message) -> tuple[Choice, ...]:
    chosen = {reaction.kind for reaction in message.reactions.all()}
    said = {
        ReactionKind.THANKS: (pgettext("portal", "Thanks"), "heart"),
        ReactionKind.CLEAR: (pgettext("portal", "Clear"), "thumbs-up"),
        ReactionKind.UNCLEAR: (_("Not quite clear"), "circle-help"),
    }
    return tuple(Choice(kind, text, kind in chosen, icon=icon) for kind, (text, icon) in said.items())


def _files(attachments: Iterable[Attachment], words: Words) -> Iterable[File]:
    for attachment in attachments:
        url = reverse("portal:file", kwargs={"pk": attachment.pk, "name": attachment.name})
        preview = reverse("portal:preview", kwargs={"pk": attachment.pk}) if attachment.file.thumbnail else ""
        yield File(attachment.name, words.size(attachment.file.size), url, preview=preview)


def faces(ticket: Ticket) -> list[Face]:
    """Who answers."""
    return [face(ticket.responsible)] if ticket.responsible else []
