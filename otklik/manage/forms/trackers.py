"""A tracker of developers (L1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.development.models import Flavour, Tracker
from otklik.development.models.tracker import SECRETS
from otklik.ui.forms import Line, Text


def _secret(label: Any, hint: Any = "") -> forms.CharField:
    """Written, never shown: an empty one keeps what there is."""
    widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, help_text=hint, max_length=500, strip=True, required=False, widget=widget)


class TrackerForm(forms.Form):
    """Where it is, how to sign in, what its statuses mean; secrets only go in."""

    name = Line(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    flavour = forms.ChoiceField(label=pgettext_lazy("of a tracker", "Kind"), choices=Flavour.choices)
    url = Line(
        label=pgettext_lazy("of a tracker", "Address"),
        max_length=300,
        help_text=_("For example, https://company.atlassian.net, https://gitlab.com or https://github.com"),
        widget=forms.URLInput,
    )
    project = Line(
        label=pgettext_lazy("of a tracker", "Project"),
        max_length=300,
        help_text=_("Its key in Jira, for example MAIL; its path in GitLab and GitHub, for example company/mail."),
    )
    issue_type = Line(
        label=_("Kind of tasks"),
        max_length=80,
        required=False,
        help_text=_("In GitLab and GitHub it is the label of new tasks, and may stay empty."),
    )
    user = Line(
        label=_("E-mail of the account"),
        max_length=320,
        required=False,
        help_text=_("For Jira alone. Empty: the token is a personal one (PAT)."),
    )
    token = _secret(pgettext_lazy("of a tracker", "Token"))
    released = Text(
        label=_("Statuses that mean “released”"),
        help_text=_("One a line; in GitLab and GitHub also labels. They wake requests; “done” alone does not."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    secret = _secret(_("Key that signs its calls"), _("The same as in the webhook of the tracker; may stay empty."))
    is_active = forms.BooleanField(label=pgettext_lazy("of a tracker", "In use"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, tracker: Tracker | None = None) -> None:
        known = tracker or Tracker()
        initial = {name: getattr(known, name) for name in self.base_fields if name not in SECRETS}
        initial["released"] = "\n".join(known.released) if tracker else "Released"
        super().__init__(data, files, initial=initial, label_suffix="")
        for name in sorted(SECRETS):
            if getattr(known, name):
                self.fields[name].help_text = _("One is kept. Empty: it stays.")

    def clean_released(self) -> list[str]:
        """A list of names."""
        lines = (line.strip()[:100] for line in self.cleaned_data["released"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))[:20]
