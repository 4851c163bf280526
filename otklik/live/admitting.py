"""Who may listen, and what they have missed: asked in a thread, because Django's models answer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import close_old_connections, connection
from django.http import parse_cookie
from django.utils.crypto import constant_time_compare

from otklik.kernel import clock
from otklik.live import ask
from otklik.live.hub import RESYNC, ROOM


@dataclass(frozen=True)
class Listener:
    """A person who is signed in, and the topics they may listen to."""

    person_id: int
    topics: list[str]


def admit(cookies: Sequence[str]) -> list[Listener | None]:
    """Whose session each of the cookies carries; None for strangers, after a change of password, for who was switched
    off.

    Four queries for all of them: after a network comes back, thousands are admitted one after the other.
    """
    try:
        keys = [parse_cookie(one).get(settings.SESSION_COOKIE_NAME) for one in cookies]
        people = _people({key for key in keys if key and key.isascii() and key.isalnum()})
        topics = ask.topics_of(set(people.values()))
        listeners = {key: Listener(person, topics[person]) for key, person in people.items() if person in topics}
        return [listeners.get(key) if key else None for key in keys]
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


def _people(keys: Collection[str]) -> dict[str, int]:
    """Who is signed in, by the key of their session."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    kept = store.get_model_class().objects.filter(session_key__in=keys, expire_date__gt=clock.now())
    sessions = {key: store.decode(data) for key, data in kept.values_list("session_key", "session_data")}
    people = get_user_model().objects.filter(is_active=True).in_bulk(_ids(sessions.values()))
    said = {key: (session, people.get(_id(session))) for key, session in sessions.items()}
    return {key: person.pk for key, (session, person) in said.items() if person and _is_valid(session, person)}


def _ids(sessions: Iterable[Mapping[str, str]]) -> set[int]:
    return {_id(session) for session in sessions} - {0}


def _id(session: Mapping[str, str]) -> int:
    return int(session.get(SESSION_KEY) or 0)


def _is_valid(session: Mapping[str, str], person: AbstractBaseUser) -> bool:
    # Django's own get_user would give the session a new key here, and nobody would tell the browser.
    valid = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    return any(constant_time_compare(session.get(HASH_SESSION_KEY, ""), one) for one in valid)
