"""«Подтвердить личность» (R22): asked, answered, shown beside the customer, demanded by actions, forgotten in time."""

import re

import pytest
from django.core import mail

from otklik.cards import doing, looking, vouching
from otklik.cards.models import Deed, Proof, Way
from otklik.kernel.audit import AuditEntry
from otklik.kernel.verbs import Forbidden, Refused, Stale
from tests.cards.conftest import allow
from tests.cards.test_example import said
from tests.desk.asking import HTMX, address, opened_page, post, text
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db
SHOWN = "Личность подтверждена"


@pytest.fixture
def anna(signed_in, cast):
    return signed_in(cast.anna)


@pytest.fixture
def identity(cast):
    """Vera's confirmed address."""
    return cast.vera.identities.get(kind="email")


def asked(anna, ticket, way=None):
    """Anna asks by the form; the address in the letter."""
    form = anna.get(address(ticket, "identity/"), headers=HTMX).content.decode()
    way = way or re.search(r'value="(letter-\d+)"', form)[1]
    answer = post(anna, ticket, "identity/", way=way, body="Подтвердите, пожалуйста, что это Вы.")
    assert answer.status_code == 200, text(answer)
    if not mail.outbox:
        return ""
    return re.search(r"http\S+(/identity/\S+/)", mail.outbox[-1].body)[1]


def test_a_link_goes_to_the_confirmed_address_and_never_into_the_conversation(anna, ticket, client):
    place = asked(anna, ticket)
    assert mail.outbox[-1].to == ["vera@warm.example"]
    assert "/identity/" not in ticket.messages.latest("pk").body
    assert ticket.__class__.objects.get(pk=ticket.pk).turn == "customer"
    assert "Попросили подтвердить личность" in said(opened_page(anna, ticket))
    assert "v•••@warm.example" in said(opened_page(anna, ticket))
    assert "Это Вы нам пишете?" in text(client.get(place))
    assert Proof.objects.get().given_at is None  # looking is not answering
    assert "теперь мы знаем" in text(client.post(place, {"answer": "yes"}))
    shown = said(opened_page(anna, ticket))
    assert SHOWN in shown
    assert "Просьба: Анна Белова" in shown
    assert codes(ticket)[-1] == "proof.given"
    assert AuditEntry.objects.filter(code="proof.given").get().actor_id == ticket.customer_id


def test_the_link_takes_one_answer_and_no_guess(anna, ticket, client):
    place = asked(anna, ticket)
    client.post(place, {"answer": "yes"})
    assert client.post(place, {"answer": "no"}).status_code == 409
    assert client.get("/identity/1-aaaa/").status_code == 404
    page = client.get(place)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert codes(ticket).count("proof.given") == 1


def test_it_was_not_me_ends_what_was_confirmed_before(anna, ticket, client, cast):
    vouching.note(ticket, Way.PHONE, words="Назвала номер договора", by=cast.anna)
    assert vouching.standing(cast.vera)
    client.post(asked(anna, ticket), {"answer": "no"})
    assert vouching.standing(cast.vera) is None
    assert "«Это не я»" in said(opened_page(anna, ticket))


def test_the_link_is_too_old_after_a_day_and_a_newer_one_takes_its_place(anna, ticket, client, time):
    first = asked(anna, ticket)
    second = asked(anna, ticket)
    assert client.post(first, {"answer": "yes"}).status_code == 409
    time.passes(hours=25)
    assert "больше ничего не принимает" in text(client.get(second))
    assert client.post(second, {"answer": "yes"}).status_code == 409
    assert "Личность не подтвердили в срок" in said(opened_page(anna, ticket))


def test_signed_in_the_customer_answers_on_the_page_of_the_request(signed_in, anna, ticket, cast):
    asked(anna, ticket, way="portal")
    assert not mail.outbox
    assert f"/requests/{ticket.number}/" in ticket.messages.latest("pk").body
    page, answer = f"/requests/{ticket.number}/", f"/requests/{ticket.number}/identity/"
    assert "Это Вы?" not in text(signed_in(cast.pavel).get(page))
    signed_in(cast.pavel).post(answer, {"answer": "yes"})  # a colleague sees the request, and is not the customer
    assert vouching.standing(cast.vera) is None
    vera = signed_in(cast.vera)
    assert "Это Вы?" in text(vera.get(page))
    assert vera.post(answer, {"answer": "yes"}).status_code == 303
    assert vouching.standing(cast.vera)
    assert "Это Вы?" not in text(vera.get(page))


