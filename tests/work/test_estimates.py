"""Paid work is approved by the head of the customer's company with its sum (R15)."""

import re

import pytest

from otklik.kernel import jobs
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.people.models import Membership
from otklik.tickets.kinds import Closing, Turn
from otklik.tickets.models import Ticket
from otklik.work import billing, estimating
from otklik.work.models import Charge, Estimate, State
from tests.desk.asking import address, post, text
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db
WHAT = "Перенести три сайта на новый сервер"


@pytest.fixture
def ticket(cast):
    """Of Pavel, who works for Vera."""
    fresh = opened(cast.pavel)
    fresh.accept(by=cast.anna)
    return fresh


@pytest.fixture
def estimate(cast, ticket):
    return estimating.draft(ticket, 1250050, "RUB", WHAT, by=cast.anna)


@pytest.fixture
def sent(cast, estimate, time):
    estimating.send(estimate, by=cast.anna)
    time.passes(minutes=1)
    return now(estimate)


def now(row):
    return type(row).objects.get(pk=row.pk)


def link(letter):
    return "/" + re.search(r"https?://\S+/estimates/\S+", letter.body)[0].split("/", 3)[3]


def decision(client, estimate, **form):
    return client.post(f"/requests/{estimate.ticket.number}/estimates/{estimate.pk}/", form)


def test_an_agent_drafts_and_sends_it_from_the_request(signed_in, cast, ticket):
    anna = signed_in(cast.anna)
    form = {"amount": "12 500,50", "currency": "RUB", "what": WHAT}
    post(anna, ticket, "estimate/", **form)
    assert (Estimate.objects.get().amount, Estimate.objects.get().state) == (1250050, State.DRAFT)
    post(anna, ticket, "estimate/", **{**form, "amount": "13000"}, sends="on")
    made = Estimate.objects.get()
    assert (made.amount, made.state) == (1300000, State.SENT)
    assert "ждёт согласования" in text(anna.get(address(ticket, "ledger/")))


def test_a_wrong_sum_comes_back_with_the_text(signed_in, cast, ticket):
    answer = post(signed_in(cast.anna), ticket, "estimate/", amount="много", currency="RUB", what=WHAT)
    assert answer.status_code == 422
    assert WHAT in answer.content.decode()
    assert not Estimate.objects.exists()


def test_the_turn_is_the_customers_while_it_waits_and_ours_after(cast, ticket, sent):
    waiting = now(ticket)
    assert (waiting.turn, waiting.kind) == (Turn.CUSTOMER, "awaiting_customer")
    assert "12\u00a0500,50" in waiting.last_public_message.body
    estimating.approve(sent, by=cast.vera)
    assert now(ticket).turn == Turn.OURS
    assert now(ticket).reply_owed_since is not None
    assert codes(ticket)[-1] == "estimate.approved"


def test_each_head_gets_a_letter_with_a_link_of_their_own_and_the_request_has_none(cast, sent, mailoutbox):
    jobs.run_due()
    jobs.run_due()
    (letter,) = mailoutbox
    assert letter.to == ["vera@warm.example"]
    assert WHAT in letter.body
    assert "/estimates/" not in sent.message.body


def test_the_link_decides_once_and_looking_decides_nothing(client, cast, sent, mailoutbox):
    jobs.run_due()
    place = link(mailoutbox[0])
    page = client.get(place)
    assert WHAT in text(page)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert now(sent).state == State.SENT
    assert client.post(place).status_code == 200
    assert client.post(place).status_code == 200
    assert (now(sent).state, now(sent).decided_by) == (State.APPROVED, cast.vera)
    assert codes(sent.ticket).count("estimate.approved") == 1


def test_a_guessed_or_changed_link_is_nothing(client, sent, mailoutbox):
    jobs.run_due()
    assert client.get(link(mailoutbox[0]).replace(f"{sent.pk}.", f"{sent.pk + 1}.")).status_code == 404
    assert client.post("/estimates/guessed/").status_code == 404


def test_the_link_of_a_head_who_has_left_decides_nothing(client, cast, sent, mailoutbox):
    jobs.run_due()
    Membership.objects.filter(person=cast.vera).update(role="member")
    assert client.post(link(mailoutbox[0])).status_code == 422
    assert now(sent).state == State.SENT


def test_the_head_approves_on_the_portal_and_the_author_sees_who_does(signed_in, cast, sent):
    pavels = text(signed_in(cast.pavel).get(f"/requests/{sent.ticket.number}/"))
    assert "Вера Соколова" in pavels
    assert decision(signed_in(cast.pavel), sent).status_code == 403
    assert now(sent).state == State.SENT
    assert "Согласовать" in text(signed_in(cast.vera).get(f"/requests/{sent.ticket.number}/"))
    assert decision(signed_in(cast.vera), sent).status_code == 303
    assert now(sent).state == State.APPROVED


def test_another_companys_head_finds_nothing(signed_in, cast, sent):
    assert decision(signed_in(cast.rival), sent).status_code == 404
    with pytest.raises(Forbidden):
        estimating.approve(sent, by=cast.rival)
    with pytest.raises(Forbidden):
        estimating.approve(sent, by=cast.boris)


