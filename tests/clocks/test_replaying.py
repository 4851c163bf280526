"""A change of norms tried on a past month: what would have been, beside what the norms that hold bring (R24)."""

from datetime import timedelta

import pytest

from otklik.clocks import replaying, waking
from otklik.clocks.drafts import Draft
from otklik.clocks.models import Norm, Replay, Share, Violation
from otklik.kernel.verbs import Forbidden
from otklik.people.models import Line
from otklik.tickets.kinds import Closing, End
from otklik.tickets.models import Status
from tests.clocks.test_norms import moscow, norm
from tests.tickets.acting import opened

HOUR = timedelta(hours=1)
SINCE, UNTIL = moscow(2026, 11, 1, 0), moscow(2026, 12, 1, 0)


def key(code):
    return str(Status.objects.of(code).pk)


@pytest.fixture
def three(cast, time):
    """Three requests waited 1, 3 and 5 working hours for anna on Monday 16 November; it is December now."""
    made = []
    for hours in (1, 3, 5):
        time.stands(moscow(2026, 11, 16, 9))
        ticket = opened(cast.vera)
        ticket.accept(by=cast.anna)
        time.stands(moscow(2026, 11, 16, 9 + hours + (hours > 4)))
        ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
        made.append(ticket)
    time.stands(moscow(2026, 12, 1, 9))
    return made


def replayed(cast, *drafts, since=SINCE, until=UNTIL):
    row = replaying.begin(drafts, since, until, by=cast.boris)
    return replaying.Effect.read(replaying.go_on(row.pk).result)


def draft(*hours, code="in_work", line=None):
    return Draft(Status.objects.of(code) if code else None, line, tuple(hour * HOUR for hour in hours))


def test_a_draft_is_tried_beside_what_holds_and_writes_nothing(cast, three):
    """Under 2 h and 4 h one breaks I, one II; under what holds, 4 h, one breaks I."""
    norm("in_work", 4)
    before = Norm.objects.count()
    effect = replayed(cast, draft(2, 4))
    assert effect.turns[key("in_work")] == 3
    assert effect.were == {key("in_work"): [1, 0, 0]}
    assert effect.would == {key("in_work"): [1, 1, 0]}
    assert effect.people == {str(cast.anna.pk): [1.0, 2.0]}
    assert (Violation.objects.count(), Share.objects.count(), Norm.objects.count()) == (0, 0, before)


def test_a_draft_without_thresholds_breaks_nothing(cast, three):
    norm("in_work", 2)
    effect = replayed(cast, draft())
    assert effect.were == {key("in_work"): [2, 0, 0]}
    assert effect.would == {}


def test_a_norm_of_a_line_is_tried_on_that_line_only(cast, three):
    second = Line.objects.get(code="second")
    norm("in_work", 2)
    effect = replayed(cast, draft(40, line=second))
    assert effect.were == effect.would == {key("in_work"): [2, 0, 0]}


def test_time_outside_the_month_is_not_counted(cast, three):
    """The month began on Monday at 13:00: of the third request 14:00 to 15:00 remain, of the others nothing."""
    effect = replayed(cast, draft(0.5, 1), since=moscow(2026, 11, 16, 13))
    assert effect.would == {key("in_work"): [1, 0, 0]}
    assert replayed(cast, draft(0.5), until=moscow(2026, 11, 16, 9)).would == {}


def test_spam_and_answers_taken_back_are_as_in_the_record(cast, time, three):
    three[2].close(Closing.SPAM, by=cast.anna)
    assert replayed(cast, draft(2)).would == {key("in_work"): [1, 0, 0]}


def test_what_is_replayed_under_the_norms_that_hold_is_what_was_recorded(cast, time):
    norm("in_work", 1, 2)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    time.passes(minutes=30)
    ticket.assign(to=cast.oleg, by=cast.anna)
    time.passes(minutes=120)
    waking.wake()
    violation = Violation.objects.get()
    time.stands(moscow(2026, 11, 16, 11, 30))
    effect = replayed(cast, draft(1, 2), since=SINCE, until=moscow(2026, 11, 16, 11, 30))
    assert effect.were == effect.would == {key("in_work"): [0, 1, 0]}
    whole = sum((share.time for share in violation.shares.all()), timedelta())
    recorded = {str(share.holder_id): share.time / whole for share in violation.shares.all()}
    assert {person: parts[0] for person, parts in effect.people.items()} == recorded


def test_slices_resume_where_they_stopped_and_count_nothing_twice(cast, three, monkeypatch):
    monkeypatch.setattr(replaying, "BATCH", 1)
    row = replaying.begin([draft(2, 4)], SINCE, UNTIL, by=cast.boris)
    for _ in range(3):
        row = replaying.go_on(row.pk, seconds=-1)
    assert (row.done, row.total, row.finished_at) == (3, 3, None)
    finished = replaying.go_on(row.pk)
    assert replaying.Effect.read(finished.result).would == {key("in_work"): [1, 1, 0]}
    assert replaying.go_on(row.pk).result == finished.result


def test_questions_do_not_grow_with_requests(cast, three, django_assert_max_num_queries):
    row = replaying.begin([draft(2, 4)], SINCE, UNTIL, by=cast.boris)
    with django_assert_max_num_queries(14):
        replaying.go_on(row.pk)


def test_only_who_arranges_norms_tries_them_and_old_trials_go(cast, time, three):
    with pytest.raises(Forbidden):
        replaying.begin([draft(2)], SINCE, UNTIL, by=cast.anna)
    replaying.begin([draft(2)], SINCE, UNTIL, by=cast.boris)
    time.passes(days=3)
    replaying.begin([draft(2)], SINCE, UNTIL, by=cast.boris)
    assert Replay.objects.count() == 1
