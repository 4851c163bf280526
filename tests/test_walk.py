"""Every URL walked as every role: nobody sees or does what they may not (F8)."""

import pytest
from django.db import transaction

from tests import cast, stage
from tests.architecture.source import none_of
from tests.canaries import CANARIES, Canary
from tests.walking import METHODS, ROLES, Address, Answer, addresses, expectations, leaks, surprises, unseen, walk


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        stage.set_up()
        found = walk(cast.roles())
        transaction.set_rollback(True)
    return found


def test_everybody_gets_what_the_table_of_permissions_says(answers):
    none_of(surprises(answers, expectations()))


def test_nobody_reads_what_is_secret_to_them(answers):
    none_of(leaks(answers, CANARIES))


def test_every_secret_was_met_by_somebody(answers):
    none_of(unseen(answers, CANARIES))


def test_every_address_has_a_name():
    assert all(address.name for address in addresses())


def test_the_table_of_permissions_names_only_what_exists():
    names = {address.name for address in addresses()}
    none_of(
        ",".join(asked)
        for asked in expectations()
        if asked[0] not in names or asked[1] not in METHODS or asked[2] not in ROLES
    )


def test_the_walk_notices_a_wrong_answer_and_a_missing_row():
    answers = [Answer("desk:list", "GET", "customer", 200), Answer("desk:list", "GET", "agent", 200)]
    found = list(surprises(answers, {("desk:list", "GET", "customer"): 403}))
    assert [line.split()[0] for line in found] == ["desk:list,GET,customer,200", "desk:list,GET,agent,200"]


def test_the_walk_notices_a_secret_in_front_of_a_stranger():
    note = Canary("wren", "a note", frozenset({"agent"}))
    shown = [Answer("desk:list", "GET", role, 200, "<p>wren</p>") for role in ("agent", "neighbour")]
    assert list(leaks(shown, [note])) == ["desk:list GET neighbour shows wren: a note"]
    assert list(unseen([], [note])) == ["wren: a note"]


def test_a_hole_that_nobody_fills_is_named():
    with pytest.raises(LookupError, match="who"):
        Address("desk:list", ("who",)).path  # noqa: B018
