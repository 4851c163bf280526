"""`otklik check`."""

from argparse import Namespace

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from otklik import cli
from otklik.kernel import checks, migrating
from otklik.kernel.checks import database, machine
from tests.kernel.places import data_directory

pytestmark = pytest.mark.django_db


@pytest.fixture
def only(monkeypatch):
    """Let these be the only checks."""
    list(checks.look())  # every package has added its own by now
    return lambda *these: monkeypatch.setattr(checks, "CHECKS", list(these))


def failures(check):
    return {finding.what: finding.said for finding in check() if finding.level is checks.Level.FAILURE}


def test_nothing_is_wrong_here():
    found = list(checks.look())
    assert {"Cyrillic lower case", "migrations", "job trigger is off", "connections"} <= {one.what for one in found}
    assert [one for one in found if one.level is checks.Level.FAILURE] == []


def test_f19_a_database_that_knows_no_cyrillic_fails():
    """As one made under the locale C, where lower() leaves such letters alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE sql"
            " AS 'SELECT pg_catalog.lower($1 COLLATE \"C\")'"
        )
        cursor.execute("SET LOCAL search_path = public, pg_catalog")
    assert "Cyrillic lower case" in failures(database.words)


def test_an_enabled_job_trigger_fails():
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE procrastinate_jobs ENABLE TRIGGER {database.TRIGGER}")
    assert list(failures(database.jobs)) == ["job trigger is off"]


def test_f23_a_newer_database_is_refused_and_left_alone():
    MigrationRecorder(connection).record_applied("kernel", "9999_from_the_future")
    assert "kernel.9999_from_the_future" in failures(database.migrations)["no newer database"]
    with pytest.raises(migrating.Newer, match="9999_from_the_future"):
        migrating.migrate(print)


def test_a_missing_migration_is_named():
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    assert "sessions.0001_initial" in failures(database.migrations)["migrations"]


def test_f21_a_budget_above_the_servers_limit_fails(monkeypatch):
    monkeypatch.setenv("OTKLIK_WORKERS", "50")
    assert "web 350" in failures(database.connections)["connections"]


def test_an_open_data_directory_fails(settings):
    with data_directory() as data:
        data.mkdir()
        (data / "keys.json").touch()
        (data / "keys.json").chmod(0o644)
        data.chmod(0o755)
        settings.DATA = data
        assert set(failures(machine.privacy)) == {f"{data} is private", f"{data}/keys.json is private"}


def test_a_check_that_breaks_is_a_failure_of_its_own(only):
    def broken_check():
        raise RuntimeError("unreachable")

    only(broken_check)
    assert list(checks.look()) == [checks.failure("broken check", "RuntimeError: unreachable")]


def test_the_check_command_says_what_is_wrong_and_fails(capsys, only, settings):
    only(lambda: [checks.fine("sky", "blue"), checks.failure("sea", "dry")])
    assert cli.check(Namespace(), settings.DATA) == 1
    assert capsys.readouterr().out.splitlines() == ["ok       sky: blue", "FAILURE  sea: dry"]
