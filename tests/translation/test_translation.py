"""Words in another language by a machine: asked for, stored once, marked, never sent by itself (A11)."""

import json
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.kernel import clock
from otklik.kernel import settings as options
from otklik.kernel.remote import Trouble
from otklik.kernel.verbs import Refused
from otklik.tickets.models import Message
from otklik.tickets.models.protecting import Given
from otklik.translation import speaking, translating
from otklik.translation.models import Translation
from otklik.translation.speaking import LONGEST, Server
from tests.tickets.acting import opened
from tests.translation.fake_translator import KEY, translator_at

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
SAID = "Добрий день! Не надходять листи від банку."


@pytest.fixture
def fake(settings):
    """The fake; our own program may ask it although it is inside."""
    with translator_at() as fake:
        settings.OUTSIDE_ALSO = frozenset([f"127.0.0.1:{fake.port}"])
        yield fake


@pytest.fixture
def at_work(fake, cast):
    """Set up and switched on."""
    options.change_all({"translation.url": fake.url, "translation.is_on": True}, by=cast.gleb)
    return fake


@pytest.fixture
def ticket(cast):
    return opened(cast.vera, SAID, letter={"language": "uk"})


@pytest.fixture
def anna(signed_in, cast):
    return signed_in(cast.anna)


def first(ticket):
    return ticket.messages.earliest("pk")


def ask(browser, ticket, message=None, **headers):
    pk = (message or first(ticket)).pk
    return browser.post(f"/desk/tickets/{ticket.number}/messages/{pk}/translation/", **(headers or HTMX))


def test_it_is_off_until_somebody_switches_it_on(anna, cast, fake, ticket):
    options.change("translation.url", fake.url, by=cast.gleb)
    page = anna.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Перевести" not in page
    assert "reply-translation" not in page
    assert ask(anna, ticket).status_code == 422
    assert not fake.asked


def test_a_message_in_another_language_is_put_beneath_the_original_and_marked(anna, at_work, ticket):
    page = anna.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Перевести" in page
    found = ask(anna, ticket).content.decode()
    assert f"[ru] {SAID}" in found
    assert "Переведено машиной" in found
    assert at_work.asked == [{"q": SAID, "source": "uk", "target": "ru", "format": "text"}]
    page = anna.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert page.index(SAID) < page.index(f"[ru] {SAID}")


def test_a_message_that_its_reader_understands_has_no_button(anna, cast, at_work):
    ticket = opened(cast.vera, body="Не приходят письма от банка", letter={"language": "ru"})
    assert "Перевести" not in anna.get(f"/desk/tickets/{ticket.number}/").content.decode()


def test_it_is_made_once_for_everybody(anna, signed_in, cast, at_work, ticket):
    ask(anna, ticket)
    ask(signed_in(cast.oleg), ticket)
    assert len(at_work.asked) == 1
    assert Translation.objects.get().asked_by == cast.anna


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_at_once_takes_what_the_first_has_stored(cast, at_work, ticket):
    at_work.faults = ["wait"]
    message, found = first(ticket), []

    def ask_too():
        try:
            found.append(translating.message(message, into="ru", by=cast.oleg).body)
        finally:
            connection.close()

    other = threading.Thread(target=ask_too)
    other.start()
    while not at_work.asked:
        threading.Event().wait(0.01)
    translating.message(message, into="ru", by=cast.anna)
    at_work.may_go.set()
    other.join()
    assert found == [f"[ru] {SAID}"]
    assert Translation.objects.get().asked_by == cast.anna


def test_without_javascript_the_page_comes_back_with_it(anna, at_work, ticket):
    answer = ask(anna, ticket, HTTP_ACCEPT="text/html")
    assert answer.status_code == 303
    assert f"[ru] {SAID}" in anna.get(answer["Location"]).content.decode()


def test_customers_never_see_a_machines_words(anna, signed_in, cast, at_work, ticket):
    ask(anna, ticket)
    assert "[ru]" not in signed_in(cast.vera).get(f"/requests/{ticket.number}/").content.decode()
    assert not Translation.objects.visible_to(cast.vera).exists()
    assert Translation.objects.visible_to(cast.anna).exists()


