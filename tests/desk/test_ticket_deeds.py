"""What is done at once."""

import pytest

from otklik.kernel.models import Event
from otklik.tickets.kinds import Kind, Turn
from otklik.tickets.models import Ticket
from tests.desk import stories
from tests.desk.asking import Page, address, post, text
from tests.tickets.acting import codes, opened


@pytest.fixture
def ticket(cast):
    return opened(cast.vera)


@pytest.fixture
def anna(signed_in, cast):
    return signed_in(cast.anna)


def now_is(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_the_first_to_accept_is_responsible_and_the_second_learns_who(signed_in, anna, cast, ticket):
    """B3."""
    answer = post(anna, ticket, "responsibility/")
    assert answer.status_code == 200
    assert {"ticket-head", "composer-send"} <= set(Page(answer.content.decode()).ids)
    late = post(signed_in(cast.oleg), ticket, "responsibility/")
    assert late.status_code == 409
    assert "Анна Белова" in text(late)
    assert late.headers["HX-Reswap"] == "none"
    assert now_is(ticket).responsible == cast.anna


def test_a_second_click_on_accept_changes_nothing(anna, ticket):
    assert [post(anna, ticket, "responsibility/").status_code for _ in range(2)] == [200, 200]
    assert codes(ticket).count("ticket.accepted") == 1


def test_without_javascript_a_deed_leads_back_with_a_word(anna, ticket):
    answer = post(anna, ticket, "responsibility/", htmx=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, address(ticket))
    assert "теперь у вас" in text(anna.get(address(ticket)))


def test_one_watches_and_watches_no_more(anna, cast, ticket):
    post(anna, ticket, "following/")
    assert ticket.participants.get(person=cast.anna).follows
    assert "Не наблюдать" in text(anna.get(address(ticket)))
    post(anna, ticket, "following/")
    assert not ticket.participants.get(person=cast.anna).follows


def test_a_request_goes_back_to_the_line_by_its_holder_or_a_lead(signed_in, anna, cast, ticket):
    ticket.accept(by=cast.anna)
    assert post(signed_in(cast.oleg), ticket, "pool/").status_code == 403
    assert post(anna, ticket, "pool/").status_code == 200
    assert now_is(ticket).responsible is None


def test_a_debt_may_need_no_reply(anna, cast, ticket):
    """R1."""
    ticket.accept(by=cast.anna)
    assert "Ответ не нужен" in text(anna.get(address(ticket)))
    post(anna, ticket, "debt/")
    assert now_is(ticket).reply_owed_since is None
    assert "Ответ не нужен" not in text(anna.get(address(ticket, "head/")))
    assert post(anna, ticket, "debt/").status_code == 422


def test_work_is_taken_up_again(anna, cast, ticket):
    ticket.reply(by=cast.anna, body="Какой адрес?", end="asked")
    post(anna, ticket, "work/")
    assert (now_is(ticket).kind, now_is(ticket).turn) == (Kind.IN_WORK, Turn.OURS)


def test_spam_is_closed_with_one_click_and_can_come_back(anna, ticket):
    """R8."""
    post(anna, ticket, "spam/")
    assert now_is(ticket).closing_kind == "spam"
    assert post(anna, ticket, "reopening/", reason="Не спам").status_code == 200
    assert now_is(ticket).is_open


def test_words_close_and_the_sentence_is_kept(anna, time):
    """R2."""
    time.stands(stories.NOW)
    ticket = stories.wrote_after_the_solution(5003, stories.NOW)
    words = ticket.last_public_message
    post(anna, ticket, f"messages/{words.pk}/words/")
    solution = ticket.solutions.get(number=2)
    assert (solution.outcome, solution.words, now_is(ticket).closing_kind) == (
        "accepted_in_words",
        words,
        "accepted_in_words",
    )
    assert post(anna, ticket, f"messages/{words.pk}/words/").status_code in (409, 422)


def test_words_reject_and_the_turn_is_ours(anna, time):
    """R2."""
    time.stands(stories.NOW)
    ticket = stories.wrote_after_the_solution(5003, stories.NOW)
    words = ticket.last_public_message
    post(anna, ticket, f"messages/{words.pk}/rejection/")
    solution = ticket.solutions.get(number=2)
    assert (solution.outcome, solution.reason, now_is(ticket).kind) == ("rejected", words.body, Kind.REOPENED)


def test_words_from_before_the_solution_and_our_own_are_no_answer(anna, cast, time):
    """R2."""
    time.stands(stories.NOW)
    ticket = stories.wrote_after_the_solution(5003, stories.NOW)
    first, ours = ticket.messages.earliest("id"), ticket.messages.filter(side="support").latest("id")
    for message in (first, ours):
        for rest in ("words/", "rejection/"):
            assert post(anna, ticket, f"messages/{message.pk}/{rest}").status_code == 422


def test_a_message_of_another_request_is_not_found(anna, cast, ticket):
    foreign = opened(cast.rival).last_message
    for rest in ("words/", "rejection/", "withdrawal/"):
        assert post(anna, ticket, f"messages/{foreign.pk}/{rest}").status_code == 404
    assert anna.get(address(ticket, f"messages/{foreign.pk}/letter/")).status_code == 404


def test_a_participant_is_let_go_and_may_leave(signed_in, anna, cast, ticket):
    for person in (cast.oleg, cast.misha):
        ticket.invite(person, by=cast.anna)
    post(anna, ticket, f"participants/{cast.oleg.pk}/departure/")
    assert post(signed_in(cast.misha), ticket, f"participants/{cast.misha.pk}/departure/").status_code == 200
    assert not ticket.participants.present().exists()
    assert Event.objects.filter(code="participant.left").count() == 2


def test_a_developer_who_leaves_goes_to_where_they_may_be(signed_in, cast, ticket):
    ticket.invite(cast.dana, by=cast.anna, part="developer")
    answer = post(signed_in(cast.dana), ticket, f"participants/{cast.dana.pk}/departure/")
    assert answer.headers["HX-Redirect"] == "/desk/"


def test_who_writes_and_who_looks_is_seen_by_the_others(signed_in, anna, cast, ticket):
    """B9."""
    post(anna, ticket, "presence/", doing="types")
    post(signed_in(cast.oleg), ticket, "presence/", doing="looks")
    shown = text(signed_in(cast.boris).get(address(ticket, "presence/")))
    assert "Анна Белова тоже пишет" in shown
    assert "Ещё здесь: Олег" in shown
    assert "Анна" not in text(anna.get(address(ticket, "presence/")))
    post(anna, ticket, "presence/", doing="")
    assert "Анна" not in text(signed_in(cast.boris).get(address(ticket, "presence/")))
    assert post(anna, ticket, "presence/", doing="dances").status_code == 204
    assert "Анна" not in text(signed_in(cast.boris).get(address(ticket, "presence/")))


def test_colleagues_are_found_by_the_beginning_of_a_name(anna):
    assert "Олег Дёмин" in text(anna.get("/desk/colleagues/?q=дем"))
    assert "Олег Дёмин" in text(anna.get("/desk/colleagues/?q=ОЛ"))
    found = text(anna.get("/desk/colleagues/?q=а"))
    assert "Анна" not in found, "oneself needs no finding"
    assert "Вера" not in text(anna.get("/desk/colleagues/?q=вера")), "customers are no colleagues"
