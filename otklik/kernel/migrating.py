"""Bringing the database to the program's version (F23): one at a time, never backwards, with a dump first."""

import logging
import subprocess
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.errors import LockNotAvailable

import otklik
from otklik.kernel import claims, clock, databases, embedded

log = logging.getLogger(__name__)

LOCK_TIMEOUT = "5s"
TRIES = 12
KEPT_DUMPS = 5


class Newer(embedded.Unusable):
    """The database was migrated by a newer version of the program; nothing was changed."""


def migrate(say: Callable[[str], None]) -> None:
    """Apply what is pending; others who try at the same time wait. Raises Newer."""
    with claims.wait_for("migrate"):
        if newer := unknown():
            raise Newer(
                f"the database was made by a newer Otklik (this one does not know {', '.join(newer)}); "
                "start that version, or restore a backup made before it"
            )
        if waiting := pending():
            if databases.is_embedded() and _applied():
                say(f"dump       {dump()}")
            _apply()
            say(f"migrations {len(waiting)} applied")


def pending() -> list[str]:
    """Migrations of this program that the database has not seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown() -> list[str]:
    """Migrations in the database that this program does not have."""
    loader = MigrationExecutor(connection).loader
    labels = {config.label for config in apps.get_app_configs()}
    ours = {key for key in loader.applied_migrations or {} if key[0] in labels}
    return sorted(".".join(key) for key in ours - set(loader.disk_migrations or {}))


def dump() -> Path:
    """Write the embedded database to DATA/backups and return the file; the oldest of more than a few go."""
    directory = settings.DATA / "backups"
    directory.mkdir(mode=0o700, exist_ok=True)
    target = directory / f"before-{otklik.__version__}-{clock.now():%Y%m%d-%H%M%S}.dump"
    partial = target.with_suffix(".partial")
    place = settings.DATABASES["default"]
    command: list[str | Path] = [
        embedded.programs(settings.DATA) / "pg_dump",
        "--format=custom",
        "--file",
        partial,
    ]
    subprocess.run([*command, "-h", place["HOST"], "-U", place["USER"], place["NAME"]], check=True)
    partial.replace(target)
    for old in sorted(directory.glob("before-*.dump"), key=lambda file: file.stat().st_mtime)[:-KEPT_DUMPS]:
        old.unlink()
    return target


def _applied() -> bool:
    return bool(MigrationExecutor(connection).loader.applied_migrations)


def _apply() -> None:
    """Each migration gives way to running transactions instead of blocking those behind it, and is tried again."""
    for left in reversed(range(TRIES)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s::text, false)", [LOCK_TIMEOUT])
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as error:
            if not left or not isinstance(error.__cause__, LockNotAvailable):
                raise
            log.warning("a migration waits for a lock", extra={"tries_left": left})
        else:
            break
    connection.close()
