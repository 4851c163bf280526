"""One's own settings."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy
from django.views.decorators.http import require_http_methods

from otklik.desk import shell
from otklik.desk.scopes import Visit, at_desk, back, returning
from otklik.people import staffing
from otklik.people.models import Person


class ProfileForm(forms.Form):
    """What a member of staff decides for themselves."""

    language = forms.ChoiceField(label=pgettext_lazy("of a person", "Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), choices=[(zone, zone) for zone in sorted(available_timezones())]
    )
    called = forms.CharField(
        label=gettext_lazy("How customers call you"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Your first name, unless you sign otherwise."),
    )
    signature = forms.CharField(
        label=pgettext_lazy("of a person", "Signature"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hot_keys = forms.BooleanField(label=gettext_lazy("Single keys are commands"), required=False)


@require_http_methods(["GET", "POST"])
@at_desk
def edit(request: Visit) -> HttpResponse:
    """Look and change; the menu posts one of `language` and `hot_keys` by itself."""
    person = request.user
    if request.method == "GET":
        return _page(request, ProfileForm(initial=_known(person)))
    known = _known(person)
    form = ProfileForm({**known, **_posted(request)}, initial=known)
    if not form.is_valid():
        return _page(request, form, status=422)
    if form.changed_data:
        staffing.change(person, by=person, **{name: form.cleaned_data[name] for name in form.changed_data})
    with override(person.language):
        messages.success(request, _("Your settings are saved."))
    return back(request, returning(request, reverse("desk:profile")))


def _posted(request: Visit) -> dict[str, str]:
    """What was sent; of a whole form, a switch that is off is missing."""
    sent = {name: str(request.POST[name]) for name in ProfileForm.base_fields if name in request.POST}
    if "whole" in request.POST and "hot_keys" not in sent:
        sent["hot_keys"] = ""
    return sent


def _known(person: Person) -> dict[str, object]:
    return {name: getattr(person, name) for name in ProfileForm.base_fields}


def _page(request: Visit, form: ProfileForm, status: int = 200) -> HttpResponse:
    return shell.page(request, "desk/profile.html", here="profile", status=status, form=form)
