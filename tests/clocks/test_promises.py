"""Promises to customers over the life of a request (D1, R3, R6)."""

from datetime import timedelta

from otklik.clocks import arranging, policies, reckoning, seed, waking
from otklik.clocks.models import Breach, Calendar, Deadline, Promise
from otklik.kernel import jobs
from otklik.kernel.audit import AuditEntry
from otklik.kernel.models import Event
from otklik.tickets.kinds import Closing, End
from otklik.tickets.models import Ticket
from tests.clocks.test_norms import moscow
from tests.tickets.acting import opened

HOUR = timedelta(hours=1)


def promise(**about):
    about = {"name": {"ru": "Обещание"}, "first_reply": 2 * HOUR, "next_reply": HOUR, **about}
    return Promise.objects.create(**about)


def due(ticket, kind):
    row = Deadline.objects.filter(ticket=ticket, kind=kind).first()
    return row and row.due_at


def test_the_first_reply_is_due_in_working_hours(cast, time):
    """Friday 17:00, two hours: one until 18:00, one on Monday from 9:00."""
    promise()
    time.stands(moscow(2026, 11, 20, 17))
    ticket = opened(cast.vera)
    assert due(ticket, "first_reply") == moscow(2026, 11, 23, 10)
    ticket.note(by=cast.anna, body="Смотрю")  # a note is no reply
    assert due(ticket, "first_reply") == moscow(2026, 11, 23, 10)
    ticket.reply(by=cast.anna, body="Смотрю")
    assert due(ticket, "first_reply") is None


def test_a_promise_that_is_not_kept_is_a_breach_with_its_true_time(cast, time):
    promise()
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.stands(moscow(2026, 11, 17, 9))
    waking.wake()
    waking.wake()
    row = Breach.objects.get()
    assert (row.kind, row.broken_at) == ("first_reply", moscow(2026, 11, 16, 11))
    assert Event.objects.filter(code="promise.broken", ticket_id=ticket.pk).count() == 1


def test_every_debt_after_the_first_reply_has_a_promise_of_its_own(cast, time):
    promise()
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    time.stands(moscow(2026, 11, 16, 15))
    ticket.write(by=cast.vera, body="Базовый")
    assert due(ticket, "next_reply") == moscow(2026, 11, 16, 16)
    time.passes(minutes=30)
    ticket.write(by=cast.vera, body="Ау")
    assert due(ticket, "next_reply") == moscow(2026, 11, 16, 16)
    ticket.reply(by=cast.anna, body="Смотрю")
    assert due(ticket, "next_reply") is None


def test_r3_r6_a_solution_waits_for_the_customer_and_for_nobody_else(cast, time):
    """Six hours: 9–10 ours, 10–12 the customer's, 12–13 and 14–15 others', so 3 h by 15:00; 15–18 are the rest."""
    promise(solution=6 * HOUR)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.passes(hours=1)
    ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    assert due(ticket, "solution") is None
    time.passes(hours=2)
    ticket.write(by=cast.vera, body="Базовый")
    ticket.need_no_reply(by=cast.anna)
    ticket.await_other(whom="ДЦ", what="?", again_at=moscow(2026, 11, 18, 9), by=cast.anna)
    assert due(ticket, "solution") == moscow(2026, 11, 16, 18)
    time.stands(moscow(2026, 11, 16, 15))
    ticket.propose(by=cast.anna, body="Готово")
    assert due(ticket, "solution") is None


def test_the_first_promise_that_fits_holds(cast, time):
    promise(order=1)
    contract = promise(order=0, organization=cast.company("warm"), first_reply=HOUR, is_contract=True)
    time.stands(moscow(2026, 11, 16, 9))
    assert due(opened(cast.vera), "first_reply") == moscow(2026, 11, 16, 10)
    ticket = opened(cast.stranger)
    assert due(ticket, "first_reply") == moscow(2026, 11, 16, 11)
    contract.organization = None
    contract.urgency = 2
    contract.save()
    ticket.urge(2, by=cast.anna)
    assert due(ticket, "first_reply") == moscow(2026, 11, 16, 10)


