"""Spans are a function of events: recomputed, they are what was recorded."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.kernel import clock
from otklik.kernel.models import Event
from otklik.kernel.verbs import Refused
from otklik.people.models import Line
from otklik.tickets import machine, merging, spans, splitting
from otklik.tickets.kinds import STANDING, Closing, End, Kind
from otklik.tickets.models import Span, Ticket
from tests.cast import Cast
from tests.tickets.acting import opened

SOON = timedelta(hours=2)


class World:
    """Two requests of vera, what became of them, and what can be undone."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.tickets = [opened(cast.vera), opened(cast.vera)]
        self.merges: list[Any] = []
        self.splits: list[Any] = []

    def do(self, name: str, which: int) -> None:
        """Let one thing happen to one request; what is refused changes nothing."""
        ticket = Ticket.objects.get(pk=self.tickets[which % len(self.tickets)].pk)
        try:
            with transaction.atomic():
                DOINGS[name](ticket, self.cast, self)
        except Refused:
            pass

    def split(self, ticket: Ticket) -> None:
        fresh = splitting.split(ticket, list(ticket.messages.in_order())[-1:], subject="Второе", by=self.cast.anna)
        self.tickets.append(fresh)
        self.splits.append(fresh.split_from)

    def merge(self, ticket: Ticket) -> None:
        into = self.tickets[(self.tickets.index(ticket) + 1) % len(self.tickets)]
        self.merges.append(merging.merge(ticket, into=into, by=self.cast.anna, agreed=True))

    def ask_department(self, ticket: Ticket) -> None:
        line = Line.objects.get(code="second")
        at = clock.now() + SOON
        wait: Any = ticket.await_other(whom="2-я", what="?", again_at=at, by=self.cast.anna, department=line)
        self.tickets.append(wait.child)


DOINGS: dict[str, Any] = {
    "accept": lambda t, c, w: t.accept(by=c.oleg),
    "assign": lambda t, c, w: t.assign(to=c.anna, by=c.boris),
    "nominate": lambda t, c, w: t.nominate(to=c.oleg, by=c.anna),
    "return": lambda t, c, w: t.return_to_pool(by=c.boris, why="Не моё"),
    "line": lambda t, c, w: t.move_to_line(Line.objects.exclude(pk=t.line_id).first(), by=c.anna),
    "reply": lambda t, c, w: t.reply(by=c.anna, body="Смотрю", next_word_by=clock.now() + SOON),
    "ask": lambda t, c, w: t.reply(by=c.oleg, body="Какой тариф?", end=End.ASKED),
    "note": lambda t, c, w: t.note(by=c.misha, body="Учусь"),
    "note privately": lambda t, c, w: t.note_privately(by=c.pavel, body="Между нами"),
    "propose": lambda t, c, w: t.propose(by=c.anna, body="Готово"),
    "work around": lambda t, c, w: t.propose(by=c.oleg, body="Пока так", is_workaround=True),
    "name points": lambda t, c, w: t.name_points(["Почта", f"Сайт {t.points}"], by=c.anna),
    "drop a point": lambda t, c, w: t.drop_point(random_number(t, 1), by=c.anna),
    "propose some": lambda t, c, w: t.propose(by=c.anna, body="Одно готово", points=numbers(t)[:1]),
    "propose the rest": lambda t, c, w: t.propose(by=c.oleg, body="И это", points=numbers(t)[1:]),
    "develop some": lambda t, c, w: t.develop(key="A-2", by=c.anna, points=numbers(t)[-1:]),
    "helped in part": lambda t, c, w: t.reject_solution(by=c.vera, reason="Одно нет", helped=numbers(t)[:1]),
    "undo": lambda t, c, w: take_back(t, 0),
    "undo the one before": lambda t, c, w: take_back(t, 1),
    "postpone": lambda t, c, w: t.postpone(until=clock.now() + SOON, why="Потом", by=c.boris),
    "other": lambda t, c, w: t.await_other(whom="ДЦ", what="?", again_at=clock.now() + SOON, by=c.anna),
    "department": lambda t, c, w: w.ask_department(t),
    "develop": lambda t, c, w: t.develop(key="A-1", by=c.anna),
    "work": lambda t, c, w: t.work(by=c.anna),
    "wake": lambda t, c, w: t.wake(),
    "release": lambda t, c, w: t.release(),
    "fail": lambda t, c, w: t.owe_for("refused", message=None, delivery=None),
    "no reply": lambda t, c, w: t.need_no_reply(by=c.anna),
    "close": lambda t, c, w: t.close(Closing.SOLVED, by=c.anna),
    "close in words": lambda t, c, w: t.close_in_words(t.messages.in_order().first(), by=c.anna),
    "reopen": lambda t, c, w: t.reopen(by=c.anna, reason="Рано"),
    "silence": lambda t, c, w: t.close_by_silence(),
    "remind": lambda t, c, w: t.remind("Ждём ответа", number=1),
    "write": lambda t, c, w: t.write(by=c.vera, body="А почта?"),
    "colleague": lambda t, c, w: t.write(by=c.pavel, body="И у меня"),
    "thank": lambda t, c, w: t.write(by=c.vera, body="Спасибо"),
    "answered": lambda t, c, w: answer_already(t, c),
    "helped": lambda t, c, w: t.accept_solution(by=c.vera),
    "seconded": lambda t, c, w: t.accept_solution(by=c.pavel),
    "not helped": lambda t, c, w: t.reject_solution(by=c.vera, reason="Так же"),
    "withdraw": lambda t, c, w: t.withdraw(by=c.vera),
    "rate": lambda t, c, w: t.rate(5, by=c.vera),
    "pass on": lambda t, c, w: t.pass_on(c.pavel, by=c.boris),
    "merge": lambda t, c, w: w.merge(t),
    "unmerge": lambda t, c, w: merging.unmerge(w.merges[-1], by=c.anna) if w.merges else None,
    "split": lambda t, c, w: w.split(t),
    "unsplit": lambda t, c, w: splitting.unsplit(w.splits[-1], by=c.anna) if w.splits else None,
    "link": lambda t, c, w: splitting.link(t, w.tickets[0], by=c.anna),
    "tag": lambda t, c, w: t.tag(["SSL"], by=c.anna),
    "urge": lambda t, c, w: t.urge(1, by=c.anna),
}


