"""Is this PostgreSQL one that Otklik can trust (F19, F21, F24)?"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db import connections as every

from otklik.kernel import claims, databases, migrating, replica
from otklik.kernel.checks import Finding, check, failure, fine, holds, warning

OLDEST = 150000
TRIGGER = "procrastinate_jobs_notify_queue_job_inserted_v1"


@check
def server() -> Iterator[Finding]:
    """15 or newer, UTF-8."""
    version, name, encoding = _row(
        "SELECT current_setting('server_version_num')::int, current_setting('server_version'),"
        " current_setting('server_encoding')"
    )
    where = "embedded" if databases.is_embedded() else "external"
    yield (fine if version >= OLDEST else failure)("PostgreSQL", f"{name}, {where}; 15 is the oldest that works")
    yield holds("UTF-8", encoding == "UTF8", f"the database is in {encoding}; make one with ENCODING 'UTF8'")


@check
def words() -> Iterator[Finding]:
    """Searching in Russian and Ukrainian works only under a locale that knows Cyrillic letters."""
    advice = "make the database with a UTF-8 locale: TEMPLATE template0 LOCALE 'C.UTF-8'"
    lower, alike, stem = _row(
        "SELECT lower('ЁЖИК ЇЖАК'), 'Обращение' ILIKE 'обРАЩ%%',"
        " to_tsvector('russian', 'столами') @@ to_tsquery('russian', 'стол')"
    )
    yield holds("Cyrillic lower case", lower == "ёжик їжак", f"lower() leaves capitals; {advice}")
    yield holds("Cyrillic ILIKE", alike, advice)
    yield holds("Russian stemming", stem, "the text search configuration `russian` does not find «стол» in «столами»")
    mixed = _row("SELECT count(*) FROM pg_available_extensions WHERE name = 'btree_gin'")[0]
    yield holds("words by part", mixed, "btree_gin is not there; on Debian it is in postgresql-contrib")
    if not _row("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")[0]:
        known = _row("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'")[0]
        yield holds("trigrams", known, "pg_trgm is not installed; on Debian it is in postgresql-contrib")
        return
    similarity = _row("SELECT similarity('обращение', 'ОБРАЩЕНИЯ')")[0]
    yield holds("Cyrillic trigrams", similarity > 0.5, f"pg_trgm sees no letters in Cyrillic; {advice}")


@check
def migrations() -> Iterator[Finding]:
    """Neither behind the program nor ahead of it."""
    newer, pending = migrating.unknown(), migrating.pending()
    yield holds("no newer database", not newer, f"made by a newer Otklik: {', '.join(newer)}")
    yield holds("migrations", not pending, f"not applied: {', '.join(pending)}; run `otklik migrate`")


@check
def jobs() -> Iterator[Finding]:
    """procrastinate's trigger would put NOTIFY into every transaction that enqueues."""
    row = _rows("SELECT tgenabled::text FROM pg_trigger WHERE tgname = %s::name", [TRIGGER])
    yield holds("job trigger is off", row == [("D",)], f"{TRIGGER} must exist and be disabled, and is {row}")


@check
def claimed() -> Iterator[Finding]:
    """Who is the only one to do what (F24)."""
    for name, pid, client in claims.holders():
        yield fine(f"claim {name}", f"held by connection {pid} from {client or 'this machine'}")


@check
def connections() -> Iterator[Finding]:
    """The server must let in everything that this installation may open (F21)."""
    from otklik.schedule import RECEIVERS

    most, kept, used = _row(
        "SELECT current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int,"
        " (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')"
    )
    need = databases.budget(len(RECEIVERS), databases.fetched_mailboxes())
    said = (
        f"{sum(need.values())} for one machine ({', '.join(f'{k} {v}' for k, v in need.items())}), {most - kept} exist"
    )
    yield (fine if sum(need.values()) <= most - kept else failure)("connections", f"{said}, {used} in use")
    if used > 0.9 * (most - kept):
        yield warning("connections in use", f"{used} of {most - kept}")


@check
def follower() -> Iterator[Finding]:
    """A replica that search and reports may read (REPLICA_URL)."""
    if replica.ALIAS not in every.settings:
        return
    try:
        behind = replica.lag(connection, every[replica.ALIAS])
    except (DatabaseError, InterfaceError, replica.Unusable) as error:
        yield warning("replica", f"{error}".strip() + "; search and reports read the primary")
        return
    late = behind > settings.REPLICA_LAG
    said = f"{behind:.1f} s behind at most; more than {settings.REPLICA_LAG:g} s is not read"
    yield (warning if late else fine)("replica", said)


def _row(query: str, parameters: list[str] | None = None) -> Any:
    return _rows(query, parameters)[0]


def _rows(query: str, parameters: list[str] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows
