"""Two people at once: one wins, the others hear a reason, nobody waits for ever, and the history is true (F13)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import wraps
from threading import Barrier

import pytest
from django.db import connection

from otklik.kernel import clock, jobs
from otklik.kernel.verbs import Refused
from otklik.people import identifying, staffing
from otklik.people import merging as people_merging
from otklik.people.models import Line, Person, Role
from otklik.tickets import attaching, merging, splitting
from otklik.tickets.kinds import Closing, End, Kind
from otklik.tickets.models import Attachment, Message, Ticket
from otklik.tickets.opening import open_ticket
from tests.cast import everybody
from tests.tickets.acting import opened
from tests.tickets.test_spans import check_events, check_history, check_state

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


def at_once(*acts):
    """Let everybody act at the same moment; what each got, or the refusal. Anything else is raised."""
    start = Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            start.wait()
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def anew(ticket):
    """The request as another process reads it."""
    return Ticket.objects.get(pk=ticket.pk)


def check(*tickets):
    for ticket in tickets:
        check_history(ticket)
        check_state(ticket)
        check_events(ticket)


def won(results):
    return [result for result in results if not isinstance(result, Refused)]


@pytest.fixture
def cast(django_db_setup):
    return everybody()


def long_ago():
    """Time in which an answer has left already."""
    return clock.at(clock.now() - timedelta(minutes=5))


def repeated(test):
    """Chance decides who comes first: try it several times."""

    @wraps(test)
    def trying(cast):
        for _ in range(TIMES):
            test(cast)

    return trying


@repeated
def test_every_verb_of_both_sides_at_once_leaves_a_true_history(cast):
    anna, oleg, boris, vera, pavel = cast.anna, cast.oleg, cast.boris, cast.vera, cast.pavel
    with long_ago():
        ticket = opened(vera)
        solution = ticket.propose(by=anna, body="Готово")
    at_once(
        lambda: anew(ticket).accept_solution(by=vera, number=1),
        lambda: anew(ticket).reject_solution(by=vera, reason="Так же", number=1),
        lambda: anew(ticket).close(Closing.SOLVED, by=anna),
        lambda: anew(ticket).assign(to=oleg, by=boris),
        lambda: anew(ticket).return_to_pool(by=boris),
        lambda: anew(ticket).write(by=pavel, body="И у меня"),
        lambda: anew(ticket).withdraw(by=vera),
        lambda: anew(ticket).react(solution.message, "thanks", by=vera),
    )
    check(ticket)


@repeated
def test_b2_of_accepting_and_closing_at_once_one_is_told_so(cast):
    anna, vera = cast.anna, cast.vera
    with long_ago():
        ticket = opened(vera)
        ticket.propose(by=anna, body="Готово")
    results = at_once(
        lambda: anew(ticket).accept_solution(by=vera),
        lambda: anew(ticket).close(Closing.NOT_OURS, by=anna),
    )
    assert len(won(results)) == 1
    assert anew(ticket).closings.count() == 1
    check(ticket)


@repeated
def test_b9_taking_back_while_the_customer_writes_loses_neither_the_debt_nor_the_words(cast):
    anna, vera = cast.anna, cast.vera
    ticket = opened(vera)
    began = ticket.reply_owed_since
    reply = ticket.reply(by=anna, body="Какой тариф?", end=End.ASKED)
    at_once(
        lambda: anew(ticket).take_back(reply, by=anna),
        lambda: anew(ticket).write(by=vera, body="Ау?"),
    )
    check(ticket)
    assert anew(ticket).reply_owed_since == began


@repeated
def test_r11_merging_in_circles_ends_with_one_that_took_the_others_in(cast):
    anna, oleg, vera = cast.anna, cast.oleg, cast.vera
    one, two, three = (opened(vera) for _ in range(3))
    results = at_once(
        lambda: merging.merge(anew(one), into=anew(two), by=anna),
        lambda: merging.merge(anew(two), into=anew(one), by=oleg),
        lambda: merging.merge(anew(two), into=anew(three), by=anna),
        lambda: anew(one).write(by=vera, body="Ещё не работает"),
        lambda: anew(two).accept(by=oleg),
    )
    check(one, two, three)
    assert won(results[:3])
    assert Message.objects.get(body="Ещё не работает", ticket__kind__in=["new", "in_work"]).ticket.is_open
    Message.objects.filter(body="Ещё не работает").update(body="Было")


def test_r11_two_who_undo_one_merge_undo_it_once(cast):
    anna, oleg, vera = cast.anna, cast.oleg, cast.vera
    one, two = opened(vera), opened(vera)
    done = merging.merge(one, into=two, by=anna)
    results = at_once(
        lambda: merging.unmerge(type(done).objects.get(pk=done.pk), by=anna),
        lambda: merging.unmerge(type(done).objects.get(pk=done.pk), by=oleg),
        lambda: anew(two).write(by=vera, body="Ну как?"),
    )
    assert len(won(results[:2])) == 1
    check(one, two)


def test_two_who_split_the_same_message_off_split_it_once(cast):
    anna, oleg, vera = cast.anna, cast.oleg, cast.vera
    ticket = opened(vera)
    asked = ticket.write(by=vera, body="А счёт?")
    results = at_once(
        *(lambda by=by: splitting.split(anew(ticket), [asked], subject="Счёт", by=by) for by in (anna, oleg))
    )
    assert len(won(results)) == 1
    check(ticket, *won(results))


@repeated
def test_r3_a_child_that_answers_while_its_parent_moves_blocks_nobody(cast):
    anna, oleg, boris, vera = cast.anna, cast.oleg, cast.boris, cast.vera
    line = Line.objects.get(code="second")
    parent = opened(vera)
    wait = parent.await_other(whom="2-я", what="?", again_at=clock.now() + timedelta(hours=1), by=anna, department=line)
    other = opened(vera)
    at_once(
        lambda: anew(wait.child).propose(by=oleg, body="Вот"),
        lambda: anew(wait.child).close(Closing.SOLVED, by=boris),
        lambda: anew(parent).postpone(until=clock.now() + timedelta(hours=1), why="Ждём", by=boris),
        lambda: merging.merge(anew(parent), into=anew(other), by=anna),
    )
    jobs.run_due()
    check(parent, wait.child, other)


def test_one_upload_goes_with_one_message(cast):
    anna, vera = cast.anna, cast.vera
    ticket = opened(vera)
    file = attaching.attach(b"x", "a.txt", by=anna)
    at_once(
        *(
            lambda body=body: anew(ticket).note(by=anna, body=body, files=[Attachment.objects.get(pk=file.pk)])
            for body in ("раз", "два", "три")
        )
    )
    notes = Message.objects.filter(ticket=ticket, kind="note").order_by("pk")
    assert [note.attachments.count() for note in notes] == [1, 0, 0]


def test_a_stranger_who_writes_twice_at_once_is_one_person(cast):
    results = at_once(*(lambda: identifying.known("email", "new@somewhere.example")[0].pk for _ in range(4)))
    assert len(set(results)) == 1


@repeated
def test_two_administrators_who_dismiss_each_other_leave_one(cast):
    boris, gleb = cast.boris, cast.gleb
    admin, agent = (Role.objects.get(code=code) for code in ("admin", "agent"))
    Person.objects.filter(pk__in=[boris.pk, gleb.pk]).update(role=admin)
    boris, gleb = cast.boris, cast.gleb
    results = at_once(
        lambda: staffing.give_role(cast.gleb, agent, by=boris),
        lambda: staffing.give_role(cast.boris, agent, by=gleb),
    )
    assert len(won(results)) == 1
    assert Person.objects.active().filter(role=admin).count() == 1


def test_two_records_merged_into_each_other_are_merged_once_while_requests_are_opened(cast):
    boris, gleb, vera, stranger = cast.boris, cast.gleb, cast.vera, cast.stranger
    results = at_once(
        lambda: people_merging.merge(stranger, into=vera, by=boris),
        lambda: people_merging.merge(vera, into=stranger, by=gleb),
        *(lambda: open_ticket(customer=stranger, body="Не работает") for _ in range(3)),
    )
    assert len(won(results[:2])) == 1
    kept = identifying.current(Person.objects.get(pk=vera.pk))
    assert Ticket.objects.visible_to(kept).filter(kind=Kind.NEW).count() == 3


def test_f26_nothing_happens_before_what_it_waited_for(cast):
    anna, vera = cast.anna, cast.vera
    ticket = opened(vera)
    with clock.at(clock.now() + timedelta(seconds=5)):
        anew(ticket).accept(by=anna)
    message = anew(ticket).write(by=vera, body="Ну как?")  # began before, came later
    assert message.created_at == anew(ticket).changed_at
    check(ticket)
