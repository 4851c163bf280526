"""A draft of a reply beside the composer: asked for by a press, laid before the person, never sent (decision 0036)."""

import re

import pytest

from otklik.kernel import jobs
from otklik.knowledge import assistant
from otklik.knowledge.models import Drafted
from otklik.tickets.models import Message
from tests.knowledge import shelf
from tests.knowledge.conftest import model, set_up  # noqa: F401  an assistant beside us
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db
DRAFT = "Вера, откройте настройки."


@pytest.fixture
def ticket(cast):
    """Vera asks what an article tells."""
    shelf.publish(title="Как настроить почту", body="Откройте настройки.")
    ticket = opened(cast.vera, "Как настроить почту на телефоне?")
    ticket.accept(by=cast.anna)
    jobs.run_due()
    return ticket


@pytest.fixture
def anna(signed_in, cast):
    """Her browser."""
    return signed_in(cast.anna)


def page_of(client, ticket):
    return client.get(f"/desk/tickets/{ticket.number}/").content.decode()


def ask(client, ticket):
    return client.post(f"/desk/tickets/{ticket.number}/assistant/").content.decode()


def test_while_it_is_off_the_desk_knows_nothing_of_it(anna, ticket):
    assert "assistant" not in page_of(anna, ticket).replace("assistant-draft.js", "")
    assert "не настроен" in ask(anna, ticket)
    assert not Drafted.objects.exists()


def test_a_draft_is_waited_for_and_comes_with_links_to_its_articles(set_up, anna, ticket):  # noqa: F811
    assert f'hx-post="/desk/tickets/{ticket.number}/assistant/"' in page_of(anna, ticket)
    address = re.search(r'hx-get="([^"]+)"', ask(anna, ticket))[1]
    assert 'hx-trigger="load delay:1s"' in anna.get(address).content.decode()
    jobs.run_due()
    card = anna.get(address).content.decode()
    assert f'data-body="{DRAFT}"' in card
    assert '<a href="/help/ru/kak-nastroit-pochtu/"' in card
    assert "hx-get" not in card
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()


def test_the_mark_stands_while_the_words_are_the_draft_s_own(set_up, anna, ticket):  # noqa: F811
    ask(anna, ticket)
    jobs.run_due()
    draft = f"/desk/tickets/{ticket.number}/draft/"
    anna.post(draft, {"mode": "reply", "body": DRAFT})
    assert "прочитайте и поправьте" in page_of(anna, ticket)
    anna.post(draft, {"mode": "reply", "body": f"{DRAFT} Получилось?"})
    assert "прочитайте и поправьте" not in page_of(anna, ticket)


def test_why_there_is_none_is_said_and_the_text_is_kept(set_up, model, anna, ticket):  # noqa: F811
    anna.post(f"/desk/tickets/{ticket.number}/draft/", {"mode": "reply", "body": "мои слова"})
    model.faults.append((401, {}, b""))
    address = re.search(r'hx-get="([^"]+)"', ask(anna, ticket))[1]
    jobs.run_due()
    assert "не принимает ключ" in anna.get(address).content.decode()
    assert "мои слова" in page_of(anna, ticket)


def test_a_link_that_no_article_has_must_be_filled_before_sending(set_up, model, anna, ticket):  # noqa: F811
    model.says = "Откройте evil.example/pay"
    ask(anna, ticket)
    jobs.run_due()
    said = {"mode": "reply", "body": Drafted.objects.get().text}
    assert anna.post(f"/desk/tickets/{ticket.number}/messages/", said).status_code == 422


def test_a_colleague_does_not_read_what_was_drafted_for_another(set_up, anna, signed_in, cast, ticket):  # noqa: F811
    address = re.search(r'hx-get="([^"]+)"', ask(anna, ticket))[1]
    assert signed_in(cast.boris).get(address).status_code == 404


def test_too_often_is_said(set_up, model, anna, ticket):  # noqa: F811
    for _press in range(6):
        ask(anna, ticket)
    assert "Слишком часто" in ask(anna, ticket)


def test_an_administrator_sets_it_up_and_tries_it_first(model, signed_in, cast):  # noqa: F811
    gleb = signed_in(cast.gleb)
    words = {"assistant.is_on": "on", "assistant.address": model.url, "assistant.model": "pisets-7b"}
    words |= {"assistant.key": "sk-1", "assistant.a_day": "50"}
    model.says = "ready"
    asked = gleb.post("/manage/settings/assistant/trial/", words, headers={"HX-Request": "true"}).content.decode()
    assert "Отвечает" in asked
    assert assistant.wire() is None
    assert "sk-1" in model.keys[0]
    assert gleb.post("/manage/settings/assistant/", words).status_code == 303
    page = gleb.get("/manage/settings/assistant/").content.decode()
    assert model.url in page
    assert "sk-1" not in page
    assert assistant.wire().key == "sk-1"
    assert gleb.post("/manage/settings/assistant/", {**words, "assistant.key": ""}).status_code == 303
    assert assistant.wire().key == "sk-1"


def test_a_trial_says_what_is_wrong_and_keeps_nothing(model, signed_in, cast):  # noqa: F811
    gleb = signed_in(cast.gleb)
    words = {"assistant.address": model.url, "assistant.model": "pisets-7b", "assistant.a_day": "50"}
    model.faults.append((404, {}, b'{"error": {"message": "no such model"}}'))
    whole = gleb.post("/manage/settings/assistant/trial/", words).content.decode()
    assert "no such model" in whole
    assert model.url in whole
    open_ = gleb.post("/manage/settings/assistant/trial/", {**words, "assistant.address": "http://llm.example/v1"})
    assert "https://" in open_.content.decode()
    answer = gleb.post("/manage/settings/assistant/", {**words, "assistant.is_on": "on", "assistant.model": ""})
    assert answer.status_code == 422


def test_a_lead_does_not_set_it_up(signed_in, cast):
    assert signed_in(cast.boris).get("/manage/settings/assistant/").status_code == 403