def test_whoever_may_not_see_a_message_cannot_have_it_translated(signed_in, cast, at_work, ticket):
    private = ticket.note_privately(by=cast.vera, body="Паша, перевір оплату, будь ласка, сьогодні")
    assert ask(signed_in(cast.anna), ticket, private).status_code == 404
    assert ask(signed_in(cast.dana), ticket).status_code == 404
    assert not at_work.asked


def test_what_is_translated_is_shown_as_text(anna, at_work, ticket):
    at_work.faults = [(200, json.dumps({"translatedText": "<script>alert(1)</script>\u202e"}).encode())]
    page = ask(anna, ticket).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


HUGE = json.dumps({"translatedText": "а" * 600_000}).encode()
FAULTS = [
    ((401, b"{}"), "не принимает ключ"),
    ((403, b'{"error": "Invalid API key"}'), "не принимает ключ"),
    ((429, b'{"error": "Slowdown"}'), "слишком много вопросов"),
    ((500, b"Traceback"), "ошибка"),
    ((302, b""), "ошибка"),
    ((200, HUGE), "слишком много"),
    ((200, b"<html>It works!</html>"), "не похож на перевод"),
    ((200, b'{"translatedText": ["a"]}'), "не похож на перевод"),
    ((200, b'{"translatedText": "  "}'), "не похож на перевод"),
    ((200, b"[" * 100_000), "не похож на перевод"),
    ((200, json.dumps({"translatedText": "бла " * 900}).encode()), "не похож на перевод"),
    ("hang up", "недоступен"),
]


@pytest.mark.parametrize(("fault", "said"), FAULTS)
def test_a_failure_is_said_beneath_the_message_and_the_next_try_works(anna, at_work, ticket, fault, said):
    at_work.faults = [fault]
    answer = ask(anna, ticket)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "Перевести" in page
    assert not Translation.objects.exists()
    assert f"[ru] {SAID}" in ask(anna, ticket).content.decode()


def test_a_slow_translator_is_left_in_time(anna, at_work, ticket, monkeypatch):
    monkeypatch.setattr(speaking, "SECONDS", 0.2)
    at_work.faults = ["slow"]
    assert "слишком долго" in ask(anna, ticket).content.decode()


def test_a_slow_translator_does_not_hold_every_thread(fake):
    server = Server(fake.url)
    fake.faults = ["slow", "slow"]
    waiting = [threading.Thread(target=_give_up, args=(server,)) for _one in range(2)]
    for one in waiting:
        one.start()
    while len(fake.asked) < 2:
        threading.Event().wait(0.01)
    with pytest.raises(Trouble, match="held"):
        speaking.translate("Привет", into="en", server=server)
    fake.may_go.set()
    for one in waiting:
        one.join()
    assert speaking.translate("Привет", into="en", server=server) == "[en] Привет"


def _give_up(server):
    with pytest.raises(Trouble):
        speaking.translate("Привет", into="en", server=server)


def test_an_address_inside_is_never_asked(cast, settings, fake, ticket):
    settings.OUTSIDE_ALSO = frozenset()
    options.change_all({"translation.url": fake.url, "translation.is_on": True}, by=cast.gleb)
    with pytest.raises(Refused) as refused:
        translating.message(first(ticket), into="ru", by=cast.anna)
    assert refused.value.code == "translation.inside"
    assert not fake.asked


def test_secrets_and_protected_fields_never_leave(anna, cast, at_work):
    ticket = opened(cast.vera, body="Мій пароль: Kx8qw2Zt, картка 4111 1111 1111 1111", letter={"language": "uk"})
    ticket.hand_secret("Пароль", Given("tajemnica-77"), by=cast.vera)
    written = Message.objects.create(
        ticket=ticket,
        author=cast.oleg,
        side="support",
        kind="note",
        language="uk",
        body="Стара нотатка, пароль: Zz9kkQ4p і https://otklik.example/safe/abc:def/",
        created_at=clock.now(),
        visible_at=clock.now(),
    )
    ask(anna, ticket)
    ask(anna, ticket, written)
    anna.post(f"/desk/tickets/{ticket.number}/translation/", {"body": "Вера, пароль: Yy7ppW3s"}, **HTMX)
    sent = json.dumps(at_work.asked, ensure_ascii=False)
    assert len(at_work.asked) == 3
    for secret in ("Kx8qw2Zt", "4111 1111", "Zz9kkQ4p", "safe/abc", "Yy7ppW3s", "tajemnica"):
        assert secret not in sent


