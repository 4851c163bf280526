"""Columns in words, as the audit shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.channels.email.models import Security
from otklik.kernel.translated import Translated
from otklik.knowledge.models import Visibility
from otklik.people import rights
from otklik.people.models import Level
from otklik.people.models.customfield import FieldNoun, FieldType
from otklik.people.models.identity import IdentityKind
from otklik.people.models.organization import CompanyRole
from otklik.people.models.person import Tone
from otklik.tickets.kinds import Kind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: dict[str, StrOrPromise] = {
    "name": pgettext_lazy("of a thing", "Name"),
    "customer_name": _("Name for customers"),
    "called": _("How to address them"),
    "tone": pgettext_lazy("of a person", "Tone"),
    "language": pgettext_lazy("of a person", "Language"),
    "time_zone": _("Time zone"),
    "position": pgettext_lazy("of a person", "Position"),
    "signature": pgettext_lazy("of a person", "Signature"),
    "note": pgettext_lazy("of a person", "Note"),
    "fields": _("Custom fields"),
    "hot_keys": _("Single keys"),
    "role": pgettext_lazy("of a person", "Role"),
    "rights": pgettext_lazy("of a role", "Rights"),
    "is_active": pgettext_lazy("of a thing", "In use"),
    "is_default": _("The usual one"),
    "is_department": _("Internal department"),
    "people": pgettext_lazy("of a company", "People"),
    "lines": pgettext_lazy("settings", "Lines"),
    "line": pgettext_lazy("audited", "Line"),
    "line_id": pgettext_lazy("audited", "Line"),
    "teams": pgettext_lazy("settings", "Teams"),
    "handle": _("Name for mentions"),
    "domains": _("Mail domains"),
    "organization": pgettext_lazy("of a person", "Company"),
    "kind": pgettext_lazy("of an address", "Kind"),
    "value": pgettext_lazy("of a person", "Address"),
    "address": pgettext_lazy("of a person", "Address"),
    "source": pgettext_lazy("audited", "Joined record"),
    "order": pgettext_lazy("of a thing", "Place in order"),
    "colour": pgettext_lazy("of a thing", "Colour"),
    "parent": _("Part of"),
    "developer": pgettext_lazy("of a category", "Developer"),
    "into": _("Joined to"),
    "noun": pgettext_lazy("of a field", "What it describes"),
    "type": pgettext_lazy("of a field", "Type"),
    "choices": _("What may be chosen"),
    "is_required": pgettext_lazy("of a field", "Required"),
    "is_filtered": _("Used in filters"),
    "customer_sees": _("The customer sees it"),
    "task": pgettext_lazy("audited", "Job"),
    "reason": pgettext_lazy("audited", "Reason"),
    "since": _("Letters from"),
    "takes_tags": _("Takes tags from letters"),
    "country": pgettext_lazy("of a calendar", "Holidays of the country"),
    "week": pgettext_lazy("audited", "Hours of the week"),
    "date": pgettext_lazy("of a day", "Date"),
    "day": pgettext_lazy("of a day", "What it is"),
    "days": pgettext_lazy("audited", "Dates"),
    "organizations": pgettext_lazy("settings", "Companies"),
    "limits": pgettext_lazy("audited", "Thresholds, seconds"),
    "is_contract": _("By contract, not just “we try”"),
    "category": pgettext_lazy("audited", "Category"),
    "counting": _("Which time counts"),
    "level": pgettext_lazy("of a member", "Level"),
    "status": pgettext_lazy("of a norm", "Status"),
    "section": pgettext_lazy("audited", "Section of articles"),
    "visibility": pgettext_lazy("audited", "Who reads"),
    "owner": pgettext_lazy("audited", "Owner"),
    "review_by": pgettext_lazy("audited", "Check again by"),
    "imap_host": _("Server for fetching"),
    "imap_port": _("Port for fetching"),
    "imap_security": _("Protection of fetching"),
    "imap_user": _("Name for fetching"),
    "imap_password": _("Password for fetching"),
    "folder": _("Folder of new letters"),
    "done_folder": _("Folder of letters that were read"),
    "smtp_host": _("Server for sending"),
    "smtp_port": _("Port for sending"),
    "smtp_security": _("Protection of sending"),
    "smtp_user": _("Name for sending"),
    "smtp_password": _("Password for sending"),
    "fetch_by": _("Protocol of fetching"),
    "keep_days": _("Delete from the server after, days"),
    "provider": _("Sending service"),
    "provider_token": _("Key of the sending service"),
    "provider_url": _("Address of the sending service"),
    "provider_secret": _("Key that signs its reports"),
}


WORDS: dict[str, dict[str, StrOrPromise]] = {
    "kind": {**dict(Kind.choices), **dict(IdentityKind.choices)},
    "type": dict(FieldType.choices),
    "noun": dict(FieldNoun.choices),
    "tone": dict(Tone.choices),
    "role": {
        **dict(CompanyRole.choices),
        **{code: lazystr(Translated(name)) for code, (name, _held) in rights.ROLES.items()},
    },
    "language": dict(settings.LANGUAGES),
    "level": {str(level): label for level, label in Level.choices},
    "visibility": dict(Visibility.choices),
    "imap_security": dict(Security.choices),
    "smtp_security": dict(Security.choices),
}
"""Codes in words, by column."""
