"""Every verb in the wrong hands (F8): it is refused, and nothing happens. What somebody holds was perhaps forged."""

from datetime import timedelta

import pytest

from otklik.kernel import clock
from otklik.kernel.models import Event
from otklik.kernel.verbs import Forbidden, Refused
from otklik.people import staffing
from otklik.people.models import Line, Person
from otklik.tickets import behalf, merging, splitting
from otklik.tickets.kinds import Closing, End
from otklik.tickets.models import Category, Message, Participant, Ticket
from tests.tickets.acting import opened

SOON = timedelta(hours=3)

STAFFS = {
    "accept": lambda t, c, by: t.accept(by=by),
    "assign": lambda t, c, by: t.assign(to=c.oleg, by=by),
    "return": lambda t, c, by: t.return_to_pool(by=by),
    "line": lambda t, c, by: t.move_to_line(Line.objects.get(code="second"), by=by),
    "nominate": lambda t, c, by: t.nominate(to=c.oleg, by=by),
    "reply": lambda t, c, by: t.reply(by=by, body="Взломано"),
    "propose": lambda t, c, by: t.propose(by=by, body="Взломано"),
    "no reply": lambda t, c, by: t.need_no_reply(by=by),
    "work": lambda t, c, by: t.work(by=by),
    "postpone": lambda t, c, by: t.postpone(until=clock.now() + SOON, why="Потом", by=by),
    "other": lambda t, c, by: t.await_other(whom="ДЦ", what="?", again_at=clock.now() + SOON, by=by),
    "develop": lambda t, c, by: t.develop(key="A-1", by=by),
    "close": lambda t, c, by: t.close(Closing.SPAM, by=by),
    "in words": lambda t, c, by: t.close_in_words(t.messages.in_order().last(), by=by),
    "tag": lambda t, c, by: t.tag(["spam"], by=by),
    "add tags": lambda t, c, by: t.add_tags(["spam"], by=by),
    "categorise": lambda t, c, by: t.categorise(Category.objects.first(), by=by),
    "rename": lambda t, c, by: t.rename("Взломано", by=by),
    "urge": lambda t, c, by: t.urge(2, by=by),
    "fill": lambda t, c, by: t.fill({"plan": "x"}, by=by),
    "invite": lambda t, c, by: t.invite(c.rival, by=by, part="customer"),
    "let go": lambda t, c, by: t.let_go(c.oleg, by=by),
    "answer at": lambda t, c, by: t.answer_at(c.vera.identities.first(), by=by),
    "split": lambda t, c, by: splitting.split(t, [t.messages.in_order().last()], subject="x", by=by),
    "link": lambda t, c, by: splitting.link(t, opened(c.vera), by=by),
    "merge": lambda t, c, by: merging.merge(t, into=opened(c.vera), by=by),
    "behalf": lambda t, c, by: behalf.open_for(behalf.Caller(person=c.vera), by=by, body="Взломано"),
}
CUSTOMERS = {
    "write": lambda t, c, by: t.write(by=by, body="Взломано"),
    "accept": lambda t, c, by: t.accept_solution(by=by),
    "withdraw": lambda t, c, by: t.withdraw(by=by),
    "react": lambda t, c, by: t.react(t.messages.get(kind="solution"), "thanks", by=by),
    "note": lambda t, c, by: t.note_privately(by=by, body="Взломано"),
}
EVERYBODYS = {
    "note": lambda t, c, by: t.note(by=by, body="Взломано"),
    "follow": lambda t, c, by: t.follow(by=by),
    "invite a colleague": lambda t, c, by: t.invite(c.oleg, by=by),
}


@pytest.fixture
def ticket(cast, time):
    """Vera asked, anna proposed, vera wrote again; oleg watches."""
    fresh = opened(cast.vera)
    fresh.accept(by=cast.anna)
    fresh.propose(by=cast.anna, body="Готово")
    fresh.follow(by=cast.oleg)
    time.passes(minutes=1)
    fresh.write(by=cast.vera, body="Проверяю")
    return fresh


def refused(act, ticket, cast, by):
    """The verb is refused, and nothing of the request is other than before."""
    before = facts(ticket)
    with pytest.raises(Refused):
        act(Ticket.objects.get(pk=ticket.pk), cast, by)
    assert facts(Ticket.objects.get(pk=ticket.pk)) == before
    assert not Message.objects.filter(body="Взломано").exists()


def facts(ticket):
    people = sorted(ticket.participants.present().values_list("person", flat=True))
    return ticket.state(), people, Event.objects.filter(ticket_id=ticket.pk).count(), ticket.messages.count()


@pytest.mark.parametrize("who", ["vera", "pavel", "rival", "misha", "dana"])
@pytest.mark.parametrize("verb", STAFFS)
def test_customers_trainees_and_developers_do_nothing_that_is_agents_to_do(cast, ticket, verb, who):
    refused(STAFFS[verb], ticket, cast, getattr(cast, who))


@pytest.mark.parametrize("verb", sorted(STAFFS.keys() - {"let go"}))
def test_whose_access_was_closed_does_nothing_any_more(cast, ticket, verb):
    staffing.deactivate(cast.oleg, by=cast.gleb)
    refused(STAFFS[verb], ticket, cast, cast.oleg)


@pytest.mark.parametrize("who", ["anna", "boris", "gleb", "misha"])
@pytest.mark.parametrize("verb", CUSTOMERS)
def test_staff_do_nothing_that_is_a_customers_to_do(cast, ticket, verb, who):
    refused(CUSTOMERS[verb], ticket, cast, getattr(cast, who))


