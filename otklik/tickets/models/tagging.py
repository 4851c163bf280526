from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _

from otklik.kernel.inserting import insert
from otklik.kernel.text import clean
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets import concealing
from otklik.tickets.kinds import WorkType
from otklik.tickets.models.secret import Hidden
from otklik.tickets.models.sorting import Category, Tag, TicketTag, normalised_tag

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket


class Tagging:
    """What a request is about: subject, tags, category, urgency, custom fields (B7)."""

    @verb
    def tag(self, names: Sequence[str], *, by: Person) -> None:
        """Put exactly these tags on the request; unknown ones are made."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.SORT)
        wanted = {tag.pk for tag in (tag_named(name, by) for name in names) if tag}
        had = set(ticket.ticket_tags.values_list("tag_id", flat=True))
        if wanted == had:
            return
        ticket.ticket_tags.exclude(tag_id__in=wanted).delete()
        TicketTag.objects.bulk_create([TicketTag(ticket=ticket, tag_id=pk) for pk in sorted(wanted - had)])
        ticket._record("ticket.tagged", by=by, added=sorted(wanted - had), removed=sorted(had - wanted))

    @verb
    def add_tags(self, names: Sequence[str], *, by: Person) -> None:
        """Put these tags beside those that the request has."""
        ticket = cast("Ticket", self).locked()
        ticket.tag([*ticket.tags.values_list("name", flat=True), *names], by=by)

    @verb
    def categorise(self, category: Category | None, *, by: Person) -> None:
        """Say what the request is about."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.SORT)
        was, usual = ticket.category_id, usual_work(ticket)
        ticket.category = category
        if was != (category.pk if category else None):
            ticket._record("ticket.categorised", by=by, category=category.pk if category else None, was=was)
            ticket._follow_usual_work(usual)

    @verb
    def rename(self, subject: str, *, by: Person) -> None:
        """Change the subject."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.SORT)
        subject = clean(subject).strip()[:255]
        if not subject:
            raise Refused("subject.empty", _("A request needs a subject."))
        if subject != ticket.subject:
            Hidden.objects.filter(ticket=ticket).delete()
            if hidden := concealing.conceal_subject(ticket, subject):
                insert(hidden)
            ticket._record("ticket.renamed", by=by)

    @verb
    def urge(self, urgency: int, *, by: Person | None) -> None:
        """Move the request up or down; `by=None` is the system (C4, C5)."""
        ticket = cast("Ticket", self).locked()
        if by is not None:
            rights.require(by, rights.SORT)
        was, ticket.urgency = ticket.urgency, urgency
        ticket._record("ticket.urged", by=by, urgency=urgency, was=was)

    @verb
    def set_work(self, work_type: str, *, by: Person) -> None:
        """Say what kind of work it is (C9): promises, weights and reports follow. Saying it again changes nothing."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.SORT)
        if work_type not in WorkType.values:
            raise Refused("work.unknown", _("There is no such kind of work."))
        ticket._work(work_type, by)

    def _follow_usual_work(self, usual: str) -> None:
        """Category or line have changed: what was so by default follows, what somebody chose stays."""
        ticket = cast("Ticket", self)
        if ticket.work_type in ("", usual):
            ticket._work(usual_work(ticket), None)

    def _work(self, work_type: str, by: Person | None) -> None:
        ticket = cast("Ticket", self)
        was, ticket.work_type = ticket.work_type, work_type
        if was != work_type:
            ticket._record("ticket.work_set", by=by, work=work_type, was=was)

    @verb
    def fill(self, values: dict[str, Any], *, by: Person) -> None:
        """Fill custom fields; values were checked against their definitions by the form."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.SORT)
        changed = sorted(code for code, value in values.items() if ticket.fields.get(code) != value)
        if changed:
            ticket.fields = {**ticket.fields, **values}
            ticket._record("ticket.filled", by=by, fields=changed)


def usual_work(ticket: Ticket) -> str:
    """The kind of work by default: that of the category or of the nearest above it, else that of the line."""
    if ticket.category is not None:
        above = [int(key) for key in ticket.category.path.split("/") if key]
        known = dict(Category.objects.filter(pk__in=above).exclude(work_type="").values_list("pk", "work_type"))
        if found := next((known[key] for key in reversed(above) if key in known), ""):
            return found
    return ticket.line.work_type if ticket.line is not None else ""


def tag_named(name: str, by: Person | None) -> Tag | None:
    """The tag of that name, made if needed; None for an empty name."""
    name = " ".join(clean(name).split())[:60]
    if not name:
        return None
    known = Tag.objects.select_related("merged_into")
    tag, _fresh = known.get_or_create(normalised=normalised_tag(name), defaults={"name": name, "created_by": by})
    return tag.merged_into or tag
