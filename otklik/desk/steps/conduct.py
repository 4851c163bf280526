"""Steps towards a difficult customer, each with the messages it is for; and the note of conduct (C10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otklik.conduct import noting, replies, taking
from otklik.conduct.models import Kind
from otklik.conduct.taking import Said
from otklik.desk.fields import Line, Text, When
from otklik.desk.steps.base import Step
from otklik.desk.steps.joining import described
from otklik.kernel.events import Side
from otklik.kernel.verbs import Refused
from otklik.people import identifying, rights
from otklik.style.coarse import is_abusive
from otklik.tickets.models import Message
from otklik.ui.formats import Words

MOST = taking.MOST_EVIDENCE


def excerpt(message: Message, words: Words) -> str:
    """A message in one line; abusive words stay behind the click of the conversation."""
    if not is_abusive(message.body):
        return described(message, words)
    known = {"author": message.author.name if message.author else "", "when": words.moment(message.created_at)}
    return _("%(author)s, %(when)s: abusive words, hidden") % known


class ConductStep(Step):
    """What the five have in common."""

    right = rights.SEE_CONDUCT
    is_wide = True
    kind: ClassVar[Kind]
    tells: ClassVar[bool] = True
    order: ClassVar[tuple[str, ...]] = ("body", "evidence", "rule", "until", "why", "skips", "seen_version")
    why = Text(label=gettext_lazy("For colleagues"), max_length=4000, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def build(self) -> None:
        """Messages of the customer's side, those with abusive words chosen already, and words to begin with."""
        self._person = identifying.current(self.ticket.customer)
        found = Message.objects.visible_to(self.person).filter(ticket=self.ticket, side=Side.CUSTOMER)
        newest = list(found.select_related("author").order_by("-created_at", "-id")[:MOST])
        self._known = {str(one.pk): one for one in newest if one.author is not None}
        self.fields["evidence"] = forms.MultipleChoiceField(
            label=_("For which messages"),
            choices=[(key, excerpt(one, self.seen.words)) for key, one in reversed(self._known.items())],
            widget=forms.CheckboxSelectMultiple(),
            initial=[key for key, one in self._known.items() if is_abusive(one.body)],
            error_messages={"required": _("Choose the messages that it is about.")},
        )
        self.fields["why"].widget.attrs["rows"] = 2
        self.fields["body"] = Text(
            label=_("What the customer is told"),
            help_text=_("⟦…⟧ is filled from the fields below") if self.kind in (Kind.LIMIT, Kind.REFUSAL) else "",
            max_length=20_000,
            required=self.tells,
            initial=replies.offered(self.kind, self.ticket, self.person),
        )
        self.fields["seen_version"].initial = taking.version(self._person)
        self._left = taking.missing(self.kind, self._person)
        if self._left and self.person.may(rights.DECIDE_CONDUCT):
            names = ", ".join(str(one.label) for one in self._left)
            self.fields["skips"] = forms.BooleanField(
                label=_("Skip what was not taken: %(steps)s") % {"steps": names}, required=False
            )
        self.more()
        self.order_fields(self.order)

    def more(self) -> None:
        """Fields of one step only."""

    @property
    def title(self) -> str:
        return _("%(step)s: %(name)s") % {"step": str(self.kind.label).capitalize(), "name": self.ticket.customer.name}

    @property
    def button(self) -> str:
        return pgettext("conduct", "Take the step")

    @property
    def refuse(self) -> str:
        return pgettext("conduct", "Not now")

    def said(self) -> Said:
        """What goes with the step."""
        told = self.cleaned_data
        return {"body": told["body"], "why": told["why"], "skips": bool(told.get("skips"))}

    def act(self) -> str:
        evidence = [self._known[key] for key in self.cleaned_data["evidence"]]
        whose = {identifying.current(one.author).pk for one in evidence if one.author}
        seen = self.cleaned_data["seen_version"] if whose == {self._person.pk} else None
        taking.take(self.ticket, self.kind, evidence, by=self.person, seen=seen, **self.said())
        return _("Recorded: %(step)s") % {"step": self.kind.label}

    def note_refusal(self, refused: Refused) -> None:
        """Beside the field that it is about; the newest steps are seen from now on."""
        name = str(refused.facts.get("name", ""))
        self.add_error(name if name in self.fields else None, str(refused.said))


class CalmReply(ConductStep):
    """A calm answer, with words to begin with."""

    resource = "conduct-calm"
    kind = Kind.CALM

    @property
    def text(self) -> str:
        return _("The words are a beginning: make them fit. Turn and debt of reply stay as they are.")


class Caution(ConductStep):
    """The customer reads what will not go on like this."""

    resource = "conduct-warning"
    kind = Kind.WARNING

    @property
    def text(self) -> str:
        return _("The customer reads it, and the work goes on: turn and debt of reply stay as they are.")


class TakeOver(ConductStep):
    """A lead goes on with the request."""

    right = rights.DECIDE_CONDUCT
    resource = "conduct-lead"
    kind = Kind.LEAD
    tells = False

    @property
    def text(self) -> str:
        return _("You become responsible for the request. Without words the customer is told nothing.")


class MailOnly(ConductStep):
    """E-mail only, for a time."""

    right = rights.DECIDE_CONDUCT
    resource = "conduct-limit"
    kind = Kind.LIMIT

    def more(self) -> None:
        """Until when."""
        self.fields["until"] = When(self.seen.words, ("tomorrow", "week"), label=_("Until when"))

    @property
    def text(self) -> str:
        return _("Other channels answer politely where to write; e-mail is read as ever. It ends by itself.")

    def said(self) -> Said:
        until: datetime | None = self.cleaned_data["until"]
        return {**super().said(), "until": until}


class Refusing(ConductStep):
    """Service is refused by a lead's decision (R8)."""

    right = rights.DECIDE_CONDUCT
    resource = "conduct-refusal"
    kind = Kind.REFUSAL

    def more(self) -> None:
        """By which rule."""
        self.fields["rule"] = Line(label=_("The rule of a refusal"), max_length=200)

    @property
    def text(self) -> str:
        return _("The request is closed as refused by the rules. What the customer writes by e-mail still arrives.")

    def said(self) -> Said:
        return {**super().said(), "rule": self.cleaned_data["rule"]}


class ConductNote(Step):
    """How the customer behaves, for colleagues with the right; nobody else ever reads it."""

    right = rights.SEE_CONDUCT
    resource = "conduct-note"
    words = Text(
        label=pgettext_lazy("conduct", "Note of conduct"),
        help_text=gettext_lazy("Facts, not judgements. Only staff with the right see it, no customer ever does."),
        max_length=noting.LONGEST,
        required=False,
    )
    before = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def build(self) -> None:
        """As it is now."""
        note = noting.standing(identifying.current(self.ticket.customer))
        self.fields["words"].initial = note.words if note else ""
        self.fields["before"].initial = note.pk if note else 0

    @property
    def title(self) -> str:
        return _("Note of conduct: %(name)s") % {"name": self.ticket.customer.name}

    @property
    def button(self) -> str:
        return pgettext("button", "Save")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not change")

    def act(self) -> str:
        told: dict[str, Any] = self.cleaned_data
        noting.write(self.ticket.customer, told["words"], by=self.person, seen=told["before"] or 0)
        self.address = reverse("desk:conduct-record", args=[self.ticket.number])
        return _("The note is saved")


STEPS: tuple[type[Step], ...] = (CalmReply, Caution, TakeOver, MailOnly, Refusing, ConductNote)
