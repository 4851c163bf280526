"""@Имя in a text calls a colleague (B9)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from markupsafe import Markup, escape

from otklik.people.models import Person

_AT = re.compile(r"(?<![\w@.])@(?=\w)")
_END = re.compile(r"\w")


def mentioned(text: str, people: Iterable[Person]) -> list[Person]:
    """Whom of `people` the text calls: by the whole name, or by a first name that only one of them has. Pure."""
    if not _AT.search(text):
        return []
    people = list(people)
    called = _called(people)
    found: dict[int, Person] = {}
    for at in _AT.finditer(text):
        rest = text[at.end() :].casefold()
        named = [name for name in called if rest.startswith(name) and not _END.match(rest[len(name) : len(name) + 1])]
        if named:
            person = called[max(named, key=len)]
            found[person.pk] = person
    return list(found.values())


def marked(html: Markup, names: Iterable[str]) -> Markup:
    """The text with the called names marked; tags and addresses in it stay what they are."""
    forms = {form for name in names for form in (name, name.split()[0] if name.split() else "") if form}
    if not forms or "@" not in html:
        return html
    longest_first = "|".join(re.escape(str(escape(form))) for form in sorted(forms, key=len, reverse=True))
    name = re.compile(rf"(?<![\w@.])@(?:{longest_first})(?!\w)", re.IGNORECASE)
    edges = [0, *(edge for tag in re.finditer(r"<[^>]*>", html) for edge in tag.span()), len(html)]
    pieces = [str(html)[start:end] for start, end in pairwise(edges)]
    return Markup("").join(
        Markup(piece if place % 2 else name.sub(r'<span class="mention">\g<0></span>', piece))  # noqa: S704  html stays html
        for place, piece in enumerate(pieces)
    )


def _called(people: list[Person]) -> dict[str, Person]:
    by_first: dict[str, list[Person]] = {}
    for person in people:
        for first in {person.first_name.casefold(), (person.name.split() or [""])[0].casefold()}:
            by_first.setdefault(first, []).append(person)
    called = {first: found[0] for first, found in by_first.items() if first and len(found) == 1}
    return {**called, **{person.name.casefold(): person for person in people}}
