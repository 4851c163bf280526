"""Saying something: three modes, two rows of addresses, three ends; once; and taking it back."""

from datetime import timedelta

import pytest

from otklik.channels.models import Delivery
from otklik.people import identifying
from otklik.tickets import attaching, drafting
from otklik.tickets.kinds import Kind, Turn
from otklik.tickets.models import Attachment, Message, Solution, Ticket
from tests.desk import stories
from tests.desk.asking import address, hidden, opened_page, post, text
from tests.tickets.acting import opened


@pytest.fixture
def ticket(cast):
    return opened(cast.vera)


@pytest.fixture
def anna(signed_in, cast):
    return signed_in(cast.anna)


def said(ticket, **known):
    return list(Message.objects.filter(ticket=ticket, side="support", **known).order_by("id"))


def test_a_reply_goes_to_the_customer_and_the_turn_stays_ours(anna, cast, ticket, time):
    """R4."""
    time.stands(stories.NOW)
    answer = post(anna, ticket, "messages/", mode="reply", body="Смотрим", end="ours", next_word="16:00")
    assert answer.status_code == 200
    (message,) = said(ticket, kind="reply")
    assert (message.body, message.author, message.end) == ("Смотрим", cast.anna, "ours")
    ticket.refresh_from_db()
    assert (ticket.turn, ticket.responsible) == (Turn.OURS, cast.anna)
    assert ticket.next_word_by == stories.NOW.replace(hour=13, minute=0)  # 16:00 in Moscow


def test_a_time_that_has_passed_today_means_tomorrow(anna, ticket, time):
    time.stands(stories.NOW)  # 14:34 in Moscow
    post(anna, ticket, "messages/", mode="reply", body="Смотрим", next_word="09:30")
    assert Ticket.objects.get(pk=ticket.pk).next_word_by == stories.NOW.replace(hour=6, minute=30) + timedelta(days=1)


def test_the_next_word_is_proposed_in_two_hours_on_a_quarter(anna, ticket, time):
    time.stands(stories.NOW)
    assert 'name="next_word" value="16:45"' in opened_page(anna, ticket)


def test_asking_passes_the_turn_to_the_customer(anna, ticket):
    post(anna, ticket, "messages/", mode="reply", body="Какой адрес?", end="asked")
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.turn) == (Kind.AWAITING_CUSTOMER, Turn.CUSTOMER)


def test_the_third_end_of_a_reply_is_a_solution(anna, ticket):
    """R4."""
    post(anna, ticket, "messages/", mode="reply", body="Починили, проверьте", end="solution")
    assert Solution.objects.get(ticket=ticket).message.body == "Починили, проверьте"


def test_a_workaround_is_ticked(anna, ticket):
    """R7."""
    post(anna, ticket, "messages/", mode="solution", body="Пока так", is_workaround="on")
    assert Solution.objects.get(ticket=ticket).is_workaround


def test_a_note_changes_no_turn_and_tells_exactly_the_chosen(anna, cast, ticket):
    """B4."""
    before = ticket.state()
    post(anna, ticket, "messages/", mode="note", body="Клиент сложный", notify=[cast.oleg.pk, cast.vera.pk])
    (note,) = said(ticket, kind="note")
    assert [one.person for one in note.notifications.all()] == [cast.oleg]
    assert Ticket.objects.get(pk=ticket.pk).state() == before


def test_a_copy_goes_only_to_people_of_the_customers_side(anna, cast, ticket):
    chosen = [cast.pavel.pk, cast.rival.pk, cast.oleg.pk]
    post(anna, ticket, "messages/", mode="reply", body="Смотрим", copy=chosen)
    (message,) = said(ticket)
    assert [one.person for one in message.notifications.filter(is_copy=True)] == [cast.pavel]


def test_a_private_request_is_copied_to_no_colleague(anna, cast):
    ticket = opened(cast.vera, is_private=True)
    assert 'name="copy"' not in opened_page(anna, ticket)
    post(anna, ticket, "messages/", mode="reply", body="Смотрим", copy=[cast.pavel.pk])
    assert not said(ticket)[0].notifications.exists()


def test_a_reply_goes_to_the_chosen_address_of_the_customer(anna, cast, ticket):
    second = identifying.add(cast.vera, "email", "vera@home.example", by=None)
    assert f'<option value="{second.pk}"' in opened_page(anna, ticket)
    post(anna, ticket, "messages/", mode="reply", body="Смотрим", to=second.pk)
    assert [one.address for one in Delivery.objects.filter(message=said(ticket)[0])] == ["vera@home.example"]


def test_a_foreign_address_is_refused(anna, cast, ticket):
    foreign = cast.rival.identities.get()
    assert post(anna, ticket, "messages/", mode="reply", body="Смотрим", to=foreign.pk).status_code == 404
    assert not said(ticket)


