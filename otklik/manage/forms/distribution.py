"""How a line distributes, and what somebody takes on it (C1, C2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.manage.forms.hours import LengthField, shown_length
from otklik.people.models import Level, LineMembership
from otklik.routing.models import LinePlan, Mode, SkillKind
from otklik.routing.models.plan import USUAL_WEIGHT
from otklik.routing.planning import LEAST_WEIGHT, MOST_ROUNDS, MOST_WEIGHT
from otklik.tickets.fields import CHANNELS, LANGUAGES
from otklik.tickets.models import Category

WORK_TYPES = {
    "consultation": pgettext_lazy("kind of work", "Consultation"),
    "support": pgettext_lazy("kind of work", "Support"),
    "implementation": pgettext_lazy("kind of work", "Implementation"),
}
WEIGHED = {"channel": CHANNELS, "work_type": WORK_TYPES}


class PlanForm(forms.Form):
    """The way, the times, and how much each kind of request weighs."""

    mode = forms.ChoiceField(label=_("How work reaches people"), choices=Mode.choices)
    offer_for = LengthField(label=_("An offer stands for"), help_text=_("For example “3 min”."))
    rounds = forms.IntegerField(
        label=_("How many people are asked before everybody"), min_value=1, max_value=MOST_ROUNDS
    )
    lead_after = LengthField(
        label=_("The lead hears after"), help_text=_("Once everybody may take it and nobody does.")
    )
    sees_links = forms.BooleanField(
        label=_("Whoever works here sees the links into our systems"),
        help_text=_("The card of the customer is seen by every line; the links dig deeper into the account."),
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, plan: LinePlan) -> None:
        known = {"mode": plan.mode, "rounds": plan.rounds, "sees_links": plan.sees_links}
        lengths = {name: shown_length(getattr(plan, name)) for name in ("offer_for", "lead_after")}
        super().__init__(data, files, initial={**known, **lengths})
        for kind, named in WEIGHED.items():
            for code, title in named.items():
                self.fields[f"{kind}-{code}"] = forms.DecimalField(
                    label=title,
                    min_value=Decimal(LEAST_WEIGHT) / 10,
                    max_value=Decimal(MOST_WEIGHT) / 10,
                    decimal_places=1,
                    initial=Decimal(plan.weights.get(kind, {}).get(code, USUAL_WEIGHT)) / 10,
                )

    def weights(self) -> list[list[BoundField]]:
        """The inputs of weights: of channels, then of kinds of work."""
        return [[self[f"{kind}-{code}"] for code in named] for kind, named in WEIGHED.items()]

    def manner(self) -> dict[str, Any]:
        """What `planning.set_plan` takes; what weighs as usual is not kept."""
        given = self.cleaned_data
        weights = {
            kind: {code: tenths for code in named if (tenths := int(given[f"{kind}-{code}"] * 10)) != USUAL_WEIGHT}
            for kind, named in WEIGHED.items()
        }
        return {**{name: given[name] for name in PlanForm.base_fields}, "weights": weights}


class SkillsForm(forms.Form):
    """What somebody takes; nothing of a kind means everything of it."""

    level = forms.TypedChoiceField(
        label=pgettext_lazy("of a member", "Level"),
        choices=Level.choices,
        coerce=int,
        help_text=_(
            "Critical requests are not offered to trainees and novices, and violations are not charged to them."
        ),
    )

    def __init__(self, data: Any = None, files: Any = None, *, membership: LineMembership) -> None:
        skills = list(membership.skills.all())
        codes = {kind: [one.code for one in skills if one.kind == kind] for kind in SkillKind}
        chosen = [one.category_id for one in skills if one.kind == SkillKind.CATEGORY]
        known = {"languages": codes[SkillKind.LANGUAGE], "channels": codes[SkillKind.CHANNEL], "categories": chosen}
        super().__init__(data, files, initial={"level": membership.level, **known})
        several: Any = {"required": False, "widget": forms.CheckboxSelectMultiple}
        self.fields["languages"] = forms.MultipleChoiceField(
            label=pgettext_lazy("of a member", "Languages"),
            choices=list(LANGUAGES.items()),
            help_text=_("None chosen: all of them."),
            **several,
        )
        self.fields["channels"] = forms.MultipleChoiceField(
            label=pgettext_lazy("of a member", "Channels"), choices=list(CHANNELS.items()), **several
        )
        area: Any = forms.ModelMultipleChoiceField(
            label=_("Product areas, with everything below them"),
            queryset=Category.objects.filter(is_active=True).order_by("path"),
            **several,
        )
        area.label_from_instance = lambda one: str(one.name)
        self.fields["categories"] = area
