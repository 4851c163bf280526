"""A request becomes an article, and nobody is named in it (E5)."""

import pytest

from otklik.knowledge import distilling
from otklik.knowledge.models import ArticleText
from otklik.knowledge.scrubbing import scrub
from tests.knowledge import shelf
from tests.tickets.acting import opened


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Пишите на vera@warm.example или +7 912 000-11-22", "Пишите на …@… или …"),
        ("пароль: Qwerty123, не подходит", "пароль … не подходит"),
        ("Пароль не подходит", "Пароль не подходит"),
        ("Сервер 203.0.113.10 молчит", "Сервер … молчит"),
        ("ключ=sk_live_0123456789abcdefghij", "ключ …"),
        ("карта 4276 1234 5678 9010", "карта …"),
        ("Обращение № 4812, ошибка 550-5.7.26", "Обращение …, ошибка 550-5.7.26"),
        ("Веры нет, спросите у Веры Соколовой", "… нет, спросите у …"),
        ("Здравствуйте, Вера!\nСайт не открывается\nС уважением, Анна", "Сайт не открывается"),
        ("Здравствуйте! Письма не приходят", "Письма не приходят"),
        ("Проверка уверенности", "Проверка уверенности"),
    ],
)
def test_names_and_secrets_are_taken_out(said, left):
    assert scrub(said, ["Вера Соколова", "Анна Белова"]) == left


@pytest.mark.django_db
def test_a_solved_request_becomes_a_draft_without_its_notes(cast, time):
    ticket = opened(cast.vera, body="Здравствуйте!\nУ Веры не открывается warm.example, звоните +7 912 000-11-22")
    ticket.note(by=cast.anna, body="Похоже на диск")
    ticket.propose(by=cast.anna, body="Вера, перезапустите сайт в панели")
    time.passes(minutes=1)
    ticket.accept_solution(by=cast.vera)
    text = distilling.distil(ticket, section=shelf.section(), title="Не открывается", language="ru", by=cast.anna)
    body = text.latest.body
    assert "перезапустите сайт в панели" in body
    assert not any(word in body for word in ("Вер", "912", "warm.example", "диск", "Здравствуйте"))
    assert text.live is None
    assert text.article.sources.get().ticket == ticket


@pytest.mark.django_db
def test_two_presses_make_an_article_of_a_request(client, cast):
    ticket = opened(cast.vera, subject="Не открывается сайт Веры")
    ticket.propose(by=cast.anna, body="Перезапустите сайт")
    client.force_login(cast.anna)
    page = client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    address = f"/manage/articles/new/?ticket={ticket.number}"
    assert address in page
    form = client.get(address).content.decode()
    assert "Не открывается сайт …" in form
    words = {"title": "Не открывается сайт", "section": shelf.section().pk, "language": "ru"}
    answer = client.post(address, words)
    assert "Перезапустите сайт" in client.get(answer["Location"]).content.decode()
    assert ArticleText.objects.get().article.sources.get().ticket == ticket


@pytest.mark.django_db
def test_nobody_makes_an_article_of_a_request_that_they_do_not_see(client, cast):
    client.force_login(cast.anna)
    shelf.section()
    assert client.get("/manage/articles/new/?ticket=999999").status_code == 404
