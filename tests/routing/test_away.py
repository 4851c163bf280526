"""R17: while somebody is away nothing is given to them, and what becomes our turn goes to the line."""

from datetime import timedelta

import pytest

from otklik.kernel import clock, jobs
from otklik.kernel.verbs import Forbidden, Refused
from otklik.routing import away, staff
from tests.tickets.acting import opened


def _leave(cast, **length):
    now = clock.now()
    return away.plan(cast.anna, "vacation", since=now, until=now + timedelta(**length or {"days": 7}), by=cast.boris)


def test_r17_a_reply_to_somebody_away_goes_to_the_line_and_they_stay_as_observers(cast, time):
    time.passes(minutes=0)
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    ticket.propose(by=cast.anna, body="Проверьте")
    _leave(cast)
    time.passes(hours=1)
    ticket.write(by=cast.vera, body="Всё так же")
    jobs.run_due()
    ticket.refresh_from_db()
    assert ticket.responsible is None
    assert ticket.participants.present().filter(person=cast.anna).exists()


def test_r17_nothing_is_given_to_somebody_away(cast, time):
    time.passes(minutes=0)
    ticket = opened(cast.vera)
    absence = _leave(cast)
    with pytest.raises(Refused, match="away"):
        ticket.nominate(to=cast.anna, by=cast.oleg)
    with pytest.raises(Refused, match="away"):
        ticket.assign(to=cast.anna, by=cast.oleg)
    away.call_off(absence, by=cast.anna)
    ticket.nominate(to=cast.anna, by=cast.oleg)
    assert ticket.nominee == cast.anna


def test_r17_one_action_moves_what_is_in_our_turn(cast):
    ours, theirs = opened(cast.vera), opened(cast.pavel)
    for ticket in (ours, theirs):
        ticket.accept(by=cast.anna)
    theirs.propose(by=cast.anna, body="Проверьте")
    assert away.relieve(cast.anna, by=cast.boris, why="Анна заболела") == 1
    assert [ticket.refresh_from_db() or ticket.responsible for ticket in (ours, theirs)] == [None, cast.anna]
    assert ours.participants.present().filter(person=cast.anna).exists()


def test_an_absence_ends_by_itself_and_has_an_order(cast, time):
    time.passes(minutes=0)
    _leave(cast, days=2)
    assert staff.away_until(cast.anna) == clock.now() + timedelta(days=2)
    time.passes(days=2)
    assert staff.is_available(cast.anna)
    with pytest.raises(Refused):
        away.plan(cast.anna, "sick", since=clock.now(), until=clock.now(), by=cast.anna)
    with pytest.raises(Refused):
        away.plan(cast.anna, "tea", since=clock.now(), until=clock.now() + timedelta(days=1), by=cast.anna)


def test_nobody_but_a_lead_sends_colleagues_away(cast):
    with pytest.raises(Forbidden):
        away.plan(cast.anna, "sick", since=clock.now(), until=clock.now() + timedelta(days=1), by=cast.oleg)
    with pytest.raises(Forbidden):
        away.relieve(cast.anna, by=cast.oleg)
