"""The form under the conversation: three modes that cannot be confused, two rows of addresses, three ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from otklik.channels.email.channel import room_for_files
from otklik.desk import points
from otklik.desk.assisted import Assisted, beside
from otklik.desk.card import manner
from otklik.desk.messages import Attached, attached
from otklik.desk.seen import Seen
from otklik.desk.styling import Shown
from otklik.kernel import clock, once
from otklik.people.models import Person
from otklik.style import guarding
from otklik.tickets import drafting, options
from otklik.tickets.kinds import End
from otklik.tickets.models import Attachment, Draft, Ticket
from otklik.tickets.models.participant import Part
from otklik.translation import translating
from otklik.ui.formats import Words, phrases
from otklik.ui.shapes import Choice, Face, face

QUARTER = 15
MOST_BYTES = 25 * 2**20
"""Of one file."""
MOST_TOGETHER = 100 * 2**20
MOST_COLLEAGUES = 20
"""People of the customer's company who are offered for a copy."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that waits to be sent."""

    pk: int
    file: Attached


@dataclass(frozen=True, slots=True)
class Written:
    """What the form held when it could not be sent: everything of it is shown again."""

    mode: str = ""
    body: str | None = None
    end: str = ""
    next_word: str = ""
    to: int = 0
    copies: frozenset[int] = frozenset()
    notify: frozenset[int] = frozenset()
    files: tuple[int, ...] = ()
    ready: tuple[int, ...] = ()
    is_workaround: bool = False
    points: tuple[int, ...] | None = None
    problem: str = ""
    hints: tuple[Shown, ...] = ()
    seen_up_to: int = 0


@dataclass(frozen=True, slots=True)
class Composer:
    """The form, prepared. `modes` are those that the writer may use; `sentence` says who will see each of them."""

    modes: tuple[str, ...]
    mode: str
    texts: Mapping[str, str]
    once: str
    seen_up_to: int
    to: str
    to_icon: str
    to_trouble: str
    to_choices: tuple[Choice, ...]
    most_bytes: int
    copies: tuple[Choice, ...]
    colleagues: tuple[Choice, ...]
    watchers: str
    ends: tuple[Choice, ...]
    next_word: str
    manner: str
    accepts: bool
    files: Mapping[str, tuple[Uploaded, ...]]
    is_workaround: bool
    points: tuple[Choice, ...]
    problem: str
    is_returned: bool
    ready: tuple[int, ...]
    hints: tuple[Shown, ...]
    may_overrule: bool
    translates: str
    me: Face
    assisted: Assisted


_NOTHING = Written()


def composer(seen: Seen, written: Written = _NOTHING) -> Composer | None:
    """The form for one writer, with their drafts; None for who may write nothing here."""
    modes = tuple(_modes(seen))
    if not modes:
        return None
    drafts = drafting.kept(seen.person, seen.ticket)
    return Composer(
        modes=modes,
        mode=written.mode if written.mode in modes else modes[0],
        texts={mode: draft.body for mode, draft in drafts.items()}
        | ({} if written.body is None else {written.mode: written.body}),
        once=once.token(),
        seen_up_to=written.seen_up_to or seen.newest,
        to=_to(seen),
        to_icon="mail" if seen.ticket.reply_to else "globe",
        to_trouble=_trouble(seen),
        to_choices=tuple(_addresses(seen, written.to)),
        most_bytes=min(MOST_BYTES, most_bytes(seen.ticket)),
        copies=tuple(_copies(seen, written.copies)),
        colleagues=tuple(_colleagues(seen, written.notify)),
        watchers=_watchers(seen),
        ends=tuple(_ends(written.end)),
        next_word=written.next_word or next_word(seen),
        manner=manner(seen.ticket.customer, seen.ticket.language),
        accepts=seen.may.accept,
        files=_uploaded(seen, drafts, written),
        is_workaround=written.is_workaround,
        points=tuple(points.answerable(seen, written.points)),
        problem=written.problem,
        is_returned=bool(written.mode),
        ready=written.ready,
        hints=written.hints,
        may_overrule=bool(written.hints) and guarding.may_overrule(seen.person),
        translates=_translates(seen),
        me=face(seen.person),
        assisted=beside(seen, drafts["reply"].body if "reply" in drafts else ""),
    )


def next_word(seen: Seen) -> str:
    """The promise that a reply makes unless its author says otherwise, as a local time: «15:00» (R4)."""
    return f"{promised(seen).astimezone(seen.words.zone):%H:%M}"


def promised(seen: Seen) -> datetime:
    """The instant of that promise: the one that stands, else a new one at a quarter."""
    due = seen.ticket.next_word_by
    if due is None or due <= clock.now():
        due = clock.now() + options.NEXT_WORD.value
        due += timedelta(minutes=-due.minute % QUARTER, seconds=-due.second, microseconds=-due.microsecond)
    return due


def until(seen: Seen) -> str:
    """That promise in the language of the request, at the customer's hour: «сегодня в 15:00»."""
    words = Words(seen.ticket.customer)
    words.phrases = phrases(seen.ticket.language or seen.ticket.customer.language)
    return words.sentence(promised(seen))


