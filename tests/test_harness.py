"""The harness keeps its own promises."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from otklik.kernel import clock


@pytest.mark.django_db
def test_every_worker_has_a_database_of_its_own(worker_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), lower('ЁЖИК')")
        name, lowered = cursor.fetchone()
    assert worker_id in name
    assert lowered == "ёжик"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", [1, 2])
def test_what_a_test_commits_is_gone_before_the_next(_again):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE trace ()")


def test_time_stands_and_passes(time):
    time.stands(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    time.passes(hours=2, minutes=5)
    assert clock.now() == datetime(2026, 3, 2, 11, 5, tzinfo=UTC)
