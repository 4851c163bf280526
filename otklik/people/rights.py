"""Rights that a role can hold, and the roles that every installation starts with (M2: roles are data)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otklik.kernel.verbs import Forbidden

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from otklik.people.models import Person

DESK: Final = "desk.enter"
SEE_ALL: Final = "ticket.see_all"
SEE_DEVELOPMENT: Final = "ticket.see_development"
NOTE: Final = "ticket.note"
ACCEPT: Final = "ticket.accept"
REPLY: Final = "ticket.reply"
MOVE: Final = "ticket.move"
CLOSE: Final = "ticket.close"
CREATE: Final = "ticket.create"
SORT: Final = "ticket.sort"
MERGE: Final = "ticket.merge"
ASSIGN_OTHERS: Final = "ticket.assign_others"
EDIT_PEOPLE: Final = "person.edit"
MERGE_PEOPLE: Final = "person.merge"
SEE_LINKS: Final = "person.links"
SEE_SECRETS: Final = "secret.see"
SEE_CONDUCT: Final = "conduct.see"
DECIDE_CONDUCT: Final = "conduct.decide"
SHARE_VIEWS: Final = "view.share"
WRITE_ARTICLES: Final = "article.write"
PUBLISH_ARTICLES: Final = "article.publish"
SHARE_ANSWERS: Final = "answer.share"
MANAGE: Final = "manage.enter"
MANAGE_PEOPLE: Final = "manage.people"
MANAGE_TICKETS: Final = "manage.tickets"
MANAGE_CHANNELS: Final = "manage.channels"
MANAGE_COMPANY: Final = "manage.company"
SEE_AUDIT: Final = "audit.see"

OBSERVER = (DESK, SEE_ALL, NOTE)
DEVELOPER = (DESK, SEE_DEVELOPMENT, NOTE)
AGENT = (
    *(DESK, SEE_ALL, NOTE, ACCEPT, REPLY, MOVE, CLOSE, CREATE, SORT, MERGE),
    *(EDIT_PEOPLE, SEE_SECRETS, SEE_CONDUCT, WRITE_ARTICLES),
)
LEAD = (
    *AGENT,
    ASSIGN_OTHERS,
    MERGE_PEOPLE,
    SEE_LINKS,
    DECIDE_CONDUCT,
    SHARE_VIEWS,
    PUBLISH_ARTICLES,
    SHARE_ANSWERS,
    MANAGE,
    MANAGE_TICKETS,
)
ADMIN = (*LEAD, MANAGE_PEOPLE, MANAGE_CHANNELS, MANAGE_COMPANY, SEE_AUDIT)

ALL = tuple(dict.fromkeys((*OBSERVER, *DEVELOPER, *ADMIN)))

GROUPS: tuple[tuple[StrOrPromise, dict[str, StrOrPromise]], ...] = (
    (
        pgettext_lazy("rights", "Requests"),
        {
            DESK: gettext_lazy("enters the desk"),
            SEE_ALL: gettext_lazy("sees all requests"),
            SEE_DEVELOPMENT: gettext_lazy("sees requests in development"),
            NOTE: gettext_lazy("writes notes to colleagues"),
            ACCEPT: gettext_lazy("accepts requests"),
            REPLY: gettext_lazy("answers customers"),
            MOVE: gettext_lazy("changes statuses and passes on"),
            CLOSE: gettext_lazy("closes requests"),
            CREATE: gettext_lazy("creates for a customer"),
            SORT: gettext_lazy("puts tags, categories, fields"),
            MERGE: gettext_lazy("merges, splits, links"),
            ASSIGN_OTHERS: gettext_lazy("gives requests to colleagues"),
            SHARE_VIEWS: gettext_lazy("shares views with everybody"),
        },
    ),
    (
        pgettext_lazy("rights", "Customers"),
        {
            EDIT_PEOPLE: gettext_lazy("changes customers and companies"),
            MERGE_PEOPLE: gettext_lazy("merges records of customers"),
            SEE_SECRETS: gettext_lazy("looks at passwords and documents of customers"),
            SEE_CONDUCT: gettext_lazy("sees notes of conduct, answers calmly and warns"),
            DECIDE_CONDUCT: gettext_lazy("takes over difficult customers, limits, refuses, lifts steps"),
            SEE_LINKS: gettext_lazy("sees the links into our systems on any line"),
        },
    ),
    (
        pgettext_lazy("rights", "Knowledge"),
        {
            WRITE_ARTICLES: gettext_lazy("writes articles"),
            PUBLISH_ARTICLES: gettext_lazy("publishes articles, arranges sections"),
            SHARE_ANSWERS: gettext_lazy("makes ready answers for everybody"),
        },
    ),
    (
        pgettext_lazy("rights", "Settings"),
        {
            MANAGE: gettext_lazy("enters the settings"),
            MANAGE_TICKETS: gettext_lazy("arranges statuses, categories, lines, fields"),
            MANAGE_PEOPLE: gettext_lazy("invites colleagues, gives roles and rights"),
            MANAGE_CHANNELS: gettext_lazy("sets up mailboxes, reads parked letters"),
            MANAGE_COMPANY: gettext_lazy("changes the company and everything else"),
            SEE_AUDIT: gettext_lazy("reads who changed what"),
        },
    ),
)
"""Every right in words, as the matrix of roles shows them."""

ROLES: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "trainee": ({"ru": "Стажёр", "uk": "Стажер", "en": "Trainee"}, OBSERVER),
    "developer": ({"ru": "Разработчик", "uk": "Розробник", "en": "Developer"}, DEVELOPER),
    "agent": ({"ru": "Специалист", "uk": "Спеціаліст", "en": "Agent"}, AGENT),
    "lead": ({"ru": "Руководитель", "uk": "Керівник", "en": "Lead"}, LEAD),
    "admin": ({"ru": "Администратор", "uk": "Адміністратор", "en": "Administrator"}, ADMIN),
}


def require(person: Person, right: str) -> None:
    """Raise `Forbidden` unless the person holds the right."""
    if not person.may(right):
        raise Forbidden(right, _("Your role does not allow this."))


def may_edit(by: Person, person: Person) -> bool:
    """Whether `by` may change the record and the addresses of `person`.

    A colleague's only as an administrator: who adds an address to a record can have its password sent there.
    """
    return by.may(MANAGE_PEOPLE if person.is_staff_member else EDIT_PEOPLE)


def require_edit(by: Person | None, person: Person) -> None:
    """Raise `Forbidden` unless `by` may edit the person; None is the system."""
    if by is not None and not may_edit(by, person):
        raise Forbidden("person.edit", _("Your role does not allow this."))
