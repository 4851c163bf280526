"""What somebody is writing is kept until it is said (B9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from otklik.kernel import clock
from otklik.kernel.text import clean
from otklik.kernel.verbs import Refused, verb
from otklik.people.models import Person
from otklik.tickets import concealing
from otklik.tickets.kinds import MessageKind
from otklik.tickets.models import Attachment, Draft, Message, Ticket

MODES = ("reply", "note", "solution")
LONGEST = 200_000
"""Characters; a longer draft is a mistake of a program."""


@verb
def keep(person: Person, ticket: Ticket | None, mode: str, body: str) -> None:
    """Remember what the person is writing in this mode; an empty text is forgotten. `ticket` is None for a new one."""
    if mode not in MODES or len(body) > LONGEST:
        raise Refused("draft.mode", "")
    draft = _locked(person, ticket, mode)
    draft.body, draft.changed_at = clean(body), clock.now()
    _settle(draft)


@verb
def keep_files(person: Person, ticket: Ticket | None, mode: str, files: Iterable[int]) -> None:
    """Remember which uploads go with the text of this mode: a file for a note never goes with a reply."""
    if mode not in MODES:
        raise Refused("draft.mode", "")
    mine = Attachment.objects.waiting(person).filter(pk__in=list(files)).values_list("pk", flat=True)
    draft = _locked(person, ticket, mode)
    draft.choices, draft.changed_at = {"files": sorted(mine)}, clock.now()
    _settle(draft)


@verb
def forget(person: Person, ticket: Ticket | None, *modes: str) -> None:
    """The text was said, or thrown away."""
    Draft.objects.filter(person=person, ticket=ticket, mode__in=modes).delete()


@verb
def take_up(message: Message, *, by: Person) -> str:
    """Words that were taken back are a draft again, before whatever was begun meanwhile; returns the mode."""
    mode = {MessageKind.SOLUTION: "solution", MessageKind.NOTE: "note"}.get(MessageKind(message.kind), "reply")
    files = list(message.attachments.values_list("pk", flat=True))
    message.attachments.update(message=None, owner=by)
    draft = _locked(by, message.ticket, mode)
    begun = draft.body.strip()
    said = concealing.body_of(message)
    draft.body = f"{said}\n\n{begun}" if begun and begun != said.strip() else said
    draft.choices = {"files": sorted({*files, *draft.choices.get("files", ())})}
    draft.changed_at = clock.now()
    _settle(draft)
    return mode


def kept(person: Person, ticket: Ticket | None) -> Mapping[str, Draft]:
    """What the person is writing here, by mode."""
    return {draft.mode: draft for draft in Draft.objects.filter(person=person, ticket=ticket)}


def _locked(person: Person, ticket: Ticket | None, mode: str) -> Draft:
    drafts = Draft.objects.select_for_update()
    return drafts.get_or_create(person=person, ticket=ticket, mode=mode)[0]


def _settle(draft: Draft) -> None:
    if draft.body.strip() or draft.choices.get("files"):
        draft.save(update_fields=["body", "choices", "changed_at"])
    else:
        draft.delete()
