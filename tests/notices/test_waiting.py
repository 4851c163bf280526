"""R24, R25, F16: objections, answers to them and new norms are told to those whom they concern, while they work."""

from datetime import timedelta

import pytest
from django.core import mail

from otklik.clocks import excusing, norming, waking
from otklik.clocks.drafts import Draft
from otklik.clocks.models import Fault, Violation
from otklik.kernel import jobs
from otklik.notices import mailing, waiting
from otklik.notices.models import Notice, Pending, Reason
from otklik.people.models import Line, LineMembership
from otklik.routing.overload import switching
from otklik.tickets.models import Status
from tests.clocks.test_norms import moscow, norm
from tests.tickets.acting import opened

REASONS = (Reason.OBJECTED, Reason.JUDGED, Reason.NORM)


@pytest.fixture
def late(cast, time):
    """`late()`: a violation of Anna's; Monday 16 November, 10:30, everybody works by the usual calendar, 9 to 18."""
    norm("in_work", 1)

    def keep(person=cast.anna):
        time.stands(moscow(2026, 11, 16, 9))
        ticket = opened(cast.vera)
        ticket.accept(by=person)
        time.passes(minutes=90)
        waking.wake()
        return Violation.objects.get(ticket=ticket)

    return keep


def notices(person):
    jobs.run_due()
    waiting.tell()
    return list(Notice.objects.filter(person=person, reason__in=REASONS).order_by("id"))


def heard(person):
    return [one.reason for one in notices(person)]


def test_an_objection_is_told_to_the_leads_who_may_answer_and_to_nobody_else(cast, late):
    excusing.object_to(late(), text="Ждали клиента", by=cast.anna)
    assert heard(cast.boris) == [Reason.OBJECTED]
    assert heard(cast.anna) == heard(cast.oleg) == heard(cast.misha) == []


def test_a_lead_is_not_told_of_their_own_objection(cast, late):
    excusing.object_to(late(cast.boris), text="Ждали клиента", by=cast.boris)
    assert heard(cast.boris) == []


def test_the_answer_is_told_to_whoever_objected_and_an_excuse_to_whose_time_it_was(cast, late):
    first, second = late(), late()
    excusing.uphold(excusing.object_to(first, text="Ждали клиента", by=cast.anna), answer="Ждали не мы", by=cast.boris)
    assert heard(cast.anna) == [Reason.JUDGED]
    excusing.excuse(second, reason="Авария", by=cast.boris)
    told = notices(cast.anna)
    assert [(one.ticket, one.also) for one in told] == [(first.ticket, [second.ticket.number])]  # one, while unread


def test_one_action_for_an_outage_is_one_notice(cast, late):
    excusing.excuse_all([late(), late(), late()], fault=Fault.OUTAGE, reason="Авария", by=cast.boris)
    (told,) = notices(cast.anna)
    assert len(told.also) == 2


def test_at_night_nothing_is_told_and_in_the_morning_what_still_waits(cast, late, time):
    first, second = late(), late()
    time.stands(moscow(2026, 11, 16, 23))
    objection = excusing.object_to(first, text="Ждали клиента", by=cast.anna)
    excusing.object_to(second, text="И здесь", by=cast.anna)
    assert heard(cast.boris) == []
    excusing.uphold(objection, answer="Ждали не мы", by=cast.boris)
    assert heard(cast.anna) == []
    assert Pending.objects.filter(person__in=[cast.anna, cast.boris]).count() == 3
    time.stands(moscow(2026, 11, 17, 9, 1))
    (told,) = notices(cast.boris)
    assert (told.ticket, told.also) == (second.ticket, [])  # the other one was answered meanwhile
    assert heard(cast.anna) == [Reason.JUDGED]
    assert not Pending.objects.exists()


def coming(cast, time, *hours, code="in_work"):
    limits = tuple(timedelta(hours=hour) for hour in hours)
    return norming.set_norm(Draft(Status.objects.of(code), None, limits), by=cast.boris)


