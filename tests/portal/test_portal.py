"""What customers see and do: their own, in plain words, with and without JavaScript."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from otklik.channels.models import Inbound
from otklik.clocks.models import Promise
from otklik.kernel import clock
from otklik.people.models import Person
from otklik.routing.models import Outlook
from otklik.tickets.kinds import Closing, End, Kind
from otklik.tickets.models import Attachment, Message, Ticket
from otklik.tickets.opening import open_ticket
from tests.cast import Cast
from tests.tickets.acting import opened


@pytest.fixture
def vera(cast: Cast, signed_in: Any) -> Any:
    return signed_in(cast.vera)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a1_one_box_makes_a_request_with_a_number(vera: Client, cast: Cast) -> None:
    answer = vera.post("/ask/", {"text": "Не приходят письма\nс формы заказа"})
    ticket = Ticket.objects.get(customer=cast.vera)
    assert (answer.status_code, answer["Location"]) == (302, f"/requests/{ticket.number}/")
    assert (ticket.subject, ticket.organization, ticket.channel) == ("Не приходят письма", cast.company("warm"), "form")
    assert f"№ {ticket.number}" in text(vera.get(answer["Location"]))


def test_f10_what_a_form_brings_is_stored_before_it_becomes_a_request(vera: Client) -> None:
    vera.post("/ask/", {"text": "Не приходят письма"})
    inbound = Inbound.objects.get(channel="form")
    assert inbound.ticket is not None
    assert (inbound.content or {})["text"] == "Не приходят письма"


def test_f12_a_double_submit_makes_one_request_and_one_message(vera: Client, cast: Cast) -> None:
    for _ in range(2):
        vera.post("/ask/", {"text": "Не приходят письма", "once": "abc"})
    ticket = Ticket.objects.get(customer=cast.vera)
    for _ in range(2):
        vera.post(f"/requests/{ticket.number}/messages/", {"text": "И счета тоже", "once": "def"})
    assert ticket.messages.count() == 2


def test_an_empty_request_answers_422_and_keeps_the_page(vera: Client) -> None:
    assert vera.post("/ask/", {"text": "  "}).status_code == 422
    assert Ticket.objects.count() == 0


def test_a_guest_writes_first_gets_the_code_after_and_nothing_is_lost(cast: Cast, client: Client) -> None:
    answer = client.post("/ask/", {"text": "Сайт лежит", "email": "New@Guest.example", "name": "Нина"})
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/sign-in/code/?next=/requests/{ticket.number}/"
    code = re.search(r"\d{6}", str(mail.outbox[-1].body))
    assert code
    answer = client.post(answer["Location"], {"code": code[0]})
    assert answer["Location"] == f"/requests/{ticket.number}/"
    assert "Сайт лежит" in text(client.get(answer["Location"]))
    person = Person.objects.get(name="Нина")
    assert (ticket.customer, person.identities.get().verified_at is not None) == (person, True)


def test_a_guest_who_is_a_known_customer_sees_nothing_without_the_code(cast: Cast, client: Client) -> None:
    opened(cast.vera, body="Секретная просьба")
    answer = client.post("/ask/", {"text": "Ещё вопрос", "email": "vera@warm.example"}, follow=True)
    assert "Секретная просьба" not in text(answer)
    assert client.get("/requests/").status_code == 302


def test_a_wrong_address_of_a_guest_answers_422_and_keeps_the_text(client: Client, cast: Cast) -> None:
    answer = client.post("/ask/", {"text": "Сайт лежит", "email": "не адрес"})
    assert answer.status_code == 422
    assert "Сайт лежит" in text(answer)


def test_r16_the_page_says_in_plain_words_what_is_true(vera: Client, cast: Cast) -> None:
    ticket = opened(cast.vera)
    page = f"/requests/{ticket.number}/"
    said = [_title(vera, page)]
    ticket.reply(by=cast.anna, body="Смотрю", next_word_by=clock.now() + timedelta(hours=2))
    said.append(_title(vera, page))
    ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    said.append(_title(vera, page))
    ticket.withdraw(by=cast.vera)
    said.append(_title(vera, page))
    assert [s.split(":")[0].split(" до ")[0] for s in said] == [
        "Приняли, ответим",
        "Работаем, ответим",
        "Ждём Вас",
        "Закрыто Вами",
    ]
    assert not any("ход" in s.lower() for s in said)


def test_r4_a_word_that_was_not_kept_is_called_late(vera: Client, cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Смотрю", next_word_by=clock.now() + timedelta(minutes=30))
    time.passes(hours=1)
    assert "и опаздываем" in _title(vera, f"/requests/{ticket.number}/")
    assert "и опаздываем" in text(vera.get("/requests/"))


@pytest.mark.parametrize("is_contract", [True, False])
def test_r30_a_customer_reads_of_a_contract_only(vera: Client, cast: Cast, time: Any, is_contract: bool) -> None:
    name = {"ru": "Обещание"}
    Promise.objects.create(name=name, first_reply=timedelta(hours=2), counting="calendar", is_contract=is_contract)
    ticket = opened(cast.vera)
    assert ("По договору ответим до" in text(vera.get(f"/requests/{ticket.number}/"))) is is_contract


def _title(client: Client, page: str) -> str:
    found = re.search(r'id="status".*?<h2>(.*?)</h2>', text(client.get(page)), re.DOTALL)
    assert found
    return found[1]


def test_b2_helped_closes_and_did_not_help_needs_a_reason(vera: Client, cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Исправили, проверьте")
    time.passes(minutes=1)
    page = f"/requests/{ticket.number}"
    assert vera.post(f"{page}/rejection/", {"solution": "1", "reason": " "}).status_code == 422
    assert vera.post(f"{page}/rejection/", {"solution": "1", "reason": "Так же"}).status_code == 303
    ticket.refresh_from_db()
    assert ticket.kind == Kind.REOPENED
    ticket.propose(by=cast.anna, body="Заменили диск")
    time.passes(minutes=1)
    assert vera.post(f"{page}/acceptance/", {"solution": "1"}).status_code == 409
    assert vera.post(f"{page}/acceptance/", {"solution": "2"}).status_code == 303
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.closing_kind) == (Kind.CLOSED, Closing.SOLVED)


def test_b8_a_closed_request_is_rated_and_an_open_one_is_not(vera: Client, cast: Cast) -> None:
    ticket = opened(cast.vera)
    page = f"/requests/{ticket.number}"
    assert vera.post(f"{page}/rating/", {"score": "5"}).status_code == 422
    ticket.withdraw(by=cast.vera)
    assert vera.post(f"{page}/rating/", {"score": "7"}).status_code == 422
    assert vera.post(f"{page}/rating/", {"score": "4", "comment": "Быстро"}).status_code == 303
    assert (ticket.rating.score, ticket.rating.comment) == (4, "Быстро")


def test_a_customer_never_reads_notes_or_what_can_still_be_taken_back(vera: Client, cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.note(by=cast.anna, body="Клиент сложный")
    ticket.reply(by=cast.anna, body="Уже смотрим")
    page = f"/requests/{ticket.number}/"
    assert "Уже смотрим" not in text(vera.get(page))
    time.passes(seconds=11)
    shown = text(vera.get(page))
    assert "Уже смотрим" in shown
    assert "Клиент сложный" not in shown


def test_another_companys_request_and_a_guessed_number_are_404(cast: Cast, signed_in: Any) -> None:
    ticket = opened(cast.vera)
    rival = signed_in(cast.rival)
    for path in ("", "now/"):
        assert rival.get(f"/requests/{ticket.number}/{path}").status_code == 404
    for path in ("messages", "acceptance", "rejection", "withdrawal", "rating", "notes", "repetition"):
        assert (
            rival.post(f"/requests/{ticket.number}/{path}/", {"text": "x", "reason": "x", "score": "5"}).status_code
            == 404
        )
    assert rival.get("/requests/999999/").status_code == 404
    assert ticket.messages.count() == 1


def test_r15_a_colleague_sees_the_company_and_seconds_but_does_not_close(cast: Cast, signed_in: Any, time: Any) -> None:
    ticket = opened(cast.vera, subject="Касса")
    ticket.propose(by=cast.anna, body="Готово")
    time.passes(minutes=1)
    pavel = signed_in(cast.pavel)
    assert "Касса" in text(pavel.get("/requests/?whose=all"))
    assert "Касса" not in text(pavel.get("/requests/"))
    pavel.post(f"/requests/{ticket.number}/acceptance/", {"solution": "1"})
    ticket.refresh_from_db()
    assert ticket.kind == Kind.SOLUTION_PROPOSED


def test_b4_a_note_to_colleagues_is_read_by_them_only(cast: Cast, signed_in: Any, vera: Client) -> None:
    ticket = opened(cast.vera)
    vera.post(f"/requests/{ticket.number}/notes/", {"text": "Не соглашаемся на доплату"})
    assert "Не соглашаемся" in text(signed_in(cast.pavel).get(f"/requests/{ticket.number}/"))
    assert not Message.objects.visible_to(cast.anna).filter(body__contains="соглашаемся").exists()


def test_r13_the_record_of_a_call_is_shown_and_confirmed(vera: Client, cast: Cast, time: Any) -> None:
    ticket = open_ticket(customer=cast.vera, created_by=cast.anna, channel="phone", body="Не работает касса № 1")
    time.passes(minutes=1)
    assert "Не работает касса № 1" in text(vera.get(f"/requests/{ticket.number}/"))
    record = ticket.messages.get()
    vera.post(f"/requests/{ticket.number}/messages/{record.pk}/confirmation/")
    record.refresh_from_db()
    assert record.confirmed_at is not None


def test_r13_i_have_answered_this_already(vera: Client, cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    time.passes(minutes=1)
    vera.post(f"/requests/{ticket.number}/repetition/")
    ticket.refresh_from_db()
    assert ticket.turn == "ours"


def test_a_reaction_is_one_click(vera: Client, cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    reply = ticket.reply(by=cast.anna, body="Смотрим")
    time.passes(minutes=1)
    vera.post(f"/requests/{ticket.number}/messages/{reply.pk}/reactions/", {"kind": "thanks"})
    assert reply.reactions.get().kind == "thanks"
    assert vera.post(f"/requests/{ticket.number}/messages/{reply.pk}/reactions/", {"kind": "<b>"}).status_code == 422


def test_files_are_saved_never_opened_and_only_by_those_who_may(cast: Cast, vera: Client, signed_in: Any) -> None:
    evil = SimpleUploadedFile(
        "../../evil<b>.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    )
    vera.post("/ask/", {"text": "Вот снимок", "files": [evil]})
    attachment = Attachment.objects.get()
    assert "/" not in attachment.name
    path = f"/files/{attachment.pk}/{attachment.name}"
    answer = vera.get(path)
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )
    assert signed_in(cast.rival).get(path).status_code == 404
    assert vera.get(f"/files/{attachment.pk}/preview/").status_code == 404


def test_a_file_that_is_too_large_answers_422_and_keeps_the_text(vera: Client) -> None:
    big = SimpleUploadedFile("дамп.bin", b"0" * (26 * 2**20))
    answer = vera.post("/ask/", {"text": "Вот дамп", "files": [big]})
    assert answer.status_code == 422
    assert "Вот дамп" in text(answer)
    assert Ticket.objects.count() == 0


def test_scripts_in_names_subjects_and_letters_stay_text(cast: Cast, vera: Client) -> None:
    Person.objects.filter(pk=cast.vera.pk).update(name="<script>alert(1)</script>")
    ticket = opened(cast.vera, body="<img src=x onerror=alert(2)>", subject="<script>alert(3)</script>")
    shown = text(vera.get(f"/requests/{ticket.number}/")) + text(vera.get("/")) + text(vera.get("/requests/"))
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_long_conversations_cost_the_same_queries_and_bring_older_ones_on_demand(
    cast: Cast, vera: Client, django_assert_max_num_queries: Any
) -> None:
    ticket = opened(cast.vera)
    for number in range(60):
        ticket.write(by=cast.vera, body=f"Сообщение {number}")
    page = f"/requests/{ticket.number}/"
    with django_assert_max_num_queries(32):
        shown = text(vera.get(page))
    assert "Сообщение 59" in shown
    assert "Сообщение 3<" not in shown
    older = re.search(r"before=(\d+)", shown)
    assert older
    assert "Сообщение 3<" in text(vera.get(f"{page}?before={older[1]}", headers={"HX-Request": "true"}))


def test_the_list_costs_the_same_queries_for_one_and_for_thirty(
    cast: Cast, vera: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(35):
        opened(cast.vera, body=f"Вопрос {number}")
    with django_assert_max_num_queries(12):
        shown = text(vera.get("/requests/"))
    assert shown.count('class="request-row"') == 30
    following = re.search(r"page=([^\"&]+)", shown)
    assert following
    assert text(vera.get(f"/requests/?page={following[1]}")).count('class="request-row"') == 5


def test_m3_everybody_chooses_their_language(client: Client, cast: Cast, signed_in: Any) -> None:
    client.post("/language/", {"language": "en"})
    assert "Write to us" in text(client.get("/"))
    vera = signed_in(cast.vera)
    vera.post("/language/", {"language": "uk", "next": "//evil.example/"})
    assert cast.vera.language == "uk"
    assert vera.post("/language/", {"language": "uk", "next": "//evil.example/"})["Location"] == "/"


def test_a_profile_says_how_to_call_somebody(vera: Client, cast: Cast) -> None:
    form = {
        "name": "Вера Соколова",
        "called": "Вера Павловна",
        "tone": "official",
        "language": "ru",
        "time_zone": "Asia/Omsk",
    }
    assert vera.post("/me/", form).status_code == 303
    assert (cast.vera.first_name, cast.vera.time_zone) == ("Вера Павловна", "Asia/Omsk")
    assert vera.post("/me/", {**form, "time_zone": "Mars/Base"}).status_code == 422


def test_staff_use_the_desk_not_the_portal(cast: Cast, signed_in: Any) -> None:
    assert signed_in(cast.anna).get("/requests/").status_code == 403


def test_a_merged_request_leads_to_the_one_that_took_it_in(cast: Cast, vera: Client) -> None:
    from otklik.tickets import merging

    first, second = opened(cast.vera), opened(cast.vera)
    merging.merge(second, into=first, by=cast.anna)
    assert vera.get(f"/requests/{second.number}/")["Location"] == f"/requests/{first.number}/"


def _outlook(**known: Any) -> None:
    now = clock.now()
    Outlook.objects.create(pk=1, **{"at": now, "hour": 10, "waiting": 2, "people": 3, "soon": None, **known})


def test_d6_the_first_page_says_how_soon_we_usually_answer(client: Client, vera: Client, cast: Cast) -> None:
    assert "обычно отвечаем" not in text(client.get("/"))
    _outlook(soon=timedelta(minutes=6))
    for reader in (client, vera):
        assert "Сейчас на смене 3 человека,</b> обычно отвечаем за 6\u00a0минут." in text(reader.get("/"))
    ticket = opened(cast.vera, channel="form")
    assert "Обычно отвечаем за 6\u00a0минут." in text(vera.get(f"/requests/{ticket.number}/"))
    ticket.reply(by=cast.anna, body="Смотрим")
    assert "бычно отвечаем" not in text(vera.get(f"/requests/{ticket.number}/"))


def test_d6_what_nobody_has_looked_at_lately_is_not_said(client: Client, cast: Cast) -> None:
    _outlook(soon=timedelta(minutes=6), at=clock.now() - timedelta(minutes=11))
    assert "отвечаем за" not in text(client.get("/"))


def test_d6_when_nobody_is_there_the_first_page_says_when_we_are_back(client: Client, cast: Cast) -> None:
    _outlook(people=0, opens_at=clock.now() + timedelta(days=3))
    assert "Вернёмся" in text(client.get("/"))
