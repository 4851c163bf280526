"""What can be asked of requests: the words of lists, searches and rules (F15)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from otklik.kernel.conditions import Context, Field, Flag, Moment, OneOf, Op, Reference, Term, Text, Vocabulary, Whole
from otklik.kernel.translated import Translated
from otklik.people.models import Identity, Line, Person
from otklik.tickets.kinds import OPEN, Closing, Kind
from otklik.tickets.models import Category, Participant, Tag, Ticket
from otklik.tickets.models.sorting import normalised_tag

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_NUMBER = 12
CHANNELS: Mapping[str, StrOrPromise] = {
    "email": pgettext_lazy("channel", "mail"),
    "form": pgettext_lazy("channel", "site"),
    "widget": pgettext_lazy("channel", "chat"),
    "telegram": "Telegram",
    "phone": pgettext_lazy("channel", "phone"),
    "api": "API",
    "internal": pgettext_lazy("channel", "colleagues"),
}
LANGUAGES: Mapping[str, StrOrPromise] = {
    "ru": pgettext_lazy("language", "Russian"),
    "uk": pgettext_lazy("language", "Ukrainian"),
    "en": pgettext_lazy("language", "English"),
}
WORK: Mapping[str, StrOrPromise] = {
    "consultation": pgettext_lazy("kind of work", "consultation"),
    "support": pgettext_lazy("kind of work", "support"),
    "implementation": pgettext_lazy("kind of work", "implementation"),
}
TURNS: Mapping[str, StrOrPromise] = {
    "ours": pgettext_lazy("whose turn", "ours"),
    "customer": pgettext_lazy("whose turn", "the customer’s"),
    "other": pgettext_lazy("whose turn", "others’"),
    "nobody": pgettext_lazy("whose turn", "nobody’s"),
}
STATES: Mapping[str, StrOrPromise] = {
    "open": pgettext_lazy("status in a condition", "open"),
    "new": pgettext_lazy("status in a condition", "new"),
    "in_work": pgettext_lazy("status in a condition", "in work"),
    "awaiting_customer": pgettext_lazy("status in a condition", "awaiting the customer"),
    "awaiting_other": pgettext_lazy("status in a condition", "awaiting others"),
    "in_development": pgettext_lazy("status in a condition", "in development"),
    "postponed": pgettext_lazy("status in a condition", "postponed"),
    "solution_proposed": pgettext_lazy("status in a condition", "solution proposed"),
    "closed": pgettext_lazy("status in a condition", "closed"),
    "reopened": pgettext_lazy("status in a condition", "reopened"),
}


def _any(parts: Iterable[Q]) -> Q:
    return reduce(or_, parts, Q(pk__in=[]))


# Words


def _found(term: Term, context: Context) -> Q:
    """Through an index for each part, so that closed history is found as quickly as open work."""
    return _any(_part(str(value)) for value in term.values)


def _part(text: str) -> Q:
    found = Ticket.objects.filter(subject__icontains=text).values("pk")
    theirs = Ticket.objects.filter(customer__in=_people(text)).values("pk")
    number = _number(text)
    exact = Q(number=number) if number else Q(pk__in=[])
    return Q(pk__in=found.union(theirs)) | exact


def _people(text: str) -> Any:
    named = Person.objects.filter(name__icontains=text).values("pk")
    return named.union(Identity.objects.filter(normalised__icontains=text).values("person"))


def _number(text: str) -> int | None:
    digits = text.lstrip("№# ")
    return int(digits) if digits.isdecimal() and len(digits) < LONGEST_NUMBER else None


def _says(ticket: Ticket, term: Term, context: Context) -> bool:
    return any(
        _has(ticket.subject, value) or _number(str(value)) == ticket.number or _is_theirs(ticket, value)
        for value in term.values
    )


def _from(term: Term, context: Context) -> Q:
    return _any(Q(customer__in=_people(str(value))) for value in term.values)


def _comes_from(ticket: Ticket, term: Term, context: Context) -> bool:
    return any(_is_theirs(ticket, value) for value in term.values)


def _is_theirs(ticket: Ticket, value: object) -> bool:
    addresses = ticket.customer.identities.values_list("normalised", flat=True)
    return any(_has(text, value) for text in (ticket.customer.name, *addresses))


def _has(text: str, part: object) -> bool:
    return str(part).upper() in text.upper()


# Codes


def _in_state(term: Term, context: Context) -> Q:
    return Q(kind__in=_kinds(term))


def _is_in_state(ticket: Ticket, term: Term, context: Context) -> bool:
    return ticket.kind in _kinds(term)


def _kinds(term: Term) -> set[str]:
    return {kind for value in term.values for kind in (OPEN if value == "open" else (Kind(str(value)),))}


def _owes(term: Term, context: Context) -> Q:
    return Q(reply_owed_since__isnull=not term.values[0])


def _is_owed(ticket: Ticket, term: Term, context: Context) -> bool:
    return (ticket.reply_owed_since is not None) == term.values[0]


# References


def _staff(text: str, context: Context) -> int | None:
    """Somebody of the staff by their whole name, or by a first name that only one of them has."""
    text = " ".join(text.casefold().split())
    people = list(Person.objects.staff().filter(name__icontains=text).values_list("pk", "name"))
    exact = [pk for pk, name in people if name.casefold() == text]
    first = [pk for pk, name in people if name.casefold().split()[:1] == [text]]
    return next((found[0] for found in (exact, first) if len(found) == 1), None)


def _staff_name(pk: int) -> str | None:
    person = Person.objects.filter(pk=pk).first()
    return person.name if person else None


def _tag(text: str, context: Context) -> int | None:
    known = Tag.objects.filter(normalised=normalised_tag(text)).annotate(now=Coalesce("merged_into", "pk"))
    return known.values_list("now", flat=True).first()


def _tag_name(pk: int) -> str | None:
    return Tag.objects.filter(pk=pk).values_list("name", flat=True).first()


def _by_words(rows: Callable[[], Iterable[tuple[int, str, Any]]]) -> Callable[[str, Context], int | None]:
    """Finds a row by its code or by its name in any language, if only one has it."""

    def find(text: str, context: Context) -> int | None:
        text = text.casefold()
        found = {
            pk
            for pk, code, name in rows()
            if text == code or text in {word.casefold() for word in (name or {}).values()}
        }
        return found.pop() if len(found) == 1 else None

    return find


def _lines() -> Iterable[tuple[int, str, Any]]:
    return Line.objects.values_list("pk", "code", "name")


def _categories() -> Iterable[tuple[int, str, Any]]:
    return ((pk, "", name) for pk, name in Category.objects.values_list("pk", "name"))


def _line_code(pk: int) -> str | None:
    return Line.objects.filter(pk=pk).values_list("code", flat=True).first()


def _category_name(pk: int) -> str | None:
    name = Category.objects.filter(pk=pk).values_list("name", flat=True).first()
    return str(Translated(name)) if name else None


def _under(term: Term, context: Context) -> Q:
    """A category and everything below it."""
    if term.op is Op.NONE:
        return Q(category__isnull=True)
    below = _any(Q(path__contains=f"/{value}/") for value in term.values)
    return Q(category__isnull=False, category__in=Category.objects.filter(below))


def _is_under(ticket: Ticket, term: Term, context: Context) -> bool:
    if ticket.category is None:
        return term.op is Op.NONE
    path = ticket.category.path
    return term.op is not Op.NONE and any(f"/{value}/" in path for value in term.values)


PEOPLE = Reference(_staff, _staff_name, people=True)


def _taking_part(term: Term, context: Context) -> Q:
    wanted = [PEOPLE.operand(value, context) for value in term.values]
    present = Participant.objects.present().filter(ticket=OuterRef("pk"))
    return ~Q(Exists(present)) if term.op is Op.NONE else Q(Exists(present.filter(person__in=wanted)))


def _takes_part(ticket: Ticket, term: Term, context: Context) -> bool:
    present = set(ticket.participants.filter(left_at__isnull=True).values_list("person_id", flat=True))
    if term.op is Op.NONE:
        return not present
    return not present.isdisjoint(PEOPLE.operand(value, context) for value in term.values)


TICKETS = Vocabulary(Ticket, free="text").add(
    Field("text", {"ru": "слова", "uk": "слова", "en": "words"}, Text(), asks=_found, answers=_says),
    Field("from", {"ru": "от", "uk": "від", "en": "from"}, Text(), asks=_from, answers=_comes_from),
    Field("number", {"ru": "номер", "uk": "номер", "en": "number"}, Whole(), "number"),
    Field("subject", {"ru": "тема", "uk": "тема", "en": "subject"}, Text(), "subject"),
    Field("company", {"ru": "компания", "uk": "компанія", "en": "company"}, Text(), "organization__name"),
    Field(
        "status", {"ru": "статус", "uk": "статус", "en": "status"}, OneOf(STATES), asks=_in_state, answers=_is_in_state
    ),
    Field("turn", {"ru": "ход", "uk": "хід", "en": "turn"}, OneOf(TURNS), "turn"),
    Field(
        "responsible",
        {"ru": "ответственный", "uk": "відповідальний", "en": "responsible"},
        PEOPLE,
        "responsible_id",
        ("у", "who"),
    ),
    Field("part", {"ru": "участник", "uk": "учасник", "en": "part"}, PEOPLE, asks=_taking_part, answers=_takes_part),
    Field(
        "category",
        {"ru": "категория", "uk": "категорія", "en": "category"},
        Reference(_by_words(_categories), _category_name),
        asks=_under,
        answers=_is_under,
    ),
    Field(
        "tag", {"ru": "метка", "uk": "мітка", "en": "tag"}, Reference(_tag, _tag_name), "ticket_tags__tag_id", many=True
    ),
    Field("line", {"ru": "линия", "uk": "лінія", "en": "line"}, Reference(_by_words(_lines), _line_code), "line_id"),
    Field("language", {"ru": "язык", "uk": "мова", "en": "language"}, OneOf(LANGUAGES), "language"),
    Field("channel", {"ru": "канал", "uk": "канал", "en": "channel"}, OneOf(CHANNELS), "channel"),
    Field("urgency", {"ru": "срочность", "uk": "терміновість", "en": "urgency"}, Whole(), "urgency"),
    Field("work", {"ru": "вид", "uk": "вид", "en": "work"}, OneOf(WORK), "work_type"),
    Field("owed", {"ru": "долг", "uk": "борг", "en": "owed"}, Flag(), asks=_owes, answers=_is_owed),
    Field(
        "closing", {"ru": "закрытие", "uk": "закриття", "en": "closing"}, OneOf(dict(Closing.choices)), "closing_kind"
    ),
    Field("opened", {"ru": "создано", "uk": "створено", "en": "opened"}, Moment(), "opened_at"),
    Field("changed", {"ru": "изменено", "uk": "змінено", "en": "changed"}, Moment(), "changed_at"),
    Field("closed", {"ru": "закрыто", "uk": "закрито", "en": "closed"}, Moment(), "closed_at"),
    Field("waiting", {"ru": "ждёт", "uk": "чекає", "en": "waiting"}, Moment(), "turn_since"),
    Field("promised", {"ru": "обещано", "uk": "обіцяно", "en": "promised"}, Moment(ahead=True), "next_word_by"),
)