@pytest.mark.parametrize("who", ["rival", "stranger", "zoya"])
@pytest.mark.parametrize("verb", sorted(CUSTOMERS.keys() - {"write"}))
def test_who_may_not_see_a_request_does_nothing_in_it(cast, ticket, verb, who):
    refused(CUSTOMERS[verb], ticket, cast, getattr(cast, who))


@pytest.mark.parametrize("who", ["rival", "stranger", "zoya", "dana"])
@pytest.mark.parametrize("verb", EVERYBODYS)
def test_who_may_not_see_a_request_neither_notes_nor_watches(cast, ticket, verb, who):
    refused(EVERYBODYS[verb], ticket, cast, getattr(cast, who))


@pytest.mark.parametrize("who", ["pavel", "flagged"])
def test_r15_who_may_not_decide_does_not_close_or_rate(cast, ticket, who):
    by = cast.pavel
    if who == "flagged":
        by = cast.stranger
        ticket.join(person=by, is_flagged=True, sees_from=clock.now())
    refused(CUSTOMERS["withdraw"], ticket, cast, by)
    ticket.withdraw(by=cast.vera)
    with pytest.raises(Forbidden):
        ticket.rate(5, by=by)


def test_a_stranger_who_writes_is_flagged_and_reads_only_what_follows(cast, ticket, time):
    """By mail anybody may: the words are kept, and the history is not shown."""
    time.passes(minutes=1)
    ticket.write(by=cast.rival, body="Мне тоже интересно")
    place = ticket.participants.get(person=cast.rival)
    assert (place.is_flagged, place.sees_from) == (True, clock.now())
    read = Message.objects.visible_to(cast.rival).filter(ticket=ticket)
    assert [message.body for message in read] == ["Мне тоже интересно"]


def test_r15_a_private_request_is_its_authors_alone(cast):
    ticket = opened(cast.zoya, is_private=True)
    for act in (CUSTOMERS["withdraw"], CUSTOMERS["note"], EVERYBODYS["follow"]):
        refused(act, ticket, cast, cast.vera)
    assert Ticket.objects.visible_to(cast.zoya).filter(pk=ticket.pk).exists()


def test_r15_what_was_visible_to_the_author_only_does_not_pass_on(cast):
    private, open_to_all = opened(cast.zoya, is_private=True), opened(cast.zoya)
    place = cast.zoya.membership_in(cast.company("warm").pk)
    staffing.leave(place, by=cast.vera, heir=cast.pavel)
    assert list(Ticket.objects.filter(customer=cast.pavel)) == [open_to_all]
    assert not Ticket.objects.visible_to(cast.pavel).filter(pk=private.pk).exists()


@pytest.mark.parametrize("who", ["pavel", "rival", "misha", "dana"])
def test_r15_only_support_the_author_and_the_head_pass_a_request_on(cast, ticket, who):
    refused(lambda t, c, by: t.pass_on(c.zoya, by=by), ticket, cast, getattr(cast, who))
    ticket.pass_on(cast.pavel, by=cast.vera)
    ticket.pass_on(cast.zoya, by=cast.anna)
    assert ticket.customer == cast.zoya


@pytest.mark.parametrize("heir", ["rival", "stranger", "anna"])
def test_r15_requests_pass_on_within_the_company_only(cast, ticket, heir):
    with pytest.raises(Refused, match=r"heir"):
        ticket.pass_on(getattr(cast, heir), by=cast.boris)


def test_a_colleague_who_became_staff_speaks_for_the_company_no_more(cast, ticket):
    from otklik.people.models import Role

    Person.objects.filter(pk=cast.pavel.pk).update(role=Role.objects.get(code="agent"))
    cast.pavel.memberships.update(role="head")
    refused(CUSTOMERS["accept"], ticket, cast, cast.pavel)


def test_b8_only_answers_are_reacted_to_and_only_where_they_stand(cast, ticket):
    other = opened(cast.vera)
    note = ticket.note(by=cast.anna, body="Клиент сложный")
    reply = other.reply(by=cast.anna, body="Смотрю")
    for message in (ticket.messages.in_order().first(), note, reply):
        with pytest.raises(Refused, match=r"reaction\.what"):
            ticket.react(message, "thanks", by=cast.vera)
    with pytest.raises(Refused, match=r"reaction\.what"):
        other.react(reply, "thanks", by=cast.vera)  # it can still be taken back


def test_r18_who_cannot_accept_cannot_be_nominated(cast, ticket):
    for person in (cast.misha, cast.dana, cast.vera):
        with pytest.raises(Refused):
            ticket.nominate(to=person, by=cast.anna)


def test_r13_a_question_that_can_still_be_taken_back_was_not_asked(cast, ticket):
    question = ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    with pytest.raises(Refused):
        ticket.answered_already(question, by=cast.vera)


def test_r2_a_colleagues_thanks_do_not_close_in_the_authors_words(cast, ticket):
    thanks = ticket.write(by=cast.pavel, body="Спасибо, заработало")
    with pytest.raises(Refused, match=r"words\.whose"):
        ticket.close_in_words(thanks, by=cast.anna)


def test_a_trainee_brings_colleagues_in_but_no_outsiders(cast, ticket):
    ticket.invite(cast.dana, by=cast.misha)
    assert Participant.objects.filter(ticket=ticket, person=cast.dana).exists()
    with pytest.raises(Forbidden):
        ticket.invite(cast.pavel, by=cast.misha, part="customer")


def test_nobody_takes_part_as_something_unknown(cast, ticket):
    with pytest.raises(Refused):
        ticket.invite(cast.dana, by=cast.anna, part="administrator")