def test_a_double_click_says_it_once(anna, ticket):
    """F12."""
    form = {"mode": "reply", "body": "Смотрим", "once": hidden(anna, ticket, "once")}
    answers = [post(anna, ticket, "messages/", **form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(said(ticket)) == 1


def test_an_empty_message_is_refused_where_it_was_written(anna, ticket):
    answer = post(anna, ticket, "messages/", mode="solution", body=" \n", is_workaround="on")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'id="composer-place" hx-swap-oob="true"' in html
    assert 'data-mode="solution"' in html
    assert "Напишите, что сделано" in text(answer)
    assert 'name="is_workaround" checked' in html
    assert not said(ticket)


def test_newer_words_stop_a_reply_and_the_text_is_kept(anna, cast, ticket):
    """F12."""
    seen = hidden(anna, ticket, "seen_up_to")
    newer = ticket.write(by=cast.vera, body="Уже всё заработало")
    form = {"mode": "reply", "body": "Старый ответ", "end": "asked", "seen_up_to": seen, "notify": [cast.oleg.pk]}
    answer = post(anna, ticket, "messages/", **form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Старый ответ</textarea>" in html
    assert '<option value="asked" selected>' in html
    assert f'name="notify" value="{cast.oleg.pk}" checked' in html
    assert f'id="m-{newer.pk}"' in html
    assert f'name="seen_up_to" value="{newer.pk}"' in html
    assert not said(ticket)
    assert post(anna, ticket, "messages/", **{**form, "seen_up_to": newer.pk}).status_code == 200


def test_without_javascript_a_refusal_is_the_page_with_the_text(anna, cast, ticket):
    seen = hidden(anna, ticket, "seen_up_to")
    ticket.write(by=cast.vera, body="Уже всё заработало")
    answer = post(anna, ticket, "messages/", htmx=False, mode="reply", body="Старый ответ", seen_up_to=seen)
    assert answer.status_code == 409
    assert "<!doctype html>" in answer.content.decode()
    assert "Старый ответ</textarea>" in answer.content.decode()


def test_without_javascript_a_reply_leads_back_to_the_page(anna, ticket):
    answer = post(anna, ticket, "messages/", htmx=False, mode="reply", body="Смотрим")
    assert (answer.status_code, answer.headers["Location"]) == (303, address(ticket))


@pytest.mark.parametrize("mode", ["reply", "solution"])
def test_who_may_not_reply_says_nothing_to_a_customer(signed_in, cast, ticket, mode):
    assert post(signed_in(cast.misha), ticket, "messages/", mode=mode, body="Смотрим").status_code == 403
    assert not said(ticket)


@pytest.mark.parametrize("mode", ["", "private", "shout"])
def test_an_unknown_mode_is_refused(anna, ticket, mode):
    assert post(anna, ticket, "messages/", mode=mode, body="Смотрим").status_code == 422


def test_nobody_replies_in_a_closed_request(anna, cast, ticket):
    ticket.close("solved", by=cast.anna)
    answer = post(anna, ticket, "messages/", mode="reply", body="Ещё слово")
    assert answer.status_code == 422
    assert post(anna, ticket, "messages/", mode="note", body="Для себя").status_code == 200


def test_broken_bytes_are_cleaned_and_numbers_beyond_reason_are_nobodys(anna, ticket):
    form = {"body": "Смо\0трим \ud83d".encode("utf-8", "replace").decode(), "notify": "9" * 30, "copy": "-1", "to": "x"}
    assert post(anna, ticket, "messages/", mode="reply", next_word="99:99", **form).status_code in (200, 422)
    assert post(anna, ticket, "messages/", mode="note", body="\0\0а").status_code == 200
    assert said(ticket, kind="note")[0].body == "а"


def test_a_sent_text_is_no_draft_any_more_and_the_others_stay(anna, cast, ticket):
    drafting.keep(cast.anna, ticket, "reply", "Смотрим")
    drafting.keep(cast.anna, ticket, "note", "Не забыть")
    assert "Не забыть</textarea>" in opened_page(anna, ticket)
    post(anna, ticket, "messages/", mode="reply", body="Смотрим")
    assert set(drafting.kept(cast.anna, ticket)) == {"note"}


def test_drafts_are_kept_by_mode_and_seen_by_nobody_else(signed_in, anna, cast, ticket):
    assert post(anna, ticket, "draft/", mode="reply", body="Начало").status_code == 204
    assert "Начало</textarea>" in opened_page(anna, ticket)
    assert "Начало" not in opened_page(signed_in(cast.boris), ticket)


def test_files_go_with_the_mode_that_they_were_attached_in(anna, cast, ticket):
    secret, public = (attaching.attach(b"text", name, by=cast.anna) for name in ("тайна.txt", "счёт.txt"))
    post(anna, ticket, "draft/", mode="note", files=f"{secret.pk}")
    assert f'name="file-note" value="{secret.pk}"' in opened_page(anna, ticket)
    form = {"file-note": secret.pk, "file-reply": public.pk}
    post(anna, ticket, "messages/", mode="reply", body="Счёт", **form)
    assert [one.name for one in said(ticket)[0].attachments.all()] == ["счёт.txt"]


def test_files_of_a_refused_message_wait_in_the_form(anna, ticket):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("отчёт.txt", "текст".encode())
    answer = anna.post(
        address(ticket, "messages/"), {"mode": "reply", "body": "Отчёт", "seen_up_to": "x", "files": file, "to": ""}
    )
    assert answer.status_code == 303
    assert [one.name for one in said(ticket)[0].attachments.all()] == ["отчёт.txt"]


def test_undo_brings_the_text_its_files_and_everything_back(anna, cast, ticket):
    before = ticket.state()
    file = attaching.attach(b"text", "счёт.txt", by=cast.anna)
    answer = post(anna, ticket, "messages/", mode="reply", body="Какой адрес?", end="asked", **{"file-reply": file.pk})
    (message,) = said(ticket)
    undo = address(ticket, f"messages/{message.pk}/withdrawal/")
    assert undo in answer.content.decode()
    answer = anna.post(undo, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{address(ticket)}"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Какой адрес?</textarea>" in html
    assert '<option value="asked" selected>' in html
    assert f'name="file-reply" value="{file.pk}"' in html
    assert f'id="m-{message.pk}"' not in html
    assert Ticket.objects.get(pk=ticket.pk).state() == before
    assert Attachment.objects.waiting(cast.anna).filter(pk=file.pk).exists()


def test_what_was_begun_after_sending_stays_behind_what_comes_back(anna, cast, ticket):
    post(anna, ticket, "messages/", mode="reply", body="Первое")
    drafting.keep(cast.anna, ticket, "reply", "Второе")
    anna.post(address(ticket, f"messages/{said(ticket)[0].pk}/withdrawal/"))
    assert drafting.kept(cast.anna, ticket)["reply"].body == "Первое\n\nВторое"


def test_a_message_that_left_and_a_foreign_one_are_not_taken_back(signed_in, anna, cast, ticket, time):
    post(anna, ticket, "messages/", mode="reply", body="Смотрим")
    (message,) = said(ticket)
    rest = f"messages/{message.pk}/withdrawal/"
    assert post(signed_in(cast.boris), ticket, rest).status_code == 409
    time.passes(seconds=11)
    assert post(anna, ticket, rest).status_code == 409
    assert said(ticket, withdrawn_at=None) == [message]


def test_only_its_author_is_offered_to_take_a_message_back(signed_in, anna, cast, ticket):
    post(anna, ticket, "messages/", mode="reply", body="Смотрим")
    undo = f"messages/{said(ticket)[0].pk}/withdrawal/"
    assert undo in opened_page(anna, ticket)
    foreign = opened_page(signed_in(cast.boris), ticket)
    assert undo not in foreign
    assert "ещё не отправлено" in foreign


def test_send_and_next_takes_the_oldest_that_nobody_has(anna, cast, ticket, time):
    """R19."""
    older = opened(cast.pavel, subject="Раньше")
    time.passes(minutes=5)
    opened(cast.rival, subject="Позже")
    ticket.accept(by=cast.anna)
    answer = post(anna, ticket, "messages/", mode="reply", body="Смотрим", next="1")
    assert answer.headers["HX-Redirect"] == address(older)
    older.refresh_from_db()
    assert older.responsible == cast.anna
    page = anna.get(address(older)).content.decode()
    assert f"messages/{said(ticket)[0].pk}/withdrawal/" in page, "undo is offered on the next page too"


def test_send_and_next_pressed_twice_takes_one(anna, cast, ticket):
    for name in ("один", "два"):
        opened(cast.pavel, subject=name)
    ticket.accept(by=cast.anna)
    form = {"mode": "reply", "body": "Смотрим", "next": "1", "once": hidden(anna, ticket, "once")}
    assert len({post(anna, ticket, "messages/", **form).headers["HX-Redirect"] for _ in range(2)}) == 1
    assert Ticket.objects.of(cast.anna).count() == 2


def test_with_nothing_left_to_take_one_stays(anna, cast, ticket):
    ticket.accept(by=cast.anna)
    answer = post(anna, ticket, "messages/", mode="reply", body="Смотрим", next="1")
    assert "HX-Redirect" not in answer.headers


def test_a_letter_that_came_back_is_said_on_the_message(anna, ticket):
    post(anna, ticket, "messages/", mode="reply", body="Смотрим")
    Delivery.objects.update(state="bounced", error="550 no such user\nmore")
    assert "Не доставлено на vera@warm.example: 550 no such user" in text(opened_page(anna, ticket))