def test_declining_takes_a_reason_which_is_said_in_the_request(signed_in, cast, sent):
    vera = signed_in(cast.vera)
    assert decision(vera, sent, decline="1", why=" ").status_code == 422
    decision(vera, sent, decline="1", why="Дорого")
    assert (now(sent).state, now(sent).why) == (State.DECLINED, "Дорого")
    assert "Дорого" in now(sent.ticket).last_public_message.body
    with pytest.raises(Stale):
        estimating.approve(now(sent), by=cast.vera)


def test_one_who_belongs_to_no_company_decides_alone(cast, time):
    ticket = opened(cast.stranger)
    made = estimating.draft(ticket, 100, "EUR", WHAT, by=cast.anna)
    estimating.send(made, by=cast.anna)
    time.passes(minutes=1)
    estimating.approve(now(made), by=cast.stranger)
    assert billing.left(ticket) == {"EUR": 100}


def test_it_is_not_sent_where_nobody_may_approve(cast, estimate):
    Membership.objects.filter(role="head").update(role="member")
    with pytest.raises(Refused, match=r"estimate\.nobody"):
        estimating.send(estimate, by=cast.anna)
    assert now(estimate).state == State.DRAFT


def test_a_head_who_does_not_see_a_private_request_does_not_approve_it(cast):
    hidden = opened(cast.pavel, is_private=True)
    assert estimating.approvers(hidden) == []


def test_sending_that_was_taken_back_leaves_a_draft_and_no_letter(cast, ticket, estimate, mailoutbox, time):
    estimating.send(estimate, by=cast.anna)
    assert not Estimate.objects.public().exists()
    ticket.take_back(now(estimate).message, by=cast.anna)
    time.passes(minutes=1)
    jobs.run_due()
    assert now(estimate).state == State.DRAFT
    assert mailoutbox == []
    estimating.send(now(estimate), by=cast.anna)


def test_a_withdrawn_one_is_said_to_the_customer_and_cannot_be_approved(signed_in, cast, ticket, sent):
    signed_in(cast.anna).post(address(ticket, f"estimates/{sent.pk}/withdrawal/"))
    assert now(sent).state == State.WITHDRAWN
    assert "не действует" in now(ticket).last_public_message.body
    with pytest.raises(Stale):
        estimating.approve(now(sent), by=cast.vera)
    assert estimating.draft(ticket, 1, "RUB", WHAT, by=cast.anna).number == 2


def test_one_at_a_time_waits_and_a_sent_one_is_not_rewritten(cast, ticket, sent):
    with pytest.raises(Stale):
        estimating.draft(ticket, 1, "RUB", WHAT, by=cast.oleg)
    with pytest.raises(Stale):
        estimating.change(sent, 1, "RUB", WHAT, by=cast.oleg)
    with pytest.raises(Stale):
        estimating.send(sent, by=cast.oleg)


def test_a_closed_request_approves_nothing(cast, ticket, sent):
    ticket.close(Closing.SOLVED, by=cast.anna)
    with pytest.raises(Stale):
        estimating.approve(sent, by=cast.vera)


def test_r15_no_more_is_billed_than_was_approved_without_a_new_approval(signed_in, cast, ticket, sent, time):
    anna = signed_in(cast.anna)
    with pytest.raises(Refused, match=r"bill\.over"):
        billing.bill(ticket, 1, "RUB", "Рано", by=cast.anna)
    estimating.approve(sent, by=cast.vera)
    post(anna, ticket, "bill/", amount="10000", currency="RUB", what="Два сайта")
    answer = post(anna, ticket, "bill/", amount="2500,51", currency="RUB", what="Третий")
    assert answer.status_code == 422
    assert "2\u00a0500,50" in answer.content.decode()
    assert billing.left(ticket) == {"RUB": 250050}
    more = estimating.draft(now(ticket), 1, "RUB", "Копейка", by=cast.anna)
    estimating.send(more, by=cast.anna)
    time.passes(minutes=1)
    estimating.approve(now(more), by=cast.vera)
    billing.bill(ticket, 250051, "RUB", "Третий", by=cast.anna)
    assert billing.left(ticket) == {"RUB": 0}


def test_another_currency_was_not_approved(cast, ticket, sent):
    estimating.approve(sent, by=cast.vera)
    with pytest.raises(Refused, match=r"bill\.over"):
        billing.bill(ticket, 1, "USD", "Два сайта", by=cast.anna)


def test_what_was_billed_wrongly_is_corrected_once_and_its_sum_is_free_again(signed_in, cast, ticket, sent):
    estimating.approve(sent, by=cast.vera)
    charge = billing.bill(ticket, 1250050, "RUB", "Всё", by=cast.anna)
    post(signed_in(cast.anna), ticket, "unbill/", charge=charge.pk, what="Не то")
    assert billing.left(ticket) == {"RUB": 1250050}
    assert Charge.objects.of(ticket).total() == 0
    with pytest.raises(Stale):
        billing.unbill(charge, "Ещё раз", by=cast.anna)


def test_a_trainee_neither_estimates_nor_bills(cast, ticket, estimate):
    for act in (
        lambda: estimating.draft(ticket, 1, "RUB", WHAT, by=cast.misha),
        lambda: estimating.send(estimate, by=cast.misha),
        lambda: billing.bill(ticket, 1, "RUB", WHAT, by=cast.misha),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_colleagues_page_asks_nothing_of_a_request_without_estimates(signed_in, cast, ticket):
    assert Ticket.objects.get(pk=ticket.pk).turn == Turn.OURS
    assert "Смета" not in text(signed_in(cast.vera).get(f"/requests/{ticket.number}/"))
