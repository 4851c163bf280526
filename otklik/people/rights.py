"""Rights that a role can hold, and the roles that every installation starts with (M2: roles are data)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from otklik.kernel.verbs import Forbidden

if TYPE_CHECKING:
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
SHARE_VIEWS: Final = "view.share"
MANAGE: Final = "manage.enter"
MANAGE_PEOPLE: Final = "manage.people"
MANAGE_TICKETS: Final = "manage.tickets"
MANAGE_CHANNELS: Final = "manage.channels"
MANAGE_COMPANY: Final = "manage.company"
SEE_AUDIT: Final = "audit.see"

OBSERVER = (DESK, SEE_ALL, NOTE)
DEVELOPER = (DESK, SEE_DEVELOPMENT, NOTE)
AGENT = (DESK, SEE_ALL, NOTE, ACCEPT, REPLY, MOVE, CLOSE, CREATE, SORT, MERGE, EDIT_PEOPLE)
LEAD = (*AGENT, ASSIGN_OTHERS, MERGE_PEOPLE, SHARE_VIEWS, MANAGE, MANAGE_TICKETS)
ADMIN = (*LEAD, MANAGE_PEOPLE, MANAGE_CHANNELS, MANAGE_COMPANY, SEE_AUDIT)

ALL = tuple(dict.fromkeys((*OBSERVER, *DEVELOPER, *ADMIN)))

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