def test_new_norms_are_one_notice_for_everybody_whose_time_they_charge_and_one_letter(cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    coming(cast, time, 1, 2)
    coming(cast, time, 2, 4, code="reopened")
    assert heard(cast.anna) == heard(cast.oleg) == [Reason.NORM]
    assert heard(cast.boris) == []  # set them
    assert heard(cast.vera) == []
    time.passes(minutes=6)
    mailing.mail(cast.anna)
    assert "/desk/norms/" in mail.outbox[-1].body


def test_a_norm_taken_back_or_read_of_before_the_morning_is_not_told(cast, time):
    time.stands(moscow(2026, 11, 16, 23))
    withdrawn, read = coming(cast, time, 1), coming(cast, time, 2, code="reopened")
    norming.withdraw(withdrawn, by=cast.boris)
    norming.acknowledge(read, by=cast.anna)
    time.stands(moscow(2026, 11, 17, 9, 1))
    assert (heard(cast.anna), heard(cast.oleg)) == ([], [Reason.NORM])


def test_a_notice_leads_to_the_violation_and_is_read_there(cast, late, signed_in):
    one = late()
    excusing.object_to(one, text="Ждали клиента", by=cast.anna)
    (told,) = notices(cast.boris)
    boris, page = signed_in(cast.boris), f"/desk/violations/{one.pk}/"
    assert f'href="{page}"' in boris.get("/desk/notices/").content.decode()
    assert boris.get("/desk/notices/alert/").json()["url"] == page
    boris.get(f"/desk/tickets/{one.ticket.number}/")
    told.refresh_from_db()
    assert told.read_at is None
    boris.get(page)
    told.refresh_from_db()
    assert told.read_at is not None


def test_a_notice_of_norms_leads_to_them_and_is_read_with_them(cast, time, signed_in):
    time.stands(moscow(2026, 11, 16, 9))
    norm_set = coming(cast, time, 1)
    (told,) = notices(cast.anna)
    anna = signed_in(cast.anna)
    assert 'href="/desk/norms/"' in anna.get("/desk/notices/").content.decode().partition("<main")[2]
    anna.post("/desk/norms/reading/", {"norm": [norm_set.pk]})
    told.refresh_from_db()
    assert told.read_at is not None


@pytest.fixture
def overload(cast, time):
    """`overload(…)`: the mode, on from Monday 16 November, 9:00, to be looked at again at 10:00."""
    time.stands(moscow(2026, 11, 16, 9))
    return lambda **more: switching.start({"ru": "Много"}, check_at=moscow(2026, 11, 16, 10), by=cast.boris, **more)


def checks(person):
    waiting.tell()
    return Notice.objects.filter(person=person, reason=Reason.CHECK)


def test_c7_at_the_time_to_look_at_the_overload_its_leads_get_a_notice_and_a_letter(cast, overload, time):
    overload()
    time.stands(moscow(2026, 11, 16, 10))
    assert switching.remind() == 1
    assert [checks(one).count() for one in (cast.boris, cast.gleb, cast.anna)] == [1, 1, 0]
    assert (switching.remind(), checks(cast.boris).count()) == (0, 1)
    time.passes(minutes=6)
    mailing.mail(cast.boris)
    assert "перегрузк" in mail.outbox[-1].subject
    assert "/desk/shift/overload/" in mail.outbox[-1].body


def test_c7_leads_of_other_lines_are_not_told_of_an_overload(cast, overload, time):
    second = Line.objects.get(code="second")
    LineMembership.objects.create(line=second, person=cast.gleb)
    overload(lines=[second])
    time.stands(moscow(2026, 11, 16, 10))
    switching.remind()
    assert [checks(one).count() for one in (cast.boris, cast.gleb)] == [0, 1]


def test_c7_who_looks_at_the_mode_reads_the_notice_and_who_moves_its_time_reads_it_for_all(
    cast, overload, time, signed_in
):
    mode = overload()
    time.stands(moscow(2026, 11, 16, 10))
    switching.remind()
    assert checks(cast.boris).unread().count() == checks(cast.gleb).unread().count() == 1
    boris = signed_in(cast.boris)
    assert "пора снова посмотреть на режим перегрузки" in boris.get("/desk/notices/").content.decode()
    assert boris.get("/desk/notices/alert/").json()["url"] == "/desk/shift/overload/"
    boris.get("/desk/shift/overload/")
    assert checks(cast.boris).unread().count() == 0
    assert checks(cast.gleb).unread().count() == 1
    switching.change(mode, {"ru": "Много"}, check_at=moscow(2026, 11, 16, 12), by=cast.boris)
    assert checks(cast.gleb).unread().count() == 0


def test_c7_at_night_nobody_is_told_and_in_the_morning_only_of_a_mode_that_nobody_has_looked_at(cast, overload, time):
    mode = overload()
    time.stands(moscow(2026, 11, 16, 23))
    switching.remind()
    assert not checks(cast.boris).exists()
    switching.end(mode, by=cast.gleb)
    time.stands(moscow(2026, 11, 17, 9, 1))
    assert not checks(cast.boris).exists()
    assert not Pending.objects.exists()
