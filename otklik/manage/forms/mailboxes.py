"""An address that people write to, and its two servers (A2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.channels.email.models import SECRETS, Fetching, Mailbox, Provider, Security
from otklik.kernel import clock
from otklik.people.models import Line as SupportLine
from otklik.ui.forms import Line, TranslatedField


def _password(label: Any) -> forms.CharField:
    """Written, never shown: an empty one keeps what there is."""
    widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=500, strip=False, required=False, widget=widget)


def _port(**known: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=1, max_value=65535, **known)


class MailboxForm(forms.Form):
    """A mailbox; passwords only go in."""

    address = Line(label=pgettext_lazy("of a person", "Address"), max_length=320, widget=forms.EmailInput)
    name = TranslatedField(
        label=_("Name of the sender"),
        help_text=_("Stands before the address in letters."),
        required=False,
        max_length=80,
    )
    signature = TranslatedField(
        label=pgettext_lazy("of a mailbox", "Signature"),
        help_text=_("Below the name of whoever answers, if they have none of their own."),
        required=False,
        max_length=300,
    )
    language = forms.ChoiceField(
        label=_("Language of its letters"), choices=[("", _("as the letter is")), *settings.LANGUAGES], required=False
    )
    since = forms.DateField(
        label=_("Letters from"),
        help_text=_("What came before that day is left alone."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    is_default = forms.BooleanField(label=_("Letters leave from it when nothing else decides"), required=False)
    takes_tags = forms.BooleanField(label=_("Letters to address+word@… find their request"), required=False)

    fetch_by = forms.ChoiceField(
        label=pgettext_lazy("of a mailbox", "Protocol"), choices=Fetching.choices, required=False
    )
    imap_host = Line(label=pgettext_lazy("of a mailbox", "Server"), max_length=253, required=False)
    imap_port = _port(label=pgettext_lazy("of a mailbox", "Port"))
    imap_security = forms.ChoiceField(label=pgettext_lazy("of a mailbox", "Protection"), choices=Security.choices)
    imap_user = Line(label=pgettext_lazy("of a mailbox", "User name"), max_length=320, required=False)
    imap_password = _password(pgettext_lazy("of a mailbox", "Password"))
    folder = Line(label=_("Folder of new letters"), max_length=200)
    done_folder = Line(
        label=_("Folder of letters that were read"),
        help_text=_("Empty: they stay where they are."),
        max_length=200,
        required=False,
    )

    keep_days = forms.IntegerField(
        label=_("Delete from the server after, days"),
        help_text=_("POP3 only. Empty: letters stay there for ever."),
        min_value=0,
        max_value=3650,
        required=False,
    )

    smtp_host = Line(label=pgettext_lazy("of a mailbox", "Server"), max_length=253, required=False)
    smtp_port = _port(label=pgettext_lazy("of a mailbox", "Port"))
    smtp_security = forms.ChoiceField(label=pgettext_lazy("of a mailbox", "Protection"), choices=Security.choices)
    smtp_user = Line(label=pgettext_lazy("of a mailbox", "User name"), max_length=320, required=False)
    smtp_password = _password(pgettext_lazy("of a mailbox", "Password"))

    provider = forms.ChoiceField(label=_("Sending service"), choices=Provider.choices, required=False)
    provider_token = _password(pgettext_lazy("of a mailbox", "Key"))
    provider_url = Line(label=_("Its address"), help_text=_("Empty: the usual one."), max_length=200, required=False)
    provider_secret = _password(_("Key that signs its reports"))

    PARTS = (
        ("", ("address", "name", "signature", "line", "language", "since", "is_default", "takes_tags")),
        (
            pgettext_lazy("way of mail", "Fetching"),
            (
                *("imap_host", "imap_port", "imap_security", "fetch_by", "imap_user", "imap_password"),
                *("folder", "done_folder", "keep_days"),
            ),
        ),
        (_("Sending, SMTP"), ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password")),
        (_("Sending by a service instead"), ("provider", "provider_token", "provider_url", "provider_secret")),
    )

    def __init__(self, data: Any = None, files: Any = None, *, mailbox: Mailbox | None = None) -> None:
        known = mailbox or Mailbox(since=clock.now().date())
        names = [name for _title, part in self.PARTS for name in part if name not in SECRETS]
        super().__init__(data, files, initial={name: getattr(known, name) for name in names})
        line: Any = forms.ModelChoiceField(
            label=_("Line of its letters"),
            queryset=SupportLine.objects.filter(is_active=True, is_department=False),
            required=False,
            empty_label=_("as usual"),
        )
        line.label_from_instance = lambda row: str(row.name)
        self.fields["line"] = line
        for name in sorted(SECRETS):
            if getattr(known, name):
                self.fields[name].help_text = _("One is kept. Empty: it stays.")

    def clean_fetch_by(self) -> str:
        """IMAP, unless somebody says otherwise."""
        return self.cleaned_data["fetch_by"] or Fetching.IMAP.value