def numbers(ticket: Ticket) -> list[int]:
    """The questions that are not done."""
    return [point.number for point in ticket.standing_points()]


def random_number(ticket: Ticket, place: int) -> int:
    """A question that may be there."""
    return [*numbers(ticket), 99, 99][place]


def answer_already(ticket: Ticket, cast: Cast) -> None:
    """Say that the last message was answered; what was merged away has none."""
    if question := ticket.messages.in_order().last():
        ticket.answered_already(question, by=cast.vera)


def take_back(ticket: Ticket, nth: int) -> None:
    """Take back the last answer, or the one before it."""
    message: Any
    for message in ticket.messages.filter(author__role__isnull=False).order_by("-id")[nth : nth + 1]:
        ticket.take_back(message, by=message.author)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    doings=st.lists(
        st.tuples(st.sampled_from(sorted(DOINGS)), st.integers(0, 2), st.integers(0, 200)), min_size=1, max_size=14
    )
)
def test_recomputing_spans_from_events_gives_the_recorded_spans(cast: Cast, doings: list[tuple[str, int, int]]) -> None:
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with transaction.atomic():
        with clock.at(at):
            world = World(cast)
        for name, which, minutes in doings:
            at += timedelta(minutes=minutes, seconds=1)
            with clock.at(at):
                world.do(name, which)
        for ticket in world.tickets:
            check_history(ticket)
            check_state(ticket)
            check_events(ticket)
        transaction.set_rollback(True)


def check_state(ticket: Ticket) -> None:
    """What a request says of itself agrees with the rows that belong to it."""
    ticket.refresh_from_db()
    kind, debt = Kind(ticket.kind), ticket.reply_owed_since is not None
    assert ticket.turn == oracle(ticket, kind, debt)
    check_points(ticket, kind)
    assert (ticket.running_wait() is not None) == (kind in STANDING)
    assert (ticket.wake_at is not None) == (kind in (Kind.POSTPONED, Kind.AWAITING_OTHER))
    assert kind != Kind.SOLUTION_PROPOSED or ticket.open_solution() is not None
    closed = kind == Kind.CLOSED
    assert (ticket.closed_at is not None, bool(ticket.closing_kind)) == (closed, closed)
    assert ticket.closings.filter(reopened_at__isnull=True).exists() == closed
    assert not (closed and (debt or ticket.next_word_by))
    assert ticket.merged_into is None or closed
    assert ticket.status.kind == kind
    assert ticket.last_public_message in (None, ticket.messages.public().order_by("created_at", "id").last())


def oracle(ticket: Ticket, kind: Kind, debt: bool) -> str:
    """R7 and R1, written naively: ours if any question is ours, else others', else the customer's."""
    states = [point.state for point in ticket.questions.all() if point.state != "accepted"]
    if kind == Kind.CLOSED or (kind == Kind.POSTPONED and not debt):
        return "nobody"
    if debt or not states:
        return machine.turn(kind, debt=debt).value
    asked = {"awaiting_customer": "customer", "awaiting_other": "other"}.get(kind.value, "ours")
    whose = [{"answered": "customer", "developing": "other", "open": asked}[state] for state in states]
    return "ours" if "ours" in whose else "other" if "other" in whose else "customer"


def check_points(ticket: Ticket, kind: Kind) -> None:
    """What is answered is named by the open solution, what is in development belongs to a request in development."""
    points = list(ticket.questions.all())
    assert ticket.points == len(points)
    if kind == Kind.CLOSED:
        return
    solution = ticket.open_solution()
    answered = {point.number for point in points if point.state == "answered"}
    assert answered <= set(solution.points if solution else ())
    assert kind == Kind.IN_DEVELOPMENT or all(point.state != "developing" for point in points)


INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+")
CODE = re.compile(r"[a-z_]*")


def check_events(ticket: Ticket) -> None:
    """F7: every event has the keys that its code declares, and holds ids, codes, numbers, instants: never words."""
    for event in Event.objects.filter(ticket_id=ticket.pk):
        assert event.data.keys() == event.kind.keys
        texts = [value for value in event.data.values() if isinstance(value, str)]
        assert all(INSTANT.fullmatch(text) or CODE.fullmatch(text) for text in texts)


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
    assert all(one.ended_at is None or one.started_at <= one.ended_at for one in recorded)
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
    from django.db import DatabaseError

    ticket = opened(cast.vera)
    events: Any = Event.objects.filter(ticket_id=ticket.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        events.update(code="ticket.closed") if what == "update" else events.delete()
