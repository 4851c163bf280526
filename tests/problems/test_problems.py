"""A problem: its requests, their urgency, words and solutions to all (C4, R11)."""

import pytest
from django.db import transaction

from otklik.kernel import jobs
from otklik.kernel.models import Event
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.problems import figures, founding, suspecting, telling
from otklik.problems.models import CopyState, Joining, Problem, State, Suspicion, What
from otklik.tickets.models import Message
from otklik.tickets.models.ticket import Urgency
from tests.problems.crowd import OUTAGE, crowd, customer, writes
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db
RU, UK = ("ru", "polite"), ("uk", "polite")


@pytest.fixture
def tickets(cast):
    return [opened(customer("ann")), opened(customer("bob", language="uk")), opened(cast.vera)]


@pytest.fixture
def problem(cast, tickets):
    return founding.found("Ошибка 503", tickets, by=cast.anna)


def test_its_requests_are_raised_and_lowered_again_when_they_leave(cast, problem, tickets):
    assert [one.locked().urgency for one in tickets] == [Urgency.RAISED] * 3
    founding.change(problem, by=cast.anna, severity=Urgency.CRITICAL)
    assert tickets[0].locked().urgency == Urgency.CRITICAL
    problem.refresh_from_db()
    founding.leave(problem, tickets[0], by=cast.anna)
    assert tickets[0].locked().urgency == Urgency.USUAL
    assert tickets[1].locked().urgency == Urgency.CRITICAL


def test_one_that_was_critical_by_itself_stays_so(cast):
    ticket = opened(cast.vera)
    ticket.urge(Urgency.CRITICAL, by=cast.anna)
    problem = founding.found("Ошибка 503", [ticket], by=cast.anna)
    founding.leave(problem, ticket, by=cast.anna)
    assert ticket.locked().urgency == Urgency.CRITICAL


def test_a_request_is_in_one_open_problem_at_most(cast, problem, tickets):
    other = founding.found("Другое", [], by=cast.anna)
    with pytest.raises(Stale) as twice:
        founding.join(problem, tickets[0], by=cast.anna)
    assert twice.value.code == "problem.joined"
    with pytest.raises(Stale) as elsewhere:
        founding.join(other, tickets[0], by=cast.anna)
    assert elsewhere.value.facts == {"problem": problem.pk}
    assert str(problem.pk) in str(elsewhere.value.said)
    founding.close(problem, by=cast.anna)
    founding.join(other, tickets[0], by=cast.anna)
    founding.reopen(problem, by=cast.anna)
    assert founding.current(tickets[0]).problem == other
    assert founding.current(tickets[1]).problem == problem


def test_a_closed_problem_and_a_closed_request_are_not_joined(cast, problem):
    ticket = opened(cast.pavel)
    founding.close(problem, by=cast.anna)
    with pytest.raises(Stale):
        founding.join(problem, ticket, by=cast.anna)
    ticket.withdraw(by=cast.pavel, solved=True)
    founding.reopen(problem, by=cast.anna)
    with pytest.raises(Refused, match="ticket_closed"):
        founding.join(problem, ticket, by=cast.anna)


def test_who_may_not_merge_founds_no_problem(cast, tickets):
    with pytest.raises(Forbidden):
        founding.found("Ошибка 503", tickets, by=cast.misha)


def test_customers_never_see_a_problem(cast, problem):
    assert not Problem.objects.visible_to(cast.vera).exists()
    assert not Problem.objects.visible_to(None).exists()
    assert not Problem.objects.visible_to(cast.dana).exists()
    assert Problem.objects.visible_to(cast.misha).get() == problem


def test_one_reply_reaches_each_in_their_own_request_and_language(cast, problem, tickets, time):
    said = telling.say(problem, What.REPLY, {RU: "{клиент}, чиним", UK: "{клиент}, лагодимо"}, by=cast.anna)
    jobs.run_due()
    bodies = {one.ticket_id: one.body for one in Message.objects.filter(kind="reply")}
    assert bodies[tickets[0].pk] == "Ann, чиним"
    assert bodies[tickets[1].pk] == "Bob, лагодимо"
    assert bodies[tickets[2].pk] == "Вера, чиним"
    assert {one.state for one in said.copies.all()} == {CopyState.SAID}
    assert not any(one.locked().reply_owed_since for one in tickets)
    jobs.run_due(times=2)
    assert Message.objects.filter(kind="reply").count() == 3