def test_an_agent_writes_down_how_it_was_checked(anna, ticket, cast):
    empty = post(anna, ticket, "identity/", way="phone", body="", words=" ")
    assert empty.status_code == 422
    assert "Напишите, как Вы проверили." in text(empty)
    assert post(anna, ticket, "identity/", way="phone", words="Назвала номер договора").status_code == 200
    shown = said(opened_page(anna, ticket))
    assert "по телефону: Назвала номер договора. Проверка: Анна Белова" in shown


def test_it_holds_for_a_day_and_can_be_doubted_before(anna, ticket, cast, time):
    vouching.note(ticket, Way.OTHER, words="Видеозвонок", by=cast.anna)
    assert post(anna, ticket, "identity/doubt/").status_code == 200
    assert vouching.standing(cast.vera) is None
    assert codes(ticket)[-1] == "proof.revoked"
    vouching.note(ticket, Way.OTHER, words="Видеозвонок", by=cast.anna)
    time.passes(hours=25)
    assert vouching.standing(cast.vera) is None
    assert "срок истёк" in said(opened_page(anna, ticket))


def test_what_is_confirmed_belongs_to_the_person_and_to_nobody_else(ticket, cast):
    vouching.note(ticket, Way.PHONE, words="Голос", by=cast.anna)
    other = opened(cast.vera)
    assert vouching.standing(other.customer)
    assert vouching.standing(cast.pavel) is None


def test_an_unconfirmed_or_foreign_address_gets_no_link(ticket, cast, identity):
    foreign = cast.rival.identities.get(kind="email")
    with pytest.raises(Refused, match=r"proof\.address"):
        vouching.ask(ticket, Way.LETTER, body="Это Вы?", by=cast.anna, identity=foreign)
    cast.vera.identities.update(verified_at=None)
    with pytest.raises(Refused, match=r"proof\.address"):
        vouching.ask(ticket, Way.LETTER, body="Это Вы?", by=cast.anna, identity=identity)
    assert not mail.outbox


def test_letters_to_one_customer_are_counted(ticket, cast, identity):
    for _ in range(vouching.LETTERS_AN_HOUR):
        vouching.ask(ticket, Way.LETTER, body="Это Вы?", by=cast.anna, identity=identity)
    with pytest.raises(Refused, match=r"proof\.often"):
        vouching.ask(ticket, Way.LETTER, body="Это Вы?", by=cast.anna, identity=identity)
    assert len(mail.outbox) == vouching.LETTERS_AN_HOUR


def test_a_trainee_asks_nobody(ticket, cast):
    with pytest.raises(Forbidden):
        vouching.note(ticket, Way.PHONE, words="Голос", by=cast.misha)
    with pytest.raises(Forbidden):
        vouching.ask(ticket, Way.PORTAL, body="Это Вы?", by=cast.misha)


def test_of_two_answers_at_once_the_first_counts(ticket, cast, identity):
    proof = vouching.ask(ticket, Way.LETTER, body="Это Вы?", by=cast.anna, identity=identity)
    same = Proof.objects.get(pk=proof.pk)
    vouching.deny(proof, by=cast.vera)
    with pytest.raises(Stale):
        vouching.confirm(same, by=cast.vera)
    with pytest.raises(Forbidden):
        vouching.confirm(same, by=cast.pavel)


def test_an_action_may_demand_it(anna, ticket, cast, served, source):
    allow(cast, "sign_out", name={"ru": "Завершить все сеансы"})
    action = looking.look(source, ticket).account.actions[1]
    assert "после подтверждения личности" in said(anna.get(address(ticket, "account/"), headers=HTMX))
    refused = post(anna, ticket, "account/actions/sign_out/", once="1")
    assert refused.status_code == 422
    assert "Только после того, как клиент подтвердит личность." in text(refused)
    assert not Deed.objects.exists()
    vouching.note(ticket, Way.PHONE, words="Голос", by=cast.anna)
    assert doing.order(ticket, action, by=cast.anna).state == "waiting"


def test_a_question_that_is_taken_back_asks_nothing(anna, ticket, client, cast):
    place = asked(anna, ticket)
    ticket.take_back(ticket.messages.latest("pk"), by=cast.anna)
    assert "больше ничего не принимает" in text(client.get(place))
    assert client.post(place, {"answer": "yes"}).status_code == 409
    assert "ответа пока нет" not in said(opened_page(anna, ticket))
