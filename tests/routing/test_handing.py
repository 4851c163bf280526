"""R17: at the end of a shift each request goes to a colleague, to the line, or is kept; it counts when accepted."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from otklik.kernel import clock
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.routing import away, handing, hours, jobs, shifts
from otklik.routing.models import Handover
from otklik.tickets.models import Message
from tests.tickets.acting import opened

MOSCOW = ZoneInfo("Europe/Moscow")
EVENING = datetime(2026, 11, 19, 17, 30, tzinfo=MOSCOW)
WEEK = [[(540, 1080)]] * 5 + [[], []]


@pytest.fixture
def ticket(cast, time):
    hours.set_week(cast.anna, WEEK, by=cast.boris)
    time.stands(EVENING)
    one = opened(cast.vera)
    one.accept(by=cast.anna)
    return one


def _fresh(row):
    row.refresh_from_db()
    return row


def test_r17_a_request_stays_the_givers_until_the_colleague_accepts(cast, ticket):
    handover = handing.hand_over(ticket, "person", to=cast.oleg, by=cast.anna, known="Диск полон", todo="Дождаться ДЦ")
    assert _fresh(ticket).responsible == cast.anna
    assert ticket.nominee == cast.oleg
    assert not handing.mine(cast.anna)
    assert "Диск полон" in Message.objects.get(pk=handover.note_id).body
    handing.accept(handover, by=cast.oleg)
    assert (_fresh(ticket).responsible, _fresh(handover).ended_how) == (cast.oleg, "accepted")
    assert handover.accepted_by == cast.oleg
    assert ticket.participants.present().filter(person=cast.anna).exists()
    with pytest.raises(Stale):
        handing.accept(handover, by=cast.oleg)


def test_r17_the_receiver_has_a_quarter_of_an_hour_and_then_it_goes_to_the_line(cast, ticket, time):
    handover = handing.hand_over(ticket, "person", to=cast.oleg, by=cast.anna)
    time.passes(minutes=14)
    jobs.pass_late()
    assert _fresh(handover).ended_at is None
    time.passes(minutes=1)
    jobs.pass_late()
    jobs.pass_late()
    assert (_fresh(handover).ended_how, _fresh(ticket).responsible, ticket.nominee) == ("late", None, None)


def test_r17_on_the_line_it_counts_when_somebody_takes_it(cast, ticket):
    handover = handing.hand_over(ticket, "line", by=cast.anna, todo="Ответить до утра")
    assert (_fresh(ticket).responsible, _fresh(handover).ended_at) == (None, None)
    ticket.accept(by=cast.oleg)
    assert (_fresh(handover).ended_how, handover.accepted_by) == ("accepted", cast.oleg)


def test_r17_it_is_kept_only_if_the_promise_survives(cast, ticket):
    ticket.reply(by=cast.anna, body="Смотрим", next_word_by=clock.now() + timedelta(hours=2))
    with pytest.raises(Refused):
        handing.hand_over(ticket, "kept", by=cast.anna)
    ticket.reply(by=cast.anna, body="Утром", next_word_by=clock.now() + timedelta(hours=20))
    handover = handing.hand_over(ticket, "kept", by=cast.anna)
    assert shifts.not_handed_over(cast.anna) == 0
    shifts.enter(cast.anna, by=cast.anna)
    assert _fresh(handover).ended_how == "moot"
    assert list(handing.mine(cast.anna)) == [ticket]


def test_who_declines_leaves_it_with_the_giver(cast, ticket):
    handover = handing.hand_over(ticket, "person", to=cast.oleg, by=cast.anna)
    handing.decline(handover, by=cast.oleg)
    assert (_fresh(ticket).responsible, ticket.nominee, _fresh(handover).ended_how) == (cast.anna, None, "declined")
    again = handing.hand_over(ticket, "person", to=cast.oleg, by=cast.anna)
    handing.take_back(again, by=cast.anna)
    assert list(handing.mine(cast.anna)) == [ticket]


def test_only_the_receiver_accepts_and_only_a_lead_hands_over_what_is_anothers(cast, ticket):
    with pytest.raises(Forbidden):
        handing.hand_over(ticket, "line", by=cast.oleg)
    handover = handing.hand_over(ticket, "person", to=cast.oleg, by=cast.boris)
    assert handover.giver == cast.anna
    with pytest.raises(Forbidden):
        handing.accept(handover, by=cast.boris)


def test_nothing_is_handed_to_somebody_away_or_to_oneself(cast, ticket):
    away.plan(cast.oleg, "sick", since=clock.now(), until=clock.now() + timedelta(days=1), by=cast.boris)
    for to in (cast.oleg, cast.anna, cast.misha, None):
        with pytest.raises(Refused):
            handing.hand_over(ticket, "person", to=to, by=cast.anna)


def test_what_is_closed_meanwhile_is_settled(cast, ticket):
    handing.hand_over(ticket, "person", to=cast.oleg, by=cast.anna)
    ticket.close("solved", by=cast.anna)
    assert Handover.objects.get().ended_how == "moot"
