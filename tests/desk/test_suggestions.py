"""Beside a request: what may help, put in by one press; the category by one key; the language put right (E4, B7)."""

import pytest

from otklik.kernel import jobs
from otklik.kernel.models import Event
from otklik.knowledge import answering
from otklik.knowledge.models import ArticleAddress
from otklik.tickets.models import Category
from tests.knowledge.shelf import publish
from tests.knowledge.test_suggesting import solve
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db
ASKED = "не приходят письма на почту"


@pytest.fixture
def ticket(cast):
    """Asked once more, with everything that may help."""
    mail = Category.objects.create(name={"ru": "Почта"})
    old = opened(cast.vera, "письма от банка не приходят на почту")
    old.categorise(mail, by=cast.anna)
    solve(old, "Адрес был в списке спама, убрали", cast.anna, cast.vera)
    publish("Не приходят письма на почту", "Проверьте папку «Спам».")
    answering.add(
        "Письма не приходят на почту", {("ru", "polite"): "{клиент}, ждём до {дата}"}, sharing="company", by=cast.boris
    )
    asked = opened(cast.rival, ASKED)
    jobs.run_due()
    return asked


def page_of(client, ticket):
    return client.get(f"/desk/tickets/{ticket.number}/suggestions/").content.decode()


def test_an_agent_sees_articles_ready_answers_solved_requests_and_categories(client, cast, ticket):
    client.force_login(cast.anna)
    page = page_of(client, ticket)
    assert f"/help/ru/{ArticleAddress.objects.get().slug}/" in page
    assert 'data-insert="Не приходят письма на почту: http' in page
    assert "⟦дата⟧" in page
    assert 'data-insert="Адрес был в списке спама, убрали"' in page
    assert 'data-key="Alt+Digit1"' in page
    assert "Почта" in page


def test_the_page_of_a_request_fetches_them_later(client, cast, ticket):
    client.force_login(cast.anna)
    page = client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert f'hx-get="/desk/tickets/{ticket.number}/suggestions/" hx-trigger="load"' in page


def test_the_number_of_queries_does_not_grow_with_what_is_known(client, cast, ticket, django_assert_max_num_queries):
    client.force_login(cast.anna)
    page_of(client, ticket)
    for number in range(3):
        solve(opened(cast.vera, f"{ASKED} {number}"), "Убрали", cast.anna, cast.vera)
        publish(f"Письма {number}", "Текст")
    jobs.run_due()
    with django_assert_max_num_queries(45):
        page_of(client, ticket)


def test_a_category_is_chosen_by_one_press(client, cast, ticket):
    client.force_login(cast.anna)
    mail = Category.objects.get()
    address = f"/desk/tickets/{ticket.number}/suggestions/category/"
    assert client.post(address, {"category": "x"}).status_code == 404
    assert client.post(address, {"category": mail.pk}).status_code == 303
    ticket.refresh_from_db()
    assert ticket.category == mail
    assert "data-key" not in page_of(client, ticket)


def test_the_language_of_the_last_message_put_right_is_the_language_of_the_answer(client, cast, ticket):
    client.force_login(cast.anna)
    message = ticket.messages.get()
    assert message.language == "ru"
    address = f"/desk/tickets/{ticket.number}/messages/{message.pk}/language/"
    assert client.post(address, {"language": "de"}).status_code == 422
    assert client.post(address, {"language": "uk"}).status_code == 303
    ticket.refresh_from_db()
    message.refresh_from_db()
    assert (message.language, ticket.language) == ("uk", "uk")
    assert Event.objects.filter(code="message.language_corrected", ticket_id=ticket.pk).count() == 1
    client.post(address, {"language": "uk"})
    assert Event.objects.filter(code="message.language_corrected", ticket_id=ticket.pk).count() == 1


def test_what_an_agent_writes_has_a_language_too(cast, ticket):
    ticket.accept(by=cast.anna)
    said = ticket.reply(by=cast.anna, body="Hello, we are looking into this and will write back")
    assert said.language == "en"
