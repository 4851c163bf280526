"""Norms and charges by the level of whoever holds the request: by hand, and recomputed from spans (R21)."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from otklik.clocks import explaining, norming, reckoning, replaying, reporting, waking
from otklik.clocks.drafts import Draft
from otklik.clocks.models import Counting, Deadline, Norm, Share, Violation
from otklik.clocks.reporting import Key, Scope
from otklik.clocks.rules import Rules
from otklik.kernel import clock, jobs
from otklik.kernel.verbs import Refused
from otklik.people import arranging, levels
from otklik.people.models import Level, LevelNote, Line, LineMembership
from otklik.routing import planning
from otklik.tickets.models import Status
from tests.clocks.histories import histories
from tests.clocks.test_norms import check, moscow, norm, shares, steps
from tests.tickets.acting import opened
from tests.tickets.test_spans import World

HOUR = timedelta(hours=1)
NINE = moscow(2026, 11, 16, 9)
SCOPE = Scope(moscow(2026, 11, 1, 0), moscow(2026, 12, 1, 0))


@pytest.fixture
def first(cast, time):
    """The first line, on Monday at nine."""
    time.stands(NINE)
    return Line.objects.get(code="first")


def level(person, value, cast):
    membership = LineMembership.objects.get(line__code="first", person=person)
    planning.set_skills(membership, level=value, by=cast.boris)


def of_level(code, value, *hours, line=None):
    """A norm around the clock for those at a level; None is everybody."""
    limits = tuple(timedelta(hours=hour) for hour in hours)
    row = Draft(Status.objects.of(code), line, limits, Counting.CALENDAR, value).norm(moscow(2023, 1, 1, 0))
    row.save()
    return row


def due():
    return Deadline.objects.get().due_at


def test_each_has_the_norm_of_their_level_and_nobody_the_general(cast, time, first):
    """In work, around the clock: 2 h for everybody, 6 h for novices. 9:00 anna, a novice: 15:00. 10:00 oleg, a
    specialist, with her 1 h: 11:00. 10:30 nobody, new again, 3 h of which 1:30 have passed: 12:00.
    """
    of_level("in_work", None, 2)
    mine = of_level("in_work", Level.NOVICE, 6)
    of_level("new", None, 3)
    level(cast.anna, Level.NOVICE, cast)
    time.passes(seconds=1)
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    began = clock.now()
    assert due() == began + 6 * HOUR
    assert Deadline.objects.get().norm == mine
    time.passes(hours=1)
    ticket.assign(to=cast.oleg, by=cast.boris)
    assert due() == began + 2 * HOUR
    time.passes(minutes=30)
    ticket.return_to_pool(by=cast.oleg, why="Не моё")
    assert due() == began + 3 * HOUR


def test_what_a_specialist_gets_late_is_broken_at_once_and_the_page_tells_why(cast, time, first):
    """9:00 anna, a novice with 6 h; at 12:00 oleg has 2 h, of which 3 have passed: I at 12:00, all of it hers."""
    general = of_level("in_work", None, 2)
    of_level("in_work", Level.NOVICE, 6)
    level(cast.anna, Level.NOVICE, cast)
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    time.passes(hours=3)
    ticket.assign(to=cast.oleg, by=cast.boris)
    assert steps(ticket) == [(1, NINE + 3 * HOUR)]
    broken = Violation.objects.get()
    assert (broken.norm, shares(broken)) == (general, {"anna": 3 * HOUR})
    assert [part.counted for part in explaining.explain(broken) if part.counted] == [3 * HOUR]


def test_the_narrower_norm_goes_before_the_wider(cast, time, first):
    wide = {None: of_level("in_work", None, 1), Level.NOVICE: of_level("in_work", Level.NOVICE, 2)}
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)

    def held():
        reckoning.reckon(ticket.locked())
        return Deadline.objects.get().norm

    assert held() == wide[None]
    LevelNote.objects.create(line=first, person=cast.anna, level=Level.NOVICE, since=NINE - HOUR)
    assert held() == wide[Level.NOVICE]
    of_level("in_work", Level.NOVICE, 3, line=Line.objects.get(code="second"))
    assert held() == wide[Level.NOVICE]
    theirs = of_level("in_work", None, 4, line=first)
    assert held() == theirs
    assert of_level("in_work", Level.NOVICE, 5, line=first) == held()


def test_a_level_counts_from_when_somebody_takes_the_request_and_its_past_stays(cast, time, first):
    """anna takes it as a specialist at 9:00 under 2 h; at 10:00 she is made a novice: it stays 11:00. Back in her
    hands at 10:30 it is a novice's, 6 h: 15:00.
    """
    of_level("in_work", None, 2)
    of_level("in_work", Level.NOVICE, 6)
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    time.passes(hours=1)
    level(cast.anna, Level.NOVICE, cast)
    jobs.run_due()
    assert due() == NINE + 2 * HOUR
    ticket.assign(to=cast.oleg, by=cast.boris)
    time.passes(minutes=30)
    ticket.assign(to=cast.anna, by=cast.boris)
    assert due() == NINE + 6 * HOUR


def test_who_comes_back_to_a_line_is_a_specialist_again_from_then_on(cast, time, first):
    level(cast.anna, Level.TRAINEE, cast)
    others = [one for one in first.people.all() if one != cast.anna]
    time.passes(hours=1)
    arranging.change_line(first, dict(first.name), is_department=False, people=others, by=cast.boris)
    time.passes(hours=1)
    arranging.change_line(first, dict(first.name), is_department=False, people=[*others, cast.anna], by=cast.boris)
    known = levels.noted(cast.anna.pk)
    assert [levels.at(known, first.pk, NINE + hours * HOUR) for hours in (-1, 0, 1, 2)] == [2, 0, 0, 2]
    assert levels.at(known, None, NINE) == Level.USUAL


def test_the_same_level_again_is_noted_once(cast, time, first):
    level(cast.anna, Level.NOVICE, cast)
    level(cast.anna, Level.NOVICE, cast)
    level(cast.oleg, Level.USUAL, cast)
    assert [(one.person, one.level) for one in LevelNote.objects.all()] == [(cast.anna, Level.NOVICE)]


def test_levels_that_were_there_before_this_release_are_taken_to_have_held(cast, first):
    LineMembership.objects.filter(person=cast.anna).update(level=Level.EXPERT)
    import_module("otklik.people.migrations.0006_level_note").note_levels(apps, None)
    assert levels.at(levels.noted(cast.anna.pk), first.pk, moscow(2020, 1, 1, 0)) == Level.EXPERT
    assert LevelNote.objects.count() == 1


def test_levels_are_asked_for_only_where_a_norm_has_one(cast, time, first):
    of_level("in_work", None, 2)
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    for more, asked in ((False, 0), (True, 1)):
        if more:
            of_level("in_work", Level.NOVICE, 6)
        with CaptureQueriesContext(connection) as captured:
            reckoning.reckon(ticket.locked(), anew=True)
        assert sum("people_levelnote" in query["sql"] for query in captured) == asked


@pytest.fixture
def late(cast, time, first):
    """anna, a novice, and oleg, a specialist, hold one for half an hour each under 1 h; anna another for 1 h alone."""
    of_level("in_work", None, 1, 2)
    level(cast.anna, Level.NOVICE, cast)
    both = opened(cast.vera)
    both.accept(by=cast.anna)
    time.passes(minutes=30)
    both.assign(to=cast.oleg, by=cast.boris)
    time.passes(minutes=35)
    waking.wake()
    both.reply(by=cast.oleg, body="Какой тариф?", end="asked")
    alone = opened(cast.vera)
    alone.accept(by=cast.anna)
    time.passes(minutes=65)
    waking.wake()
    alone.reply(by=cast.anna, body="Какой номер?", end="asked")
    return [Violation.objects.get(ticket=ticket) for ticket in (both, alone)]


def test_r21_shares_of_the_first_two_levels_are_kept_and_not_charged(cast, first, late):
    """anna: half of one and all of another, neither charged, two turns that are not judged. oleg: half of one in one
    turn: 50 per 100. By status: one charged, one not.
    """
    assert dict(Share.objects.filter(violation=late[0]).values_list("holder", "level")) == {
        cast.anna.pk: Level.NOVICE,
        cast.oleg.pk: Level.USUAL,
    }
    people = reporting.by_person(Violation.objects.all(), SCOPE)
    anna, oleg = people[Key(first.pk, cast.anna.pk)], people[Key(first.pk, cast.oleg.pk)]
    assert (anna.degrees, anna.parts, anna.excused, anna.turns, anna.judged) == ((0, 0, 0), 0, 2, 2, 0)
    assert anna.per_hundred is None
    assert (oleg.degrees, oleg.parts, oleg.excused, oleg.per_hundred) == ((1, 0, 0), pytest.approx(0.5), 0, 50)
    status = reporting.by_status(Violation.objects.all(), SCOPE)[Key(first.pk, Status.objects.of("in_work").pk)]
    assert (status.degrees, status.excused) == ((1, 0, 0), 1)


def test_a_lead_finds_what_is_charged_to_whom(cast, late):
    both, alone = late
    every = Violation.objects.all()
    assert (set(every.charged()), set(every.uncharged())) == ({both}, {alone})
    for person, charged in ((cast.anna, set()), (cast.oleg, {both}), (None, set())):
        whose = Share.objects.of(person.pk if person else None)
        assert set(every.charged(whose)) == charged
        assert set(every.uncharged(whose)) == {both, alone} - charged


def test_promotion_changes_nothing_that_was_judged(cast, time, first, late):
    level(cast.anna, Level.USUAL, cast)
    jobs.run_due()
    for row in late:
        reckoning.reckon(row.ticket.locked(), anew=True)
        check(row.ticket)
    assert reporting.by_person(Violation.objects.all(), SCOPE)[Key(first.pk, cast.anna.pk)].charged == 0


def test_a_norm_of_a_level_is_set_apart_from_the_general(cast, time, first):
    status = Status.objects.of("in_work")
    general = norming.set_norm(Draft(status, None, (HOUR,)), by=cast.boris)
    novices = norming.set_norm(Draft(status, None, (3 * HOUR,), level=Level.NOVICE), by=cast.boris)
    newer = norming.set_norm(Draft(status, None, (2 * HOUR,), level=Level.NOVICE), by=cast.boris)
    assert set(Norm.objects.standing()) == {general, newer}
    time.passes(days=4)
    assert set(Norm.objects.in_force(clock.now())) == {general, newer}
    with pytest.raises(Refused) as refused:
        norming.set_norm(Draft(status, None, (HOUR,), level=9), by=cast.boris)
    assert refused.value.code == "norm.level"
    assert novices.pk != newer.pk


def test_a_norm_of_a_level_is_tried_on_the_past(cast, time, first):
    """Under 2 h anna is late with 3 h; 4 h for novices would have let her be."""
    norm("in_work", 2, counting=Counting.CALENDAR)
    level(cast.anna, Level.NOVICE, cast)
    opened(cast.vera).accept(by=cast.anna)
    now = time.passes(hours=3)
    draft = Draft(Status.objects.of("in_work"), None, (4 * HOUR,), Counting.CALENDAR, Level.NOVICE)
    replay = replaying.go_on(replaying.begin([draft], NINE - HOUR, now, by=cast.boris).pk)
    effect = replaying.Effect.read(replay.result)
    key = str(Status.objects.of("in_work").pk)
    assert (effect.were, effect.would) == ({key: [1, 0, 0]}, {})


def _promote(value):
    return lambda cast, which: level((cast.anna, cast.oleg, cast.boris)[which], value, cast)


STAFF = {f"~ {one.name}": _promote(one.value) for one in Level}


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(doings=histories(STAFF))
def test_recomputing_violations_among_changing_levels_gives_the_recorded_ones(cast, doings):
    at = moscow(2026, 11, 2, 9)
    with transaction.atomic():
        LineMembership.objects.get_or_create(line=Line.objects.get(code="first"), person=cast.boris)
        for code in ("new", "in_work", "reopened", None):
            norm(code, 0.5, 1.5, 3)
        for value, first in ((Level.TRAINEE, 4), (Level.NOVICE, 2), (Level.EXPERT, 0.25)):
            of_level("in_work", value, first, 2 * first)
        with clock.at(at):
            world = World(cast)
        for name, which, minutes in doings:
            at += timedelta(minutes=minutes, seconds=1)
            with clock.at(at):
                STAFF[name](cast, which) if name in STAFF else world.do(name, which)
                jobs.run_due()
                waking.wake()
        with clock.at(at):
            for ticket in world.tickets:
                check(ticket)
                _check_levels(ticket)
        transaction.set_rollback(True)


def _check_levels(ticket):
    """The levels of shares are those that follow from spans and notes."""
    rules = Rules()
    for one in reckoning.stretches(ticket, rules):
        if one.steps:
            rows = Share.objects.filter(violation__ticket=ticket, violation__began_at=one.began_at)
            lowest = reckoning.lowest_levels(one, rules)
            assert dict(rows.values_list("holder", "level")) == {held: lowest.get(held) for held in one.shares}
