"""Norms over the life of a request: deadlines, violations and shares come from its spans (D2, R23, R24)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from otklik.clocks import excusing, norming, reckoning, seed, waking
from otklik.clocks.drafts import Draft
from otklik.clocks.models import Counting, Deadline, DeadlineKind, Norm, Share, Violation
from otklik.clocks.rules import Rules
from otklik.kernel import clock
from otklik.kernel.models import Event
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.people.models import Line
from otklik.tickets.kinds import Closing, End
from otklik.tickets.models import Status
from tests.tickets.acting import opened
from tests.tickets.test_spans import DOINGS, World

HOUR = timedelta(hours=1)


def moscow(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - 3 * HOUR


def norm(code, *hours, line=None, counting=Counting.BUSINESS, valid_from=datetime(2023, 1, 1, tzinfo=UTC)):
    """A norm that has held for long; `code` None is the debt of reply."""
    status = Status.objects.of(code) if code else None
    limits = tuple(timedelta(hours=hour) for hour in hours)
    row = Draft(status, line, limits, counting).norm(valid_from)
    row.save()
    return row


def steps(ticket):
    """Degrees and their true times, as the history tells them."""
    told = Event.objects.filter(code="norm.broken", ticket_id=ticket.pk).order_by("id")
    return [(event.data["degree"], datetime.fromisoformat(event.data["at"])) for event in told]


def shares(violation):
    return dict(Share.objects.filter(violation=violation).values_list("holder__login", "time"))


def test_a_friday_evening_request_over_a_transferred_holiday(cast, time):
    """Opened on Friday 26 April 2024 at 17:30. Saturday the 27th is worked instead of Monday the 29th; Tuesday the 30th
    and 1 May are off. Open time: Fri 0:30, Sat 9–13 and 14–18 = 8:00, then Thu 2 May from 9.
    I at 1 h = Sat 9:30. II at 8 h = Sat 17:30. III at 10 h = 8:30 by Saturday night, so Thu 10:30.
    """
    norm("new", 1, 8, 10)
    time.stands(moscow(2024, 4, 26, 17, 30))
    ticket = opened(cast.vera)
    deadline = Deadline.objects.get(ticket=ticket)
    assert deadline.due_at == moscow(2024, 4, 27, 9, 30)
    time.stands(moscow(2024, 5, 3, 12))
    waking.wake()
    assert steps(ticket) == [
        (1, moscow(2024, 4, 27, 9, 30)),
        (2, moscow(2024, 4, 27, 17, 30)),
        (3, moscow(2024, 5, 2, 10, 30)),
    ]
    violation = Violation.objects.get()
    assert (violation.degree, violation.first_at, violation.reached_at) == (
        3,
        moscow(2024, 4, 27, 9, 30),
        moscow(2024, 5, 2, 10, 30),
    )
    assert shares(violation) == {None: 10 * HOUR}


def test_the_server_was_down_over_a_threshold(cast, time):
    """In work since Monday 10:00; II at 4 h = Monday 15:00. Nothing ran from 11:00 until Tuesday noon."""
    norm("in_work", 1, 4, 40)
    time.stands(moscow(2026, 11, 16, 10))
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    time.stands(moscow(2026, 11, 17, 12))
    assert waking.wake() == 1
    true = [(1, moscow(2026, 11, 16, 11)), (2, moscow(2026, 11, 16, 15))]
    assert steps(ticket) == true
    assert waking.wake() == 0
    assert steps(ticket) == true
    assert shares(Violation.objects.get()) == {"anna": 4 * HOUR}


def test_an_answer_that_comes_before_the_clock_still_finds_the_violation(cast, time):
    norm("in_work", 1)
    time.stands(moscow(2026, 11, 16, 10))
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    time.stands(moscow(2026, 11, 16, 12))
    ticket.reply(by=cast.oleg, body="Какой тариф?", end=End.ASKED)
    assert steps(ticket) == [(1, moscow(2026, 11, 16, 11))]
    assert shares(Violation.objects.get()) == {"anna": HOUR}
    assert not Deadline.objects.running().exists()


def test_a_request_changes_hands_line_and_status_six_times(cast, time):
    """Monday. 9:00 opened · 9:30 anna accepts · 10:30 passed to oleg · 11:00 waits for the data centre ·
    12:00 taken up by oleg · 12:30 to the second line, nobody's · 14:30 (lunch 13–14) boris accepts.
    Our open time: 0:30 nobody, 1:00 anna, 0:30 oleg, 0:30 oleg, 0:30 + 0:30 the second line, then boris:
    3:30 by 14:30, so 4 h at 15:00, half an hour of it boris's.
    """
    norm("in_work", 4, 20)
    norm("new", 3.9, 20)  # 3:30 when it stops being new again
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.passes(minutes=30)
    ticket.accept(by=cast.anna)
    time.passes(hours=1)
    ticket.assign(to=cast.oleg, by=cast.anna)
    time.passes(minutes=30)
    ticket.need_no_reply(by=cast.oleg)
    ticket.await_other(whom="ДЦ", what="?", again_at=moscow(2026, 11, 16, 18), by=cast.oleg)
    time.passes(hours=1)
    ticket.work(by=cast.oleg)
    time.passes(minutes=30)
    ticket.return_to_pool(by=cast.oleg, why="Не моё")
    ticket.move_to_line(Line.objects.get(code="second"), by=cast.boris)
    time.passes(hours=2)
    ticket.accept(by=cast.boris)
    time.passes(hours=1)
    waking.wake()
    violation = Violation.objects.get()
    assert shares(violation) == {None: 1.5 * HOUR, "anna": HOUR, "oleg": HOUR, "boris": 0.5 * HOUR}
    assert violation.reached_at == moscow(2026, 11, 16, 15)


def test_the_norm_of_a_line_takes_the_place_of_the_general_one(cast, time):
    line = Line.objects.get(code="first")
    norm("new", 1)
    norm("new", 3, line=line)
    time.stands(moscow(2026, 11, 16, 9))
    assert Deadline.objects.get(ticket=opened(cast.vera)).due_at == moscow(2026, 11, 16, 12)


def test_a_norm_around_the_clock_does_not_sleep(cast, time):
    norm("new", 24, counting=Counting.CALENDAR)
    time.stands(moscow(2026, 11, 20, 17))
    assert Deadline.objects.get(ticket=opened(cast.vera)).due_at == moscow(2026, 11, 21, 17)


def test_an_answer_taken_back_was_never_said(cast, time):
    """The stretch that it ended runs on from where it began."""
    norm("in_work", 4)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    time.passes(hours=1)
    message = ticket.reply(by=cast.anna, body="Смотрю")
    assert Deadline.objects.get().due_at == moscow(2026, 11, 16, 15)
    time.passes(seconds=5)
    ticket.take_back(message, by=cast.anna)
    deadline = Deadline.objects.get()
    assert (deadline.began_at, deadline.due_at) == (moscow(2026, 11, 16, 9), moscow(2026, 11, 16, 13))


def test_r8_spam_leaves_no_trace_until_it_is_restored(cast, time):
    norm("new", 1)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.passes(hours=2)
    waking.wake()
    ticket.close(Closing.SPAM, by=cast.anna)
    assert not Violation.objects.standing().exists()
    ticket.reopen(by=cast.anna, reason="Не спам")
    assert Violation.objects.standing().get().first_at == moscow(2026, 11, 16, 10)


def test_a_clock_that_jumps_back_breaks_nothing(cast, time):
    norm("new", 1)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.passes(hours=2)
    waking.wake()
    time.stands(moscow(2026, 11, 16, 8))
    ticket.refresh_from_db()
    ticket.accept(by=cast.anna)
    assert waking.wake() == 0


def test_one_request_that_cannot_be_reckoned_stops_no_other(cast, time, caplog):
    norm("new", 1)
    time.stands(moscow(2026, 11, 16, 9))
    bad, good = opened(cast.vera), opened(cast.vera)
    time.passes(hours=2)
    bad.spans.update(status=Status.objects.create(code="odd", kind="of no kind", name={"ru": "Странный"}))
    assert waking.wake() == 2
    assert f"the clocks of request {bad.pk} cannot be reckoned" in caplog.text
    assert steps(good)
    assert waking.wake() == 0


def test_every_installation_starts_with_norms_that_judge_nothing_from_before(cast, time):
    ticket = opened(cast.vera)
    time.passes(days=20)
    seed.seed_norms()
    seed.seed_norms()
    assert Norm.objects.count() == len(seed.NORMS)
    ticket.accept(by=cast.anna)
    assert Deadline.objects.get().due_at > clock.now()
    assert not Violation.objects.exists()


def test_r24_a_norm_is_made_known_three_days_ahead(cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    draft = Draft(Status.objects.of("new"), None, (HOUR, 2 * HOUR))
    with pytest.raises(Refused) as refused:
        norming.set_norm(draft, by=cast.boris, valid_from=clock.now() + timedelta(days=2))
    assert refused.value.code == "norm.soon"
    coming = norming.set_norm(draft, by=cast.boris)
    assert coming.valid_from == moscow(2026, 11, 19, 9)
    assert not Norm.objects.in_force(clock.now()).exists()
    norming.acknowledge(coming, by=cast.anna)
    norming.acknowledge(coming, by=cast.anna)
    assert coming.acknowledgements.count() == 1
    newer = norming.set_norm(draft, by=cast.boris, valid_from=moscow(2026, 11, 20, 9))
    assert list(Norm.objects.standing()) == [newer]
    time.stands(moscow(2026, 11, 21, 9))
    assert list(Norm.objects.in_force(clock.now())) == [newer]
    with pytest.raises(Stale):
        norming.withdraw(newer, by=cast.boris)
    with pytest.raises(Forbidden):
        norming.set_norm(draft, by=cast.anna)


@pytest.mark.parametrize(
    ("code", "limits", "kind"),
    [
        ("norm.order", (2, 1), "new"),
        ("norm.order", (2, 2), "new"),
        ("norm.short", (0,), "new"),
        ("norm.degrees", (1, 2, 3, 4), "new"),
        ("norm.reach", (10**6,), "new"),
        ("norm.turn", (1,), "awaiting_customer"),
    ],
)
def test_a_norm_that_cannot_be_is_refused_where_it_is_entered(cast, code, limits, kind):
    draft = Draft(Status.objects.of(kind), None, tuple(timedelta(hours=limit) for limit in limits))
    with pytest.raises(Refused) as refused:
        norming.set_norm(draft, by=cast.boris)
    assert refused.value.code == code


def test_a_norm_changed_midway_counts_from_when_it_holds(cast, time):
    """Opened Monday 9:00 under 8 h; from Monday 12:00 the norm is 2 h: it counts 12–13 and 14–15."""
    norm("new", 8)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    assert Deadline.objects.get().due_at == moscow(2026, 11, 16, 18)
    norm("new", 2, valid_from=moscow(2026, 11, 16, 12))
    reckoning.reckon_open()
    assert Deadline.objects.get().due_at == moscow(2026, 11, 16, 15)
    time.stands(moscow(2026, 11, 16, 16))
    waking.wake()
    assert steps(ticket) == [(1, moscow(2026, 11, 16, 15))]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    doings=st.lists(
        st.tuples(st.sampled_from(sorted(DOINGS)), st.integers(0, 2), st.integers(0, 400)), min_size=1, max_size=14
    )
)
@example(doings=[("merge", 0, 0), ("answered", 0, 1)])
def test_recomputing_violations_from_spans_gives_the_recorded_ones(cast, doings):
    at = datetime(2026, 11, 2, 6, tzinfo=UTC)
    with transaction.atomic():
        for code in ("new", "in_work", "reopened", None):
            norm(code, 0.5, 1.5, 3)
        with clock.at(at):
            world = World(cast)
        for name, which, minutes in doings:
            at += timedelta(minutes=minutes, seconds=1)
            with clock.at(at):
                world.do(name, which)
                waking.wake()
        with clock.at(at):
            for ticket in world.tickets:
                check(ticket)
            said = {excusing.excuse(one, reason="Авария", by=cast.boris).violation_id for one in standing()}
            for ticket in world.tickets:
                reckoning.reckon(ticket.locked(), anew=True)
                check(ticket)
            assert {one.pk for one in Violation.objects.excused()} == said == {one.pk for one in standing()}
        transaction.set_rollback(True)


def standing():
    return list(Violation.objects.standing())


def check(ticket):
    """What is recorded is what follows from the first span on; nothing doubles."""
    ticket.refresh_from_db()
    found = reckoning.stretches(ticket, Rules())
    wanted = [(one.began_at, one.degree, one.steps[-1].at, one.shares) for one in found if one.steps]
    rows = Violation.objects.standing().filter(ticket=ticket).order_by("began_at")
    recorded = [
        (row.began_at, row.degree, row.reached_at, dict(row.shares.values_list("holder", "time"))) for row in rows
    ]
    assert recorded == wanted
    running = Deadline.objects.running().filter(ticket=ticket, kind=DeadlineKind.NORM).first()
    due = found[-1].due if found else None
    assert (running.due_at if running else None) == (due.at if due else None)
