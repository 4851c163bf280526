"""F24: once per cluster."""

import pytest
from django.db import connection

from otklik.kernel import claims

pytestmark = pytest.mark.django_db


def test_f24_only_one_holds_a_claim_and_everybody_sees_who():
    with claims.take("clock") as held:
        assert claims.take("clock") is None
        with claims.take("mailbox-1"):
            assert [name for name, _, _ in claims.holders()] == ["clock", "mailbox-1"]
        held.confirm()
    claims.wait_for("clock").release()


def test_f24_a_holder_that_was_killed_knows_it_and_another_takes_over():
    with claims.take("clock") as held:
        [(_, process, _)] = claims.holders()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s::int, 5000)", [process])
        with pytest.raises(claims.Lost):
            held.confirm()
    with claims.take("clock") as taken:
        taken.confirm()