def soonest(typed: str, seen: Seen) -> datetime | None:
    """The next instant at which the reader's clock shows that time; None for what is no time."""
    try:
        local = parse_time(typed)
    except ValueError:
        return None
    if local is None:
        return None
    here = clock.now().astimezone(seen.words.zone)
    at = here.replace(hour=local.hour, minute=local.minute, second=0, microsecond=0)
    return at if at > here else at + timedelta(days=1)


def copyable(seen: Seen) -> list[Person]:
    """Whom a reply may be copied to: people of the customer's side who take part, and colleagues of the customer."""
    ticket = seen.ticket
    takes_part = [one.person_id for one in seen.participants if one.part == Part.CUSTOMER and not one.is_flagged]
    theirs = Q(pk__in=takes_part)
    if ticket.organization_id and not ticket.is_private:
        theirs |= Q(memberships__organization=ticket.organization_id, memberships__left_at__isnull=True)
    people = Person.objects.visible_to(seen.person).customers().active().filter(theirs).exclude(pk=ticket.customer_id)
    return list(people.distinct().by_name()[:MOST_COLLEAGUES])


def _translates(seen: Seen) -> str:
    """Into which language a reply can be put: the customer's, if it is not the writer's; empty without a translator."""
    language = seen.ticket.language or seen.ticket.customer.language
    return language if language != seen.person.language and translating.is_on() else ""


def _modes(seen: Seen) -> Iterator[str]:
    if seen.may.reply:
        yield "reply"
    if seen.may.note:
        yield "note"
    if seen.may.reply:
        yield "solution"


def _to(seen: Seen) -> str:
    ticket = seen.ticket
    if ticket.reply_to is None:
        return _("%(name)s, on the site") % {"name": ticket.customer.name}
    return _("%(name)s, by letter to %(address)s") % {"name": ticket.customer.name, "address": ticket.reply_to.value}


def _trouble(seen: Seen) -> str:
    """What is wrong with the address that a reply would go to."""
    to = seen.ticket.reply_to
    if to is None or to.undeliverable_since is None:
        return ""
    since = seen.words.day(to.undeliverable_since)
    return _("Letters to %(address)s come back since %(day)s.") % {"address": to.value, "day": since}


def most_bytes(ticket: Ticket) -> int:
    """How large the files of an answer may be together: what its mail server takes, where it goes by letter."""
    room = room_for_files(ticket) if ticket.reply_to is not None else None
    return MOST_TOGETHER if room is None else min(MOST_TOGETHER, room)


def _addresses(seen: Seen, chosen: int) -> Iterator[Choice]:
    """The customer's addresses, when there is something to choose."""
    ticket = seen.ticket
    found = list(ticket.customer.identities.filter(kind="email").order_by("-is_primary", "id"))
    for one in found if len(found) > 1 else ():
        hint = _("letters come back") if one.undeliverable_since else ""
        yield Choice(str(one.pk), one.value, one.pk == (chosen or ticket.reply_to_id), hint)


def _copies(seen: Seen, chosen: Iterable[int]) -> Iterator[Choice]:
    for person in copyable(seen):
        yield Choice(str(person.pk), person.name, person.pk in chosen)


def _colleagues(seen: Seen, chosen: frozenset[int]) -> Iterator[Choice]:
    """Staff who take part; more are found by name."""
    ticket = seen.ticket
    people = [one.person for one in seen.participants if one.person.is_staff_member]
    if ticket.responsible is not None:
        people.insert(0, ticket.responsible)
    known = {person.pk: person for person in people if person.pk != seen.person.pk}
    if strange := chosen - known.keys():
        known.update({one.pk: one for one in Person.objects.visible_to(seen.person).staff().filter(pk__in=strange)})
    for person in known.values():
        yield Choice(str(person.pk), person.name, person.pk in chosen)


def _watchers(seen: Seen) -> str:
    count = len(
        {one.person_id for one in seen.participants if one.person.is_staff_member}
        | {seen.ticket.responsible_id} - {None}
    )
    if not count:
        return _("Colleagues will see it")
    return ngettext("%(count)s participant will see it", "%(count)s participants will see it", count) % {"count": count}


def _ends(chosen: str) -> Iterator[Choice]:
    """Three ends of a reply (R4)."""
    chosen = chosen or End.OURS
    yield Choice(End.OURS, pgettext("end of a reply", "our turn, next word"), chosen == End.OURS)
    yield Choice(End.ASKED, pgettext("end of a reply", "asked, we wait for the answer"), chosen == End.ASKED)
    yield Choice(End.SOLUTION, pgettext("end of a reply", "it is a solution"), chosen == End.SOLUTION)


def _uploaded(seen: Seen, drafts: Mapping[str, Draft], written: Written) -> dict[str, tuple[Uploaded, ...]]:
    """Files that wait in each mode; nothing uploaded is lost by a reload or a refusal."""
    keys = {mode: tuple(draft.choices.get("files", ())) for mode, draft in drafts.items()}
    if written.body is not None:
        keys[written.mode] = written.files
    wanted = [key for files in keys.values() for key in files]
    waiting = Attachment.objects.visible_to(seen.person).waiting(seen.person).filter(pk__in=wanted)
    found = (
        {one.pk: Uploaded(one.pk, attached(one, seen.words)) for one in waiting.select_related("file")}
        if wanted
        else {}
    )
    return {mode: tuple(found[key] for key in files if key in found) for mode, files in keys.items()}
