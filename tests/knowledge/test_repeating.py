"""What is written again and again could be a ready answer (E2)."""

import pytest

from otklik.knowledge import answering, repeating
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db
SAID = "Вера, откройте в панели «Домены», нажмите «Проверить почту» и пришлите снимок экрана. Анна"


def say(cast, body):
    return opened(cast.vera).reply(by=cast.anna, body=body)


def test_what_was_written_three_times_is_offered(cast):
    for body in (SAID, SAID.replace("Вера", "Вера Павловна"), SAID + " Спасибо"):
        say(cast, body)
    say(cast, "Диск заменили вчера вечером, проверьте сайт ещё раз")
    (found,) = repeating.repeated(cast.anna)
    assert found.count == 3
    assert not repeating.repeated(cast.oleg)


def test_what_came_from_a_ready_answer_is_not(cast):
    answer = answering.add("Домены", {("ru", "polite"): SAID}, by=cast.anna)
    for _time in range(3):
        answering.used([answer.pk], say(cast, SAID), by=cast.anna)
    assert not repeating.repeated(cast.anna)


def test_names_become_braces(cast):
    message = say(cast, SAID)
    assert repeating.as_ready(say(cast, "Ящик trener@sport.example создан"), cast.anna) == "Ящик {адрес} создан"
    assert repeating.as_ready(message, cast.anna).startswith("{клиент}, откройте")
    assert repeating.as_ready(message, cast.anna).endswith("{я}")


def test_the_page_offers_it_and_one_press_begins(client, cast):
    for _time in range(3):
        message = say(cast, SAID)
    client.force_login(cast.anna)
    assert f"/manage/answers/new/?message={message.pk}" in client.get("/manage/answers/").content.decode()
    assert "{клиент}, откройте" in client.get(f"/manage/answers/new/?message={message.pk}").content.decode()


def test_nobody_begins_with_a_message_of_somebody_else(client, cast):
    message = say(cast, SAID)
    client.force_login(cast.oleg)
    assert client.get(f"/manage/answers/new/?message={message.pk}").status_code == 404
