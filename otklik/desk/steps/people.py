"""Who answers, who helps, who is asked softly."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otklik.desk.composer import copyable
from otklik.desk.fields import Line as TypedLine
from otklik.desk.fields import Text
from otklik.desk.steps.base import Named, Step
from otklik.people import rights, staffing
from otklik.people.models import Line, LineMembership, Person
from otklik.people.models.person import Tone
from otklik.routing import staff
from otklik.tickets import handing
from otklik.tickets.models.participant import Part


def colleagues(person: Person) -> QuerySet[Person]:
    """Staff who can be responsible, by name."""
    found: QuerySet[Person] = (
        Person.objects.visible_to(person).staff().active().filter(role__rights__contains=[rights.ACCEPT]).by_name()
    )
    return found


class Handover(Step):
    """What is known, what was tried and what is asked, so that nobody asks the customer twice (R13)."""

    right = rights.MOVE
    known = Text(label=pgettext_lazy("hand-over", "What is known"), required=False, max_length=4000)
    tried = Text(label=pgettext_lazy("hand-over", "What was tried"), required=False, max_length=4000)
    asks = Text(label=pgettext_lazy("hand-over", "What we ask for"), required=False, max_length=4000)

    def build(self) -> None:
        """Short boxes: a hand-over is a few lines."""
        for name in ("known", "tried", "asks"):
            self.fields[name].widget.attrs["rows"] = 2

    def why(self) -> str:
        """The text of the note that goes with it."""
        told = self.cleaned_data
        return handing.brief(known=told["known"], tried=told["tried"], asks=told["asks"])


class Assignment(Handover):
    """To a colleague, who becomes responsible (B5)."""

    resource = "responsible"
    field_order = ("to", "known", "tried", "asks")

    def build(self) -> None:
        """Everybody who can be responsible, but whoever is already."""
        super().build()
        others = colleagues(self.person).exclude(pk=self.ticket.responsible_id or 0)
        self.fields["to"] = Named(others, label=pgettext("hand-over", "To whom"), empty_label=_("Choose a colleague"))
        self.order_fields(self.field_order)

    @property
    def title(self) -> str:
        return _("Pass № %(number)s to a colleague") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        return _("The colleague becomes responsible; whoever was stays as an observer.")

    @property
    def button(self) -> str:
        return pgettext("button", "Pass on")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not pass")

    def act(self) -> str:
        to = self.cleaned_data["to"]
        why = "" if to.pk == self.person.pk else self.why()
        self.ticket.assign(to=to, by=self.person, why=why)
        return _("Passed to: %(name)s") % {"name": to.name}


class Staffed(Named):
    """A line, and whether anybody of it is there: a request must not be put where nobody looks."""

    def label_from_instance(self, obj: Any) -> str:
        """The name, and a word when the line is empty."""
        name = super().label_from_instance(obj)
        return name if obj.pk in self.manned else _("%(line)s: nobody is on shift") % {"line": name}

    @cached_property
    def manned(self) -> frozenset[int]:
        """Lines with somebody on shift, in one question."""
        there = [duty.person_id for duty in staff.on_shift()]
        return frozenset(LineMembership.objects.filter(person__in=there).values_list("line", flat=True))


class LineChange(Handover):
    """To another line, where it is unaccepted (C1)."""

    resource = "line-change"
    field_order = ("line", "known", "tried", "asks")

    def build(self) -> None:
        """The other lines."""
        super().build()
        others = Line.objects.filter(is_active=True).exclude(pk=self.ticket.line_id or 0)
        self.fields["line"] = Staffed(others, label=pgettext("hand-over", "Line"), empty_label=_("Choose a line"))
        self.order_fields(self.field_order)

    @property
    def title(self) -> str:
        return _("Pass № %(number)s to another line") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        return _("Nobody is responsible there until somebody accepts it.")

    @property
    def button(self) -> str:
        return pgettext("button", "Pass to the line")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not pass")

    def act(self) -> str:
        line = self.cleaned_data["line"]
        self.ticket.move_to_line(line, by=self.person, why=self.why())
        return _("Passed to the line: %(line)s") % {"line": line.name}


class Nomination(Step):
    """«Лучше Тимуру»: softly; the request stays open to all (R18)."""

    right = rights.MOVE
    resource = "nominee"

    def build(self) -> None:
        """Everybody who can be responsible."""
        others = colleagues(self.person).exclude(pk=self.person.pk)
        self.fields["to"] = Named(others, label=_("Who would do best"), empty_label=_("Choose a colleague"))

    @property
    def title(self) -> str:
        return _("Who would do best?")

    @property
    def text(self) -> str:
        return _("The colleague is asked; until they accept, anybody may.")

    @property
    def button(self) -> str:
        return pgettext("button", "Propose the colleague")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not propose")

    def act(self) -> str:
        to = self.cleaned_data["to"]
        self.ticket.nominate(to=to, by=self.person)
        return _("Would be best with: %(name)s") % {"name": to.name}


class Invitation(Step):
    """A colleague, a developer, or somebody of the customer's side (B5)."""

    right = rights.NOTE
    resource = "participants"

    def build(self) -> None:
        """Staff, and people of the customer's company."""
        here = {one.person_id for one in self.seen.participants} | {self.ticket.responsible_id}
        staff = Person.objects.visible_to(self.person).staff().active().by_name()
        theirs = [one.pk for one in copyable(self.seen)]
        self.fields["colleague"] = Named(
            staff.exclude(pk__in=[pk for pk in here if pk]),
            label=pgettext("invitation", "Colleague"),
            required=False,
            empty_label=pgettext("invitation", "nobody"),
        )
        if theirs and self.person.may(rights.REPLY):
            people = Person.objects.visible_to(self.person).filter(pk__in=set(theirs) - here).by_name()
            hint = _("They will read the conversation with the customer, but not our notes.")
            nobody = pgettext("invitation", "nobody")
            self.fields["theirs"] = Named(
                people, label=_("On the customer’s side"), required=False, empty_label=nobody, help_text=hint
            )

    def clean(self) -> dict[str, Any]:
        """Somebody is chosen."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not told.get("colleague") and not told.get("theirs"):
            raise forms.ValidationError(_("Choose whom to invite."))
        return told

    @property
    def title(self) -> str:
        return _("Invite to № %(number)s") % {"number": self.ticket.number}

    @property
    def button(self) -> str:
        return pgettext("button", "Invite")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not invite")

    def act(self) -> str:
        chosen = [self.cleaned_data.get("colleague"), self.cleaned_data.get("theirs")]
        for one in filter(None, chosen):
            self.ticket.invite(one, by=self.person, part=_part(one))
        return _("Invited: %(names)s") % {"names": ", ".join(one.name for one in chosen if one)}


def _part(person: Person) -> str:
    if not person.is_staff_member:
        return Part.CUSTOMER
    return Part.DEVELOPER if person.may(rights.SEE_DEVELOPMENT) and not person.may(rights.SEE_ALL) else Part.OBSERVER


class Portrait(Step):
    """What is written about the customer: the form of address, and a note that only staff read (A11)."""

    right = rights.EDIT_PEOPLE
    resource = "portrait"
    field_order = ("called", "tone", "note")
    note = Text(
        label=gettext_lazy("Note about the customer"), help_text=gettext_lazy("Only staff see it"), required=False
    )

    def build(self) -> None:
        """As it is now."""
        customer = self.ticket.customer
        self.fields["called"] = TypedLine(
            label=_("Form of address"),
            help_text=_("As the customer signs; empty: by first name"),
            max_length=100,
            required=False,
            initial=customer.called,
        )
        self.fields["tone"] = forms.ChoiceField(
            label=pgettext("of a customer", "Tone"), choices=Tone.choices, initial=customer.tone
        )
        self.fields["note"].initial = customer.note
        self.fields["note"].widget.attrs["rows"] = 5
        self.order_fields(self.field_order)

    @property
    def title(self) -> str:
        return self.ticket.customer.name

    @property
    def button(self) -> str:
        return pgettext("button", "Save")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not change")

    def act(self) -> str:
        staffing.change(self.ticket.customer, by=self.person, **self.cleaned_data)
        return _("The card is saved")
