"""Stretches, degrees and shares, on histories written by hand (R23, R24)."""

from datetime import UTC, datetime, timedelta

from otklik.clocks.arithmetic import ALWAYS
from otklik.clocks.charging import Piece, Version, charge

NEW, WORK, DEBT = 1, 2, None
ANNA, OLEG, BORIS = 11, 12, 13
FIRST, SECOND = 101, 102
NINE = datetime(2026, 11, 16, 9, tzinfo=UTC)
LONG_AGO = NINE - timedelta(days=100)


def at(hours, minutes=0):
    return NINE + timedelta(hours=hours, minutes=minutes)


def hours(*limits):
    return tuple(timedelta(hours=limit) for limit in limits)


def norms(**limits):
    """Norms around the clock: `new=(1, 2)`, `work=(4,)`, in hours."""
    keys = {"new": NEW, "work": WORK, "debt": DEBT}
    known = {
        keys[name]: [Version(place, LONG_AGO, None, hours(*given), ALWAYS)]
        for place, (name, given) in enumerate(limits.items(), 1)
    }
    return lambda piece: known.get(piece.status, [])


def ours(start, end, status=WORK, holder=ANNA, line=FIRST):
    return Piece(at(start), None if end is None else at(end), status, line, holder, ours=True)


def theirs(start, end):
    return Piece(at(start), None if end is None else at(end), 5, FIRST, None, ours=False)


def others(start, end):
    return Piece(at(start), None if end is None else at(end), 6, FIRST, None, ours=False, rests=True)


def degrees(stretch):
    return [(step.degree, step.at) for step in stretch.steps]


def test_six_changes_of_hands_line_and_status_are_one_stretch_and_one_violation():
    """9–9:30 nobody, new · 9:30–10:30 anna · 10:30–11 oleg, 2nd line · 11–13 others · 13–13:15 nobody, new again ·
    13:15–14:30 boris · 14:30– anna. Our time: 0:30 + 1:00 + 0:30 + 0:15 + 1:15 = 3:30 by 14:30, so 4:00 at 15:00.
    """
    history = [
        ours(0, 0.5, NEW, None),
        ours(0.5, 1.5),
        ours(1.5, 2, holder=OLEG, line=SECOND),
        others(2, 4),
        ours(4, 4.25, NEW, None),
        ours(4.25, 5.5, holder=BORIS),
        ours(5.5, None),
    ]
    [one] = charge(history, [], norms(new=(3,), work=(4, 8)), at(7))
    assert degrees(one) == [(1, at(6))]
    assert one.began_at == NINE
    assert one.shares == {
        None: timedelta(minutes=45),
        ANNA: timedelta(minutes=90),
        OLEG: timedelta(minutes=30),
        BORIS: timedelta(minutes=75),
    }
    assert (one.due.degree, one.due.at, one.due.since) == (2, at(10), at(6))


def test_a_public_reply_begins_anew_and_a_change_of_person_does_not():
    [before, after] = charge([ours(0, 3), ours(3, None, holder=OLEG)], [at(2)], norms(work=(4,)), at(7))
    assert degrees(before) == []
    assert degrees(after) == [(1, at(6))]
    assert after.shares == {ANNA: timedelta(hours=1), OLEG: timedelta(hours=3)}


def test_the_customers_turn_ends_a_stretch_and_others_turn_only_stops_it():
    [one, two] = charge(
        [ours(0, 3), theirs(3, 4), ours(4, 6), others(6, 9), ours(9, None)], [], norms(work=(4,)), at(20)
    )
    assert degrees(one) == []
    assert degrees(two) == [(1, at(11))]


def test_answering_while_others_have_the_turn_ends_the_stretch():
    [one, two] = charge([ours(0, 3), others(3, 9), ours(9, None)], [at(5)], norms(work=(4,)), at(12))
    assert one.is_over
    assert not one.steps
    assert two.began_at == at(9)


def test_a_status_entered_too_late_is_broken_at_once_and_no_degree_doubles():
    [one] = charge([ours(0, 5), ours(5, None, NEW, None)], [], norms(work=(4, 24), new=(1, 2, 3)), at(6))
    assert degrees(one) == [(1, at(4)), (2, at(5)), (3, at(5))]
    assert one.due is None


def test_an_answer_at_the_very_threshold_is_in_time():
    [one] = charge([ours(0, 4), theirs(4, None)], [at(4)], norms(work=(4,)), at(9))
    assert not one.steps


def test_a_debt_in_a_status_that_is_not_ours_has_a_norm_of_its_own():
    [one] = charge([ours(0, None, status=DEBT)], [], norms(work=(1,), debt=(2,)), at(3))
    assert degrees(one) == [(1, at(2))]


def test_no_time_from_before_a_norm_counts():
    """2 h from noon on: three hours of the morning are not charged, and the older norm holds until noon."""
    older = Version(1, LONG_AGO, at(3), hours(4), ALWAYS)
    newer = Version(2, at(3), None, hours(2), ALWAYS)
    [one] = charge([ours(0, None)], [], lambda piece: [older, newer], at(9))
    assert degrees(one) == [(1, at(5))]
    assert one.shares == {ANNA: timedelta(hours=2)}


def test_what_comes_next_is_seen_through_a_norm_that_is_about_to_change():
    older = Version(1, LONG_AGO, at(3), hours(4), ALWAYS)
    newer = Version(2, at(3), None, hours(2), ALWAYS)
    [one] = charge([ours(0, None)], [], lambda piece: [older, newer], at(1))
    assert (one.due.at, one.due.norm) == (at(5), 2)


def test_nothing_is_due_without_a_norm():
    [one] = charge([ours(0, None)], [], norms(new=(1,)), at(9))
    assert (one.steps, one.due) == ([], None)
