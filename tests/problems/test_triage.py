"""Triage: one key, a check for what resolves itself, and what it proved to be (C6, R28)."""

import pytest

from otklik.kernel import jobs
from otklik.kernel.verbs import Forbidden, Refused
from otklik.problems import founding, triage
from otklik.problems.models import Class, LeaderShare, Triage
from otklik.tickets.kinds import Closing, Kind
from otklik.tickets.models import Message
from tests.problems.crowd import crowd
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db


def test_what_resolves_itself_needs_no_answer_now_and_comes_back_with_a_question(cast, time):
    ticket = opened(cast.vera)
    triage.sort(ticket, Class.SELF, by=cast.anna)
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.reply_owed_since) == (Kind.POSTPONED, None)
    jobs.run_due()
    time.passes(hours=25)
    ticket.wake()
    jobs.run_due()
    ticket.refresh_from_db()
    assert ticket.kind == Kind.AWAITING_CUSTOMER
    assert "Наладилось ли само" in Message.objects.get(ticket=ticket, kind="reply").body
    assert triage.check(ticket) is None
    ticket.withdraw(by=cast.vera, solved=True)
    jobs.run_due()
    assert Triage.objects.get(ticket=ticket).proved == Class.SELF
    assert triage.records()[Class.SELF] == (1, 1)


def test_a_customer_who_wrote_meanwhile_is_not_asked(cast, time):
    ticket = opened(cast.vera)
    triage.sort(ticket, Class.SELF, by=cast.anna)
    ticket.write(by=cast.vera, body="Ничего не наладилось, ждём")
    time.passes(hours=25)
    assert triage.check(ticket) is None
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()


def test_two_answers_are_a_hint_and_more_or_a_failed_solution_are_not(cast, time):
    hint, need = opened(cast.vera), opened(cast.rival)
    for ticket in (hint, need):
        triage.sort(ticket, Class.HINT, by=cast.anna)
        ticket.propose(by=cast.anna, body="Перезапустите приложение")
    time.passes(minutes=1)
    need.reject_solution(by=cast.rival, reason="Не помогло")
    need.propose(by=cast.anna, body="Переустановите приложение")
    time.passes(minutes=1)
    hint.accept_solution(by=cast.vera)
    need.accept_solution(by=cast.rival)
    jobs.run_due()
    assert [Triage.objects.get(ticket=one).proved for one in (hint, need)] == [Class.HINT, Class.NEED]
    assert triage.records()[Class.HINT] == (1, 2)


def test_spam_proves_nothing(cast):
    ticket = opened(cast.stranger)
    triage.sort(ticket, Class.NEED, by=cast.anna)
    ticket.close(Closing.SPAM, by=cast.anna)
    jobs.run_due()
    assert Triage.objects.get(ticket=ticket).proved == ""


def test_the_class_changes_and_who_may_not_sort_does_not(cast):
    ticket = opened(cast.vera)
    triage.sort(ticket, Class.HINT, by=cast.anna)
    triage.sort(ticket, Class.NEED, by=cast.anna)
    assert Triage.objects.get(ticket=ticket).verdict == Class.NEED
    assert codes(ticket).count("triage.set") == 2
    with pytest.raises(Forbidden):
        triage.sort(ticket, Class.HINT, by=cast.misha)
    with pytest.raises(Refused, match="unknown"):
        triage.sort(ticket, "perhaps", by=cast.anna)


def test_two_people_about_the_same_need_somebody(cast):
    assert triage.suggested(opened(cast.vera, body="Пришлите договор")) == ""
    first, _second = crowd(2)
    assert triage.suggested(first) == Class.NEED
    lonely = opened(cast.rival)
    founding.found("Ошибка", [lonely], by=cast.anna)
    assert triage.suggested(lonely) == Class.NEED


def test_the_share_that_reaches_the_leaders_is_reckoned_from_events(cast):
    for person in (cast.vera, cast.rival, cast.pavel):
        ticket = opened(person)
        ticket.accept(by=cast.boris if person == cast.vera else cast.anna)
    triage.learn()
    triage.learn()
    assert triage.leaders_share() == (1, 3)
    assert LeaderShare.objects.count() == triage.DAYS_AGAIN
