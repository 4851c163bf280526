"""Spans are a function of events: recomputed, they are what was recorded."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.kernel import clock
from otklik.kernel.models import Event
from otklik.kernel.verbs import Refused
from otklik.people.models import Line
from otklik.tickets import spans
from otklik.tickets.kinds import Closing, End
from otklik.tickets.models import Span, Ticket
from tests.cast import Cast
from tests.tickets.acting import opened

DOINGS = {
    "accept": lambda t, c: t.accept(by=c.oleg),
    "assign": lambda t, c: t.assign(to=c.anna, by=c.boris),
    "return": lambda t, c: t.return_to_pool(by=c.boris),
    "line": lambda t, c: t.move_to_line(Line.objects.exclude(pk=t.line_id).first(), by=c.anna),
    "reply": lambda t, c: t.reply(by=c.anna, body="Смотрю"),
    "ask": lambda t, c: t.reply(by=c.oleg, body="Какой тариф?", end=End.ASKED),
    "note": lambda t, c: t.note(by=c.misha, body="Учусь"),
    "propose": lambda t, c: t.propose(by=c.anna, body="Готово"),
    "undo": lambda t, c: t.take_back(t.last_message, by=c.anna),
    "postpone": lambda t, c: t.postpone(until=clock.now() + timedelta(hours=2), why="Потом", by=c.boris),
    "other": lambda t, c: t.await_other(whom="ДЦ", what="?", again_at=clock.now() + timedelta(hours=2), by=c.anna),
    "develop": lambda t, c: t.develop(key="A-1", by=c.anna),
    "wake": lambda t, c: t.wake(),
    "release": lambda t, c: t.release(),
    "fail": lambda t, c: t.owe_for("refused"),
    "no reply": lambda t, c: t.need_no_reply(by=c.anna),
    "close": lambda t, c: t.close(Closing.SOLVED, by=c.anna),
    "reopen": lambda t, c: t.reopen(by=c.anna),
    "silence": lambda t, c: t.close_by_silence(),
    "write": lambda t, c: t.write(by=c.vera, body="А почта?"),
    "thank": lambda t, c: t.write(by=c.vera, body="Спасибо"),
    "helped": lambda t, c: t.accept_solution(by=c.vera),
    "not helped": lambda t, c: t.reject_solution(by=c.vera, reason="Так же"),
    "withdraw": lambda t, c: t.withdraw(by=c.vera),
}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(doings=st.lists(st.tuples(st.sampled_from(sorted(DOINGS)), st.integers(0, 300)), min_size=1, max_size=12))
def test_recomputing_spans_from_events_gives_the_recorded_spans(cast: Cast, doings: list[tuple[str, int]]) -> None:
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with clock.at(at):
        ticket = opened(cast.vera)
    for name, minutes in doings:
        at += timedelta(minutes=minutes, seconds=1)
        with clock.at(at):
            try:
                DOINGS[name](ticket, cast)
            except Refused:
                ticket = Ticket.objects.get(pk=ticket.pk)
    check_history(ticket)


def check_history(ticket: Ticket) -> None:
    """Recorded spans equal recomputed ones, touch each other, and end in the present state."""
    events = Event.objects.filter(ticket_id=ticket.pk).order_by("id")
    wanted = spans.recompute((event.at, event.data["state"]) for event in events if "state" in event.data)
    recorded = [
        spans.Interval(s.status_id, s.turn, s.holder_id, s.responsible_id, s.line_id, s.debt, s.started_at, s.ended_at)
        for s in Span.objects.filter(ticket=ticket).order_by("id")
    ]
    assert recorded == wanted
    assert all(one.ended_at == other.started_at for one, other in pairwise(recorded))
    ticket.refresh_from_db()
    last = recorded[-1]
    assert (last.status, last.turn, last.responsible, last.debt) == (
        ticket.status_id,
        ticket.turn,
        ticket.responsible_id,
        ticket.reply_owed_since is not None,
    )


def test_our_turn_is_charged_to_the_responsible_and_others_turn_to_nobody(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Смотрю")
    ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    holders = list(Span.objects.filter(ticket=ticket).order_by("id").values_list("holder", flat=True))
    assert holders == [None, cast.anna.pk, None]


@pytest.mark.parametrize("what", ["update", "delete"])
def test_history_is_append_only(cast: Cast, what: str) -> None:
    from django.db import DatabaseError, transaction

    ticket = opened(cast.vera)
    events: Any = Event.objects.filter(ticket_id=ticket.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        events.update(code="ticket.closed") if what == "update" else events.delete()