def test_a_text_too_long_or_asked_too_often_is_not_sent(cast, at_work, ticket):
    for text, code in (("а" * (LONGEST + 1), "long"), ("  ", "empty")):
        with pytest.raises(Refused) as refused:
            translating.draft(text, into="uk", by=cast.anna)
        assert refused.value.code == f"translation.{code}"
    assert not at_work.asked
    for _time in range(translating.A_MINUTE - 2):
        translating.draft("Вера, готово", into="uk", by=cast.anna)
    with pytest.raises(Refused) as refused:
        translating.draft("Вера, готово", into="uk", by=cast.anna)
    assert refused.value.code == "translation.often"


def test_a_reply_comes_back_in_the_customers_language_and_is_not_sent(anna, at_work, ticket):
    page = anna.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "reply-translation" in page
    before = Message.objects.count()
    url = f"/desk/tickets/{ticket.number}/translation/"
    answer = anna.post(url, {"body": "Вера, письма снова приходят"}, **HTMX)
    assert 'data-body="[uk] Вера, письма снова приходят"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert Message.objects.count() == before
    assert not Translation.objects.exists()
    at_work.faults = [(500, b"")]
    answer = anna.post(url, {"body": "Вера, письма снова приходят"}, **HTMX)
    assert answer.status_code == 422
    assert "ошибка" in answer.content.decode()


def test_a_thread_asks_for_translations_once_and_not_at_all_when_off(anna, cast, at_work, ticket):
    def translations():
        with CaptureQueriesContext(connection) as queries:
            anna.get(f"/desk/tickets/{ticket.number}/thread/")
        return sum("translation_translation" in one["sql"] for one in queries)

    for _more in range(3):
        ticket.write(by=cast.vera, body="Досі немає листів, перевірте ще раз", language="uk")
    assert translations() == 1
    options.change("translation.is_on", False, by=cast.gleb)
    assert translations() == 0


FORM = {"translation.is_on": "on", "translation.key": ""}


def test_an_administrator_tries_a_server_and_saves_it(signed_in, cast, fake):
    gleb = signed_in(cast.gleb)
    fake.key = KEY
    tried = gleb.post(
        "/manage/translation/attempt/", {**FORM, "translation.url": fake.url, "translation.key": KEY}, **HTMX
    )
    assert "[en] Добрый день!" in tried.content.decode()
    assert not translating.is_on()
    saved = gleb.post("/manage/translation/", {**FORM, "translation.url": fake.url, "translation.key": KEY})
    assert saved.status_code == 303
    assert translating.is_on()
    page = gleb.get("/manage/translation/").content.decode()
    assert KEY not in page
    tried = gleb.post("/manage/translation/attempt/", {**FORM, "translation.url": fake.url}, **HTMX)
    assert "[en] Добрый день!" in tried.content.decode()


def test_a_key_is_not_told_to_another_server(signed_in, cast, fake):
    gleb = signed_in(cast.gleb)
    saved = {"translation.url": "https://translate.company.example", "translation.key": KEY, "translation.is_on": False}
    options.change_all(saved, by=cast.gleb)
    gleb.post("/manage/translation/attempt/", {**FORM, "translation.url": fake.url}, **HTMX)
    assert "api_key" not in fake.asked[0]
    answer = gleb.post("/manage/translation/", {**FORM, "translation.url": fake.url})
    assert answer.status_code == 422
    assert options.get("translation.url") == "https://translate.company.example"


def test_what_is_wrong_with_a_server_is_said_where_it_is_set_up(signed_in, cast, fake):
    gleb = signed_in(cast.gleb)
    fake.key = KEY
    page = gleb.post("/manage/translation/attempt/", {**FORM, "translation.url": fake.url}, **HTMX).content.decode()
    assert "не принимает ключ" in page
    assert gleb.post("/manage/translation/", {**FORM, "translation.url": ""}).status_code == 422
    assert gleb.post("/manage/translation/", {**FORM, "translation.url": "ftp://x"}).status_code == 422
