"""The style guard at the desk: hints while one writes, rules that stop, rules that one does not want to hear (E3)."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.kernel import settings
from otklik.people.models import Person
from otklik.style import guarding
from otklik.style.models import Muted, Outcome
from otklik.tickets.models import Message
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def ticket(cast):
    found = opened(cast.vera)
    found.accept(by=cast.anna)
    return found


@pytest.fixture
def anna(signed_in, cast):
    return signed_in(cast.anna)


def look(browser, ticket, body, **known):
    answer = browser.post(f"/desk/tickets/{ticket.number}/style/", {"mode": "reply", "body": body, **known}, **HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def rules(page):
    return re.findall(r'data-rule="(\w+)"', page)


def places(page):
    raw = re.search(r'data-places="([^"]*)"', page)[1]
    return json.loads(raw.replace("&#34;", '"').replace("&quot;", '"'))


def send(browser, ticket, body, **known):
    return browser.post(f"/desk/tickets/{ticket.number}/messages/", {"mode": "reply", "body": body, **known})


def replies(ticket):
    return Message.objects.filter(ticket=ticket, kind="reply")


def test_a_promise_without_a_time_is_hinted_at_with_the_time_that_the_form_promises(anna, ticket):
    body = "Вера, мы скоро всё исправим"
    page = look(anna, ticket, body)
    assert rules(page) == ["promise"]
    ((start, end, instead),) = places(page)
    assert body[start:end] == "скоро"
    assert re.search(r"\d\d:\d\d", instead)
    assert "До какого срока" in page


def test_places_are_counted_as_browsers_count_and_line_ends_are_one_character(anna, ticket):
    body = "Вера 🙂\r\nскоро исправим"
    ((start, end, _instead),) = places(look(anna, ticket, body))
    units = body.replace("\r\n", "\n").encode("utf-16-le")
    assert units[start * 2 : end * 2].decode("utf-16-le") == "скоро"


def test_a_good_reply_brings_nothing_and_no_answer_is_kept_by_a_cache(anna, ticket):
    body = "Здравствуйте, Вера! Исправим сегодня до 15:00, напишу Вам."
    answer = anna.post(f"/desk/tickets/{ticket.number}/style/", {"mode": "reply", "body": body}, **HTMX)
    assert not rules(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]


def test_notes_are_nobodys_style(anna, ticket):
    assert not rules(look(anna, ticket, "клиент тупит, скоро закрою", mode="note"))


def test_what_a_note_says_and_what_only_we_call_so_is_not_told_to_customers(anna, cast, ticket):
    settings.change("style.systems", "Грифон\nСклад-2", by=cast.boris)
    ticket.note(by=cast.oleg, body="Похоже, диск сыпется третий месяц, а менять его не на что")
    page = look(anna, ticket, "Вера, в Грифоне видно: диск сыпется третий месяц, а менять его не на что")
    assert rules(page) == ["internal"]
    assert "заметке" in page
    assert rules(look(anna, ticket, "Вера, Грифон показывает, что всё готово")) == ["internal"]


def test_the_first_reply_wants_the_name_and_the_second_does_not(anna, cast, ticket):
    greeting = "Здравствуйте! Проверили журнал, ошибок нет."
    page = look(anna, ticket, greeting)
    assert rules(page) == ["name"]
    assert places(page) == [[0, 12, "Здравствуйте, Вера"]]
    ticket.reply(by=cast.anna, body="Вера, смотрим журнал")
    assert not rules(look(anna, ticket, greeting))


def test_the_agreed_tone_is_the_customers(anna, cast, ticket):
    Person.objects.filter(pk=cast.vera.pk).update(tone="informal")
    assert rules(look(anna, ticket, "Вера, проверьте Ваш сайт, пожалуйста")) == ["address"]
    assert not rules(look(anna, ticket, "Вера, проверь, пожалуйста, как у тебя сайт"))


def test_the_answer_is_wanted_in_the_language_of_the_request(anna, cast):
    ticket = opened(cast.vera, "Сайт", letter={"language": "uk"})
    page = look(anna, ticket, "Вера, мы проверили журнал, ошибок больше нет, сайт открывается")
    assert rules(page) == ["language"]


def test_the_promised_time_is_said_in_the_language_of_the_request(anna, cast):
    ticket = opened(cast.vera, "Сайт", letter={"language": "uk"})
    ((_start, _end, instead),) = places(look(anna, ticket, "Вера, ми скоро все виправимо"))
    assert re.match(r"(сьогодні|завтра) о", instead)


def test_a_file_that_is_spoken_of_is_wanted(anna, ticket):
    assert rules(look(anna, ticket, "Вера, инструкция во вложении")) == ["attachment"]
    assert not rules(look(anna, ticket, "Вера, инструкция во вложении", files=""))


def test_a_hint_stops_nobody_by_itself(anna, ticket):
    send(anna, ticket, "Вера, мы скоро всё исправим")
    assert replies(ticket).exists()


def test_a_rule_that_a_lead_made_strict_keeps_the_reply_and_says_why(anna, cast, ticket):
    settings.change("style.promise", "block", by=cast.boris)
    answer = send(anna, ticket, "Вера, мы скоро всё исправим")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not replies(ticket).exists()
    assert "«скоро»" in page
    assert "мы скоро всё исправим</textarea>" in page
    assert 'name="anyway"' not in page
    send(anna, ticket, "Вера, мы скоро всё исправим", anyway="1")
    assert not replies(ticket).exists()


def test_a_lead_may_send_it_all_the_same_and_that_is_counted(signed_in, cast, ticket):
    settings.change("style.promise", "block", by=cast.boris)
    boris = signed_in(cast.boris)
    page = send(boris, ticket, "Вера, мы скоро всё исправим").content.decode()
    assert page.index("data-send>") < page.index('name="anyway"')  # Enter in a field presses the first button
    send(boris, ticket, "Вера, мы скоро всё исправим", anyway="1")
    assert replies(ticket).exists()
    assert guarding.counts()["promise"]["overruled"] == 1


def test_a_strict_rule_lets_good_replies_and_notes_pass(anna, cast, ticket):
    for rule in ("promise", "empty", "gaps", "internal"):
        settings.change(f"style.{rule}", "block", by=cast.boris)
    send(anna, ticket, "Вера, исправим сегодня до 15:00")
    send(anna, ticket, "скоро закрою", mode="note")
    assert set(Message.objects.filter(ticket=ticket, author=cast.anna).values_list("kind", flat=True)) == {
        "reply",
        "note",
    }


def test_not_for_me_is_for_me_alone_and_can_be_taken_back(anna, signed_in, cast, ticket):
    body = "Вера, мы скоро всё исправим"
    anna.post(f"/desk/tickets/{ticket.number}/style/promise/verdict/", {"verdict": "mute"})
    anna.post(f"/desk/tickets/{ticket.number}/style/promise/verdict/", {"verdict": "mute"})
    assert not rules(look(anna, ticket, body))
    assert rules(look(signed_in(cast.oleg), ticket, body)) == ["promise"]
    assert "Обещание без срока" in anna.get("/manage/me/").content.decode()
    anna.post("/manage/me/style/promise/")
    assert rules(look(anna, ticket, body)) == ["promise"]
    assert not Muted.objects.exists()


def test_a_strict_rule_is_shown_even_to_whom_does_not_want_to_hear_it(anna, cast, ticket):
    guarding.mute("promise", by=cast.anna)
    settings.change("style.promise", "block", by=cast.boris)
    assert rules(look(anna, ticket, "Вера, мы скоро всё исправим")) == ["promise"]


def test_what_became_of_hints_is_counted_once_a_request_and_person(anna, ticket):
    for _again in range(3):
        look(anna, ticket, "Вера, мы скоро всё исправим")
    for verdict in ("accepted", "wrong", "wrong"):
        anna.post(f"/desk/tickets/{ticket.number}/style/promise/verdict/", {"verdict": verdict})
    counted = guarding.counts()["promise"]
    assert counted == {"shown": 1, "accepted": 1, "wrong": 1, "overruled": 0}


def test_a_strange_rule_or_verdict_changes_nothing(anna, ticket):
    base = f"/desk/tickets/{ticket.number}/style"
    assert anna.post(f"{base}/nonsense/verdict/", {"verdict": "wrong"}).status_code == 404
    assert anna.post(f"{base}/promise/verdict/", {"verdict": "nonsense"}).status_code == 422
    assert not Outcome.objects.exists()


def test_a_lead_sets_rules_and_adds_phrases_in_a_language(signed_in, cast, anna, ticket):
    boris = signed_in(cast.boris)
    page = boris.get("/manage/style/").content.decode()
    assert "Обещание без срока" in page
    form = {f"style.{rule}": "hint" for rule in guarding.TITLES} | {"style.promise": "off"}
    form |= {"style.own_ru": "дорогуш* => Вера", "style.own_uk": "", "style.own_en": "", "style.systems": ""}
    assert boris.post("/manage/style/", form).status_code == 303
    body = "Вера, дорогуша, мы скоро всё исправим"
    page = look(anna, ticket, body)
    assert rules(page) == ["own"]
    assert places(page) == [[6, 14, "Вера"]]


def test_a_line_that_is_no_phrase_is_named_and_kept_in_the_form(signed_in, cast):
    form = {f"style.{rule}": "hint" for rule in guarding.TITLES}
    form |= {"style.own_ru": "хорошая фраза\n[0-9]+", "style.own_uk": "", "style.own_en": "", "style.systems": ""}
    answer = signed_in(cast.boris).post("/manage/style/", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "[0-9]+" in page
    assert settings.get("style.own_ru") == ""


def test_the_draft_is_shown_as_text_never_as_markup(anna, ticket):
    page = look(anna, ticket, "Вера, СМОТРИТЕ <script>alert(1)</script> скоро {<b>имя}")
    assert "<script>" not in page


def test_hints_cost_a_fixed_number_of_queries(anna, cast, ticket):
    def count():
        settings.forget()  # what was read a second ago is read again
        with CaptureQueriesContext(connection) as queries:
            look(anna, ticket, "Вера, мы скоро всё исправим, НЕ НАЖИМАЙТЕ КНОПКУ, ваше обращение зарегистрировано")
        return len(queries)

    count()
    few = count()
    for number in range(10):
        ticket.note(by=cast.oleg, body=f"Заметка номер {number} о том, что диск опять сыпется")
    assert count() == few <= 16
