"""Time and money of a request: log time, change an entry, estimate, bill, put right what was billed (C9, R15)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otklik.desk.fields import Line, Text
from otklik.desk.steps.base import Step
from otklik.kernel.verbs import Refused
from otklik.people import rights
from otklik.tickets.kinds import WorkType
from otklik.work import billing, estimating, money, timing
from otklik.work.models import Charge, Currency, Entry, Estimate, State


class Sum(Line):
    """A sum as people type it; gives hundredths."""

    def __init__(self, **known: Any) -> None:
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **known)

    def clean(self, value: Any) -> Any:
        """Whole hundredths. Raises ValidationError for what is no positive sum."""
        text = super().clean(value)
        try:
            return money.read(text)
        except money.NotMoney:
            raise forms.ValidationError(_("Write the sum, for example 12 500,50.")) from None


class Labour(Step):
    """A step whose verb says which field it refuses."""

    def note_refusal(self, refused: Refused) -> None:
        """Beside the field that is meant, if it is one of ours."""
        name = str(refused.facts.get("name", ""))
        self.add_error(name if name in self.fields else None, str(refused.said))

    @property
    def refuse(self) -> str:
        return pgettext("button", "Leave as it is")


class TimeLog(Labour):
    """So many minutes, with a word."""

    right = rights.NOTE
    resource = "time-log"
    minutes = forms.IntegerField(
        label=pgettext_lazy("of a time entry", "Minutes"),
        min_value=1,
        max_value=timing.MOST_MINUTES,
        widget=forms.NumberInput,
    )
    word = Line(label=gettext_lazy("What it was, in a word"), max_length=200)
    day = forms.DateField(
        label=pgettext_lazy("of a time entry", "Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    is_billable = forms.BooleanField(label=gettext_lazy("The customer pays for it"), required=False)

    def build(self) -> None:
        """Today; implementation is paid for."""
        self.fields["day"].initial = timing.today()
        self.fields["is_billable"].initial = self.ticket.work_type == WorkType.IMPLEMENTATION

    @property
    def title(self) -> str:
        return _("Time spent on № %(number)s") % {"number": self.ticket.number}

    @property
    def button(self) -> str:
        return pgettext("button", "Log the time")

    def act(self) -> str:
        said = self.cleaned_data
        timing.log(
            self.ticket, said["minutes"], said["word"], by=self.person, day=said["day"], is_billable=said["is_billable"]
        )
        return _("Time logged")


class TimeChange(Labour):
    """Another number of minutes; what is older than a day gets a counter-entry."""

    right = rights.NOTE
    resource = "time-change"
    entry = forms.ModelChoiceField(queryset=Entry.objects.visible_to(None), widget=forms.HiddenInput)
    minutes = forms.IntegerField(
        label=pgettext_lazy("of a time entry", "Minutes"),
        help_text=gettext_lazy("0 takes it off the account"),
        min_value=0,
        max_value=timing.MOST_MINUTES,
    )
    word = Line(label=gettext_lazy("What it was, or why it is changed"), max_length=200)

    def build(self) -> None:
        """Those of the request that the reader may see."""
        choices = Entry.objects.visible_to(self.person).of(self.ticket).select_related("ticket")
        self.fields["entry"].queryset = choices  # type: ignore[attr-defined]

    def offer(self, key: str) -> None:
        """Begin with what stands."""
        entry = self.fields["entry"].queryset.filter(pk=int(key) if key.isdecimal() else 0).first()  # type: ignore[attr-defined]
        if entry is not None:
            self.initial.update(entry=entry.pk, minutes=entry.minutes, word=entry.word)

    @property
    def title(self) -> str:
        return _("Change the time spent")

    @property
    def text(self) -> str:
        return _("Within a day it is changed in place. Later a counter-entry and the right one are added.")

    @property
    def button(self) -> str:
        return pgettext("button", "Save")

    def act(self) -> str:
        entry, minutes, word = (self.cleaned_data[name] for name in ("entry", "minutes", "word"))
        if entry.person_id == self.person.pk and entry.is_editable and minutes:
            timing.change(entry, minutes, word, by=self.person)
            return _("Time changed")
        timing.correct(entry, minutes, word, by=self.person)
        return _("A counter-entry is made")


class Estimating(Labour):
    """A sum and what is done for it; sent at once, or kept as a draft."""

    right = rights.REPLY
    resource = "estimate"
    amount = Sum(label=pgettext_lazy("of money", "Sum"))
    currency = forms.ChoiceField(label=pgettext_lazy("of money", "Currency"), choices=Currency.choices)
    what = Text(
        label=gettext_lazy("What is done for it"),
        max_length=estimating.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    sends = forms.BooleanField(label=gettext_lazy("Send for approval at once"), required=False, initial=True)

    def build(self) -> None:
        """Go on with the draft, if there is one."""
        drafts = Estimate.objects.filter(ticket=self.ticket, state=State.DRAFT)
        self.draft = drafts.first()
        if self.draft is not None:
            known = {"amount": money.typed(self.draft.amount), "currency": self.draft.currency, "what": self.draft.what}
            self.initial.update(known)

    @property
    def title(self) -> str:
        return _("Estimate for № %(number)s") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        heads = ", ".join(one.name for one in estimating.approvers(self.ticket))
        if not heads:
            return _("Nobody of the company may approve it yet: name its head first.")
        return _("Approved by: %(names)s. It is the customer’s turn until then.") % {"names": heads}

    @property
    def button(self) -> str:
        return pgettext("button", "Save the estimate")

    def act(self) -> str:
        about = [self.cleaned_data[name] for name in ("amount", "currency", "what")]
        estimate = self.draft
        if estimate is None:
            estimate = estimating.draft(self.ticket, *about, by=self.person)
        else:
            estimating.change(estimate, *about, by=self.person)
        if not self.cleaned_data["sends"]:
            return _("The estimate is kept as a draft")
        estimating.send(estimate, by=self.person)
        return _("The estimate waits for approval")


class Billing(Labour):
    """So much of the approved sum is billed."""

    right = rights.REPLY
    resource = "bill"
    amount = Sum(label=pgettext_lazy("of money", "Sum"))
    currency = forms.ChoiceField(label=pgettext_lazy("of money", "Currency"), choices=())
    what = Line(label=gettext_lazy("What was done"), max_length=200)

    def build(self) -> None:
        """In a currency that something is approved in."""
        self.left = billing.left(self.ticket)
        names = dict(Currency.choices)
        self.fields["currency"].choices = [(code, names[code]) for code in self.left]  # type: ignore[attr-defined]
        code, free = next(((code, free) for code, free in self.left.items() if free > 0), ("", 0))
        if free:
            self.initial.update(amount=money.typed(free), currency=code)

    @property
    def title(self) -> str:
        return _("Bill work of № %(number)s") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        language = self.person.language
        sums = [money.shown(free, code, language) for code, free in self.left.items() if free > 0]
        if not sums:
            return _("Nothing more is approved. Send another estimate first.")
        return _("Approved and not billed: %(sums)s") % {"sums": ", ".join(sums)}

    @property
    def button(self) -> str:
        return pgettext("button", "Bill")

    def act(self) -> str:
        said = self.cleaned_data
        billing.bill(self.ticket, said["amount"], said["currency"], said["what"], by=self.person)
        return _("The work is billed")


class Unbilling(Labour):
    """The same sum with a minus."""

    right = rights.REPLY
    resource = "unbill"
    charge = forms.ModelChoiceField(queryset=Charge.objects.none(), widget=forms.HiddenInput)
    what = Line(label=gettext_lazy("What was wrong"), max_length=200)

    def build(self) -> None:
        """Those of the request."""
        self.fields["charge"].queryset = Charge.objects.of(self.ticket)  # type: ignore[attr-defined]

    def offer(self, key: str) -> None:
        """The one that was pressed."""
        self.initial["charge"] = key

    @property
    def title(self) -> str:
        return _("Put right what was billed")

    @property
    def text(self) -> str:
        return _("The same sum with a minus is added; nothing is deleted.")

    @property
    def button(self) -> str:
        return pgettext("button", "Put right")

    def act(self) -> str:
        billing.unbill(self.cleaned_data["charge"], self.cleaned_data["what"], by=self.person)
        return _("Put right")