def test_the_informal_words_go_to_those_who_are_spoken_to_so(cast):
    friend = opened(customer("kim", tone="informal"))
    problem = founding.found("Ошибка 503", [friend], by=cast.anna)
    telling.say(problem, What.REPLY, {RU: "Проверьте", ("ru", "informal"): "Проверь"}, by=cast.anna)
    jobs.run_due()
    assert Message.objects.get(kind="reply").body == "Проверь"


def test_it_is_taken_back_everywhere_while_it_can_be(cast, problem, tickets, time):
    said = telling.say(problem, What.REPLY, {RU: "Чиним"}, by=cast.anna)
    telling.go_on(said)
    assert telling.take_back(said, by=cast.anna) == 3
    assert all(one.locked().reply_owed_since for one in tickets)
    assert {one.state for one in said.copies.all()} == {CopyState.TAKEN_BACK}
    assert telling.take_back(said, by=cast.anna) == 0


def test_what_was_said_meanwhile_is_read_first(cast, problem, tickets):
    said = telling.say(problem, What.REPLY, {RU: "Чиним"}, by=cast.anna)
    tickets[2].write(by=cast.vera, body="Уже не нужно, отмените заказ")
    jobs.run_due()
    (failed,) = said.copies.filter(state=CopyState.FAILED)
    assert (failed.ticket_id, failed.why) == (tickets[2].pk, "reply.behind")
    telling.try_again(said, by=cast.anna)
    jobs.run_due()
    assert not said.copies.filter(state=CopyState.FAILED).exists()
    assert Message.objects.filter(kind="reply").count() == 3


def test_one_request_that_was_closed_holds_up_nobody(cast, problem, tickets):
    said = telling.say(problem, What.SOLUTION, {RU: "Починили, проверьте"}, by=cast.anna)
    tickets[2].withdraw(by=cast.vera, solved=True)
    jobs.run_due()
    assert said.copies.filter(state=CopyState.SAID).count() == 2
    assert said.copies.get(ticket=tickets[2]).state == CopyState.FAILED


def test_a_gap_in_the_words_is_written_to_nobody(cast, problem):
    said = telling.say(problem, What.REPLY, {RU: "Здравствуйте, {непонятно}"}, by=cast.anna)
    jobs.run_due()
    assert {(one.state, one.why) for one in said.copies.all()} == {(CopyState.FAILED, "say.gap")}


def test_each_customer_decides_on_the_solution_for_themselves(cast, problem, tickets, time):
    telling.say(problem, What.SOLUTION, {RU: "Починили, проверьте"}, by=cast.anna)
    jobs.run_due()
    time.passes(minutes=5)
    tickets[0].accept_solution(by=tickets[0].customer)
    tickets[1].reject_solution(by=tickets[1].customer, reason="Всё так же")
    made = figures.of(problem)
    assert (made.people, made.tickets, made.helped, made.rejected, made.undecided) == (3, 3, 1, 1, 1)
    assert founding.locked(problem).state == State.PROPOSED


def test_nothing_is_written_without_words_or_requests(cast, problem):
    with pytest.raises(Refused, match=r"message\.empty"):
        telling.say(problem, What.REPLY, {RU: "  "}, by=cast.anna)
    empty = founding.found("Пусто", [], by=cast.anna)
    with pytest.raises(Refused, match=r"say\.nobody"):
        telling.say(empty, What.REPLY, {RU: "Чиним"}, by=cast.anna)


def test_many_are_written_to_a_few_at_a_time(cast, monkeypatch):
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    tickets = [opened(customer(f"one{place}")) for place in range(5)]
    problem = founding.found("Ошибка 503", tickets, by=cast.anna)
    said = telling.say(problem, What.NOTE, {RU: "Смотрим узел"}, by=cast.anna)
    telling.go_on(said)
    assert said.copies.filter(state=CopyState.SAID).count() == 2
    jobs.run_due()
    assert said.copies.filter(state=CopyState.SAID).count() == 5


def test_what_happened_is_in_the_history_of_the_problem_and_of_the_request(cast, problem, tickets):
    codes = set(Event.objects.filter(noun="problem", noun_id=problem.pk).values_list("code", flat=True))
    assert {"problem.founded", "problem.joined"} <= codes
    assert Event.objects.filter(code="problem.joined", ticket_id=tickets[0].pk).exists()
    with transaction.atomic():
        assert Joining.objects.current().count() == 3


def test_the_time_to_notice_runs_from_the_first_request(cast, time):
    first = writes(customer("first"), OUTAGE[0])
    time.passes(minutes=20)
    crowd(2)
    problem = suspecting.confirm(Suspicion.objects.open().get(), "503", by=cast.anna)
    made = figures.of(problem)
    assert made.first == first.opened_at
    assert round(made.noticed_in.total_seconds(), -1) == 1200
