"""What the customer wants is restated, shown, and theirs to confirm or correct; its versions stay (B6, R13)."""

import pytest

from otklik.kernel.sensitive import MASK
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.tickets.kinds import Turn
from otklik.tickets.models import Goal, Ticket
from otklik.tickets.models.goal import address_of
from tests.desk.asking import opened_page, post, text
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db
WANTS = "Письма с сайта приходят на новый адрес"


@pytest.fixture
def ticket(cast):
    fresh = opened(cast.vera)
    fresh.accept(by=cast.anna)
    return fresh


@pytest.fixture
def goal(cast, ticket, time):
    restated = ticket.restate(WANTS, "Старый ящик закрывают", by=cast.anna)
    time.passes(minutes=1)
    return restated


@pytest.fixture
def link(goal):
    return "/" + address_of(goal).split("/", 3)[3]


def now_is(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_the_customer_reads_it_in_an_answer_with_a_link(ticket, goal):
    body = now_is(ticket).last_public_message.body
    assert WANTS in body
    assert "Старый ящик закрывают" in body
    assert address_of(goal) in body
    assert now_is(ticket).reply_owed_since is None


def test_one_click_by_the_link_confirms_it_once(client, cast, ticket, goal, link):
    page = client.get(link)
    assert WANTS in text(page)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not Goal.objects.get().answer
    assert client.post(link).status_code == 200
    assert client.post(link).status_code == 200
    assert (Goal.objects.get().answer, Goal.objects.get().answered_by) == ("confirmed", cast.vera)
    assert codes(ticket).count("goal.confirmed") == 1


def test_the_confirmed_goal_heads_the_request_and_an_open_one_does_not(signed_in, cast, ticket, goal):
    anna = signed_in(cast.anna)
    assert 'class="goal-line"' not in opened_page(anna, ticket)
    ticket.confirm_goal(goal, by=cast.vera)
    page = opened_page(anna, ticket)
    assert 'class="goal-line"' in page
    assert "подтверждено: Вера Соколова" in text(page)


def test_a_correction_is_the_next_version_and_a_reply_is_owed(client, cast, ticket, goal, link):
    own = "Письма приходят на оба адреса"
    answer = client.post(link, {"correct": "1", "text": own})
    assert answer.status_code == 200
    newest, former = Goal.objects.of(ticket)
    assert (newest.wants, newest.number, newest.by, newest.is_confirmed) == (own, 2, cast.vera, True)
    assert (former.wants, former.answer) == (WANTS, "corrected")
    assert now_is(ticket).turn == Turn.OURS
    assert now_is(ticket).reply_owed_since is not None
    assert now_is(ticket).last_public_message.body == own


def test_an_empty_correction_is_refused_with_its_form(client, goal, link):
    answer = client.post(link, {"correct": "1", "text": " "})
    assert answer.status_code == 422
    assert "Напишите, что нужно" in text(answer)
    assert not Goal.objects.get().answer


def test_a_former_version_is_not_confirmed(cast, ticket, goal, link, client, time):
    ticket.restate("Другое", by=cast.anna)
    time.passes(minutes=1)
    with pytest.raises(Stale):
        ticket.confirm_goal(goal, by=cast.vera)
    assert client.post(link).status_code == 409


def test_a_version_that_was_taken_back_never_was(cast, ticket, goal):
    second = ticket.restate("Другое", by=cast.anna)
    ticket.take_back(second.message, by=cast.anna)
    assert list(Goal.objects.of(ticket)) == [goal]
    ticket.confirm_goal(goal, by=cast.vera)
    assert ticket.restate("Третье", by=cast.anna).number == 3


def test_a_customer_sees_nothing_before_it_has_left(signed_in, cast, ticket, client):
    fresh = ticket.restate(WANTS, by=cast.anna)
    link = "/" + address_of(fresh).split("/", 3)[3]
    assert client.get(link).status_code == 404
    assert WANTS not in signed_in(cast.vera).get(f"/requests/{ticket.number}/").content.decode()


def test_only_who_decides_confirms(cast, ticket, goal):
    with pytest.raises(Forbidden):
        ticket.confirm_goal(goal, by=cast.pavel)
    with pytest.raises(Forbidden):
        ticket.restate(WANTS, by=cast.misha)
    with pytest.raises(Refused):
        ticket.restate("  ", by=cast.anna)


def test_a_closed_request_asks_nothing(cast, ticket, goal, link, client):
    ticket.close("solved", by=cast.anna)
    assert client.post(link).status_code == 409


def test_a_secret_is_masked_in_it_too(cast, ticket):
    assert ticket.restate("Сменить пароль: Tulip-4812", by=cast.anna).wants == f"Сменить пароль: {MASK}"


def test_the_request_of_the_customer_shows_it_with_a_button(signed_in, cast, ticket, goal, link):
    vera = signed_in(cast.vera)
    page = vera.get(f"/requests/{ticket.number}/").content.decode()
    assert WANTS in page
    assert f'{link}"' in page
    vera.post(link)
    assert "Подтверждено" in text(vera.get(f"/requests/{ticket.number}/"))


def test_a_form_on_the_desk_restates_and_begins_with_what_stands(signed_in, cast, ticket, goal):
    anna = signed_in(cast.anna)
    assert post(anna, ticket, "goal/", wants="", why="Срочно").status_code == 422
    assert WANTS in anna.get(f"/desk/tickets/{ticket.number}/goal/").content.decode()
    assert post(anna, ticket, "goal/", wants="Новое", why="").status_code == 200
    assert Goal.objects.of(ticket).first().wants == "Новое"
    assert "Прежние версии" in text(opened_page(anna, ticket))


@pytest.mark.parametrize("token", ["guessed", "1.1-aaaaaaaaaaaaaaaaaaaaaa", "x-"])
def test_a_guessed_link_is_not_found(client, token):
    assert client.get(f"/goals/{token}/").status_code == 404
