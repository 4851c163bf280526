"""Ready answers are made, changed, used; what became of requests after them (E2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from otklik.kernel import clock, events, files
from otklik.kernel.text import clean, clean_line
from otklik.kernel.verbs import Forbidden, Refused, verb
from otklik.knowledge.models import ReadyAnswer, ReadyAnswerFile, ReadyAnswerText, ReadyAnswerUse, Sharing
from otklik.people import rights
from otklik.people.models import Person, Team
from otklik.tickets.kinds import End, Outcome
from otklik.tickets.models import Attachment, Category, Message, Solution

LONGEST = 10_000
MOST_FILES = 10
MOST_TAGS = 10
HELPED = (Outcome.ACCEPTED, Outcome.ACCEPTED_IN_WORDS)
FAILED = (Outcome.REJECTED, Outcome.NOT_ENOUGH, Outcome.SUPERSEDED)

Bodies = Mapping[tuple[str, str], str]
"""Words by (language, tone)."""


@dataclass(frozen=True)
class Follows:
    """What a ready answer does beside its words."""

    end: str = ""
    tags: Sequence[str] = ()
    category: Category | None = None


@verb
def add(
    title: str,
    bodies: Bodies,
    *,
    sharing: str = Sharing.PERSONAL,
    team: Team | None = None,
    follows: Follows = Follows(),
    by: Person,
) -> ReadyAnswer:
    """One more."""
    rights.require(by, rights.REPLY)
    answer = ReadyAnswer(owner=by)
    _fill(answer, title, sharing, team, follows, by)
    _keep(answer, bodies)
    events.record("ready_answer.added", by=by, noun=answer)
    return answer


@verb
def change(
    answer: ReadyAnswer,
    title: str,
    bodies: Bodies,
    *,
    sharing: str,
    team: Team | None = None,
    follows: Follows = Follows(),
    by: Person,
) -> None:
    """Say it otherwise, or let others have it."""
    require_change(answer, by)
    _fill(answer, title, sharing, team, follows, by)
    _keep(answer, bodies)
    events.record("ready_answer.changed", by=by, noun=answer)


@verb
def use(answer: ReadyAnswer, *, is_active: bool, by: Person) -> None:
    """Offer it, or offer it no more."""
    require_change(answer, by)
    answer.is_active, answer.changed_at = is_active, clock.now()
    answer.save(update_fields=["is_active", "changed_at"])
    events.record("ready_answer.changed", by=by, noun=answer)


@verb
def enclose(answer: ReadyAnswer, content: BinaryIO, name: str, *, by: Person) -> ReadyAnswerFile:
    """Let a file go with it. Raises kernel.files.FileTooLarge."""
    require_change(answer, by)
    if answer.files.count() >= MOST_FILES:
        raise Refused("ready_answer.files", _("Up to %(most)d files at a time.") % {"most": MOST_FILES})
    name = files.clean_name(name)
    return ReadyAnswerFile.objects.create(answer=answer, file=files.store(content, name), name=name)


@verb
def take_out(file: ReadyAnswerFile, *, by: Person) -> None:
    """Let the file go with it no more."""
    require_change(file.answer, by)
    file.delete()


@verb
def enclose_in_draft(answer: ReadyAnswer, *, by: Person) -> list[Attachment]:
    """Its files, as uploads of `by` that wait to be sent."""
    rights.require(by, rights.REPLY)
    rows = answer.files.select_related("file")
    return [Attachment.objects.create(owner=by, file=one.file, name=one.name, created_at=clock.now()) for one in rows]


@verb
def used(answers: Iterable[int], message: Message, *, by: Person) -> None:
    """Remember which ready answers went into a message, and do what follows them as far as `by` may."""
    ticket = message.ticket
    for answer in ReadyAnswer.objects.visible_to(by).filter(pk__in=list(answers)).select_related("category"):
        known = {"person": by, "ticket": ticket, "at": message.created_at}
        _use, fresh = ReadyAnswerUse.objects.get_or_create(answer=answer, message=message, defaults=known)
        if not fresh:
            continue
        if by.may(rights.SORT):
            if answer.tags:
                ticket.add_tags(answer.tags, by=by)
            if answer.category is not None:
                ticket.categorise(answer.category, by=by)
        events.record("ready_answer.used", by=by, noun=answer, ticket_id=ticket.pk, message=message.pk)


def counted(answers: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    """By the id of each: uses, how many of the solutions that came with or after them helped, how many did not."""
    after = Solution.objects.filter(ticket=OuterRef("ticket"), proposed_at__gte=OuterRef("at")).order_by("proposed_at")
    uses = ReadyAnswerUse.objects.filter(answer__in=list(answers), message__withdrawn_at__isnull=True)
    rows = (
        uses.annotate(outcome=Subquery(after.values("outcome")[:1]))
        .order_by()
        .values("answer", "outcome")
        .annotate(count=Count("pk"))
    )
    found: dict[int, tuple[int, int, int]] = {}
    for row in rows:
        total, helped, failed = found.get(row["answer"], (0, 0, 0))
        count = row["count"]
        helped += count if row["outcome"] in HELPED else 0
        failed += count if row["outcome"] in FAILED else 0
        found[row["answer"]] = (total + count, helped, failed)
    return found


def may_change(answer: ReadyAnswer, by: Person) -> bool:
    """One's own personal ones; shared ones by who may share."""
    if answer.sharing == Sharing.PERSONAL:
        return answer.owner_id == by.pk and by.may(rights.REPLY)
    return by.may(rights.SHARE_ANSWERS)


def require_change(answer: ReadyAnswer, by: Person) -> None:
    """Raise `Forbidden` unless `by` may change it."""
    if not may_change(answer, by):
        raise Forbidden("ready_answer.change", _("Your role does not allow this."))


def _fill(answer: ReadyAnswer, title: str, sharing: str, team: Team | None, follows: Follows, by: Person) -> None:
    if sharing != Sharing.PERSONAL:
        rights.require(by, rights.SHARE_ANSWERS)
    if sharing == Sharing.TEAM and team is None:
        raise Refused("ready_answer.team", _("Choose the team."), name="team")
    answer.title = clean_line(title)[:120]
    if not answer.title:
        raise Refused("ready_answer.title", _("A ready answer needs a title: it is found by it."), name="title")
    answer.sharing = Sharing(sharing)
    answer.team = team if sharing == Sharing.TEAM else None
    answer.end = follows.end if follows.end in End else ""
    answer.tags = [name for name in map(clean_line, follows.tags) if name][:MOST_TAGS]
    answer.category, answer.changed_at = follows.category, clock.now()
    answer.save()


def _keep(answer: ReadyAnswer, bodies: Bodies) -> None:
    said = {where: clean(body).strip()[:LONGEST] for where, body in bodies.items()}
    said = {where: body for where, body in said.items() if body}
    if not said:
        raise Refused("ready_answer.empty", _("Write the answer in one language at least."))
    answer.texts.all().delete()
    ReadyAnswerText.objects.bulk_create(
        [ReadyAnswerText(answer=answer, language=code, tone=tone, body=body) for (code, tone), body in said.items()]
    )
