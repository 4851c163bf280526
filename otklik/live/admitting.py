"""Who may listen, and what they have missed: asked in a thread, because Django's models answer."""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import close_old_connections, connection
from django.http import parse_cookie
from django.utils.crypto import constant_time_compare

from otklik.live import ask
from otklik.live.hub import RESYNC, ROOM


@dataclass(frozen=True)
class Listener:
    """A person who is signed in, and the topics they may listen to."""

    person_id: int
    topics: list[str]


def admit(cookies: str) -> Listener | None:
    """Whose session the cookies carry; None for strangers, after a change of password, and for who was switched off."""
    try:
        return _admit(parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME))
    finally:
        close_old_connections()


def missed(topics: list[str], after: int, until: int) -> list[str]:
    """The names said to `topics` with ids in (after, until]; "resync" when they are too many or no longer known."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM live_name")
            oldest, newest = cursor.fetchone()
            if until < after <= newest:  # another process was quicker to hear than ours
                return []
            if after > newest or oldest > after + 1:
                return [RESYNC]
            cursor.execute(
                "SELECT DISTINCT name FROM live_name WHERE id > %s::bigint AND id <= %s::bigint"
                " AND string_to_array(topics, ',') && %s::text[] LIMIT %s::int",
                [after, until, topics, ROOM + 1],
            )
            names = [name for (name,) in cursor.fetchall()]
        return names if len(names) <= ROOM else [RESYNC]
    finally:
        close_old_connections()


def _admit(session_key: str | None) -> Listener | None:
    if not session_key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key).load()
    person = get_user_model().objects.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    if not person:
        return None
    # Django's own get_user would give the session a new key here, and nobody would tell the browser.
    valid = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    if not any(constant_time_compare(session.get(HASH_SESSION_KEY, ""), one) for one in valid):
        return None
    return Listener(person.pk, ask.topics_of(person.pk))
