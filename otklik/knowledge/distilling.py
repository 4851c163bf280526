"""A request becomes an article: what was asked, what solved it, without names and secrets (E5)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from otklik.kernel.verbs import verb
from otklik.knowledge import writing
from otklik.knowledge.models import ArticleText, Section
from otklik.knowledge.scrubbing import scrub
from otklik.people.models import Person
from otklik.tickets.kinds import MessageKind
from otklik.tickets.models import Ticket


@verb
def distil(ticket: Ticket, *, section: Section, title: str, language: str, by: Person) -> ArticleText:
    """A draft made of the request, for `by` to write on; nobody but writers sees it until it is published."""
    body = outline(ticket, by)
    return writing.add(section, language=language, title=title, body=body, source=ticket, by=by)


def title_of(ticket: Ticket) -> str:
    """The subject without names and secrets."""
    return scrub(ticket.subject, names_of(ticket))


def outline(ticket: Ticket, reader: Person) -> str:
    """Two chapters in Markdown: the customer's first words, and the solution that helped, or the last one proposed.

    Notes are never part of it.
    """
    names = names_of(ticket)
    said = ticket.messages.visible_to(reader).filter(withdrawn_at__isnull=True)
    first = said.filter(kind=MessageKind.REQUEST).order_by("id").first()
    helped = ticket.solutions.filter(outcome__in=("accepted", "accepted_in_words")).order_by("-number").first()
    solution = helped or ticket.solutions.order_by("-number").first()
    answer = solution.message if solution else said.filter(kind=MessageKind.REPLY).order_by("-id").first()
    chapters = [
        (_("What happens"), scrub(first.body, names) if first else ""),
        (_("What to do"), scrub(answer.body, names) if answer else ""),
    ]
    return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in chapters)


def names_of(ticket: Ticket) -> list[str]:
    """Everybody who took part, the company and its domains."""
    people = {ticket.customer, *(one.person for one in ticket.participants.select_related("person"))}
    people |= {message.author for message in ticket.messages.select_related("author") if message.author}
    names = [name for person in people for name in (person.name, person.called)]
    if ticket.organization is not None:
        names += [ticket.organization.name, *ticket.organization.domains.values_list("domain", flat=True)]
    return [name for name in names if name]