def test_a_policy_changed_midway_moves_what_is_open(cast, time):
    row = promise()
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    Promise.objects.filter(pk=row.pk).update(first_reply=3 * HOUR)
    reckoning.reckon_open()
    assert due(ticket, "first_reply") == moscow(2026, 11, 16, 12)


def test_a_company_is_served_by_its_own_calendar(cast, time):
    promise()
    always = arranging.add_calendar({"ru": "Всегда"}, time_zone="UTC", week=[[(0, 1440)]] * 7, by=cast.boris)
    arranging.use_for(always, organizations=[cast.company("warm")], by=cast.boris)
    time.stands(moscow(2026, 11, 21, 9))
    assert due(opened(cast.vera), "first_reply") == moscow(2026, 11, 21, 11)
    assert due(opened(cast.stranger), "first_reply") == moscow(2026, 11, 23, 11)
    assert Calendar.objects.count() == 2


def test_r8_spam_breaks_no_promise(cast, time):
    promise()
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.stands(moscow(2026, 11, 16, 16))
    waking.wake()
    Ticket.objects.get(pk=ticket.pk).close(Closing.SPAM, by=cast.anna)
    assert Breach.objects.get().withdrawn_at is not None


def test_every_installation_promises_an_answer_within_two_working_hours(cast):
    seed.seed_promise()
    seed.seed_promise()
    assert Promise.objects.get().first_reply == 2 * HOUR


def test_a_promise_that_is_changed_midway_is_reckoned_from_where_it_began(cast, time):
    """Monday 9:00, four working hours: 13:00. At 10:30 it becomes six: 16:00, with 13–14 for lunch. At 15:00 it becomes
    five by contract: 15:00, which has come: broken then. At 15:10 it becomes eight: 18:00, and it was never broken.
    """
    policy = policies.add_promise(name={"ru": "Все"}, first_reply=4 * HOUR, by=cast.boris)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    assert due(ticket, "first_reply") == moscow(2026, 11, 16, 13)
    _change(policy, time, moscow(2026, 11, 16, 10, 30), cast, first_reply=6 * HOUR)
    assert due(ticket, "first_reply") == moscow(2026, 11, 16, 16)
    _change(policy, time, moscow(2026, 11, 16, 15), cast, first_reply=5 * HOUR, is_contract=True)
    row = Deadline.objects.get(ticket=ticket, kind="first_reply")
    assert (row.due_at, row.late_since, row.is_firm) == (None, moscow(2026, 11, 16, 15), True)
    assert Breach.objects.get(withdrawn_at=None).broken_at == moscow(2026, 11, 16, 15)
    _change(policy, time, moscow(2026, 11, 16, 15, 10), cast, first_reply=8 * HOUR)
    assert due(ticket, "first_reply") == moscow(2026, 11, 16, 18)
    assert Breach.objects.get().withdrawn_at == moscow(2026, 11, 16, 15, 10)
    limits = [
        (entry.before["limits"][0], entry.after["limits"][0])
        for entry in AuditEntry.objects.filter(code="promise.changed").order_by("id")
    ]
    assert limits == [(14400, 21600), (21600, 18000), (18000, 28800)]


def test_a_promise_that_another_takes_over_midway_leaves_what_was_broken(cast, time):
    """9:00, one hour: broken at 10:00. At 11:00 the policy is put out of use and nothing is promised: what was broken
    under it stands, and nothing is due.
    """
    policy = policies.add_promise(name={"ru": "Все"}, first_reply=HOUR, by=cast.boris)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.passes(hours=1)
    waking.wake()
    _change(policy, time, moscow(2026, 11, 16, 11), cast, first_reply=HOUR, is_active=False)
    assert due(ticket, "first_reply") is None
    assert Breach.objects.get().withdrawn_at is None


def _change(policy, time, at, cast, **about):
    time.stands(at)
    policies.change_promise(policy, by=cast.boris, **about)
    jobs.run_due()
