"""On the desk: a mask, a button that shows, the link asked for from the form, fields in the right column (R22)."""

import re

import pytest

from otklik.kernel.sensitive import MASK
from otklik.tickets.models import Secret
from otklik.tickets.models.protecting import Given
from tests.desk.asking import HTMX, address, opened_page, post, text
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db
PASSWORD = "Tulip-4812"


@pytest.fixture
def ticket(cast):
    fresh = opened(cast.vera, f"Пароль: {PASSWORD}", subject=f"Пароль: {PASSWORD}")
    fresh.accept(by=cast.anna)
    return fresh


@pytest.fixture
def anna(signed_in, cast):
    return signed_in(cast.anna)


def test_a_pasted_password_is_shown_by_a_click(anna, ticket):
    page = opened_page(anna, ticket)
    assert PASSWORD not in page
    assert "Скрыто: пароль" in text(page)
    message = ticket.messages.get()
    shown = post(anna, ticket, f"messages/{message.pk}/disclosure/")
    assert f"Пароль: {PASSWORD}" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert codes(ticket)[-1] == "message.disclosed"
    assert "Просмотрено скрытое: Анна Белова" in text(opened_page(anna, ticket))


def test_without_javascript_it_comes_as_a_page(anna, ticket):
    shown = post(anna, ticket, f"messages/{ticket.messages.get().pk}/disclosure/", htmx=False)
    assert "<!doctype html>" in shown.content.decode()
    assert PASSWORD in text(shown)


def test_a_subject_is_shown_by_a_click(anna, ticket):
    assert f'hx-post="{address(ticket, "subject/disclosure/")}"' in opened_page(anna, ticket)
    assert f"Пароль: {PASSWORD}" in text(post(anna, ticket, "subject/disclosure/"))


def test_a_trainee_sees_the_mask_and_no_button(signed_in, cast, ticket):
    misha = signed_in(cast.misha)
    page = opened_page(misha, ticket)
    assert MASK in page
    assert "disclosure/" not in page
    assert post(misha, ticket, f"messages/{ticket.messages.get().pk}/disclosure/").status_code == 403


def test_lists_and_search_never_show_it(anna, ticket):
    for place in ("/desk/open/", "/desk/search/?q=Tulip", "/desk/palette/?q=Tulip"):
        assert PASSWORD not in anna.get(place).content.decode()


def test_a_link_is_asked_for_by_a_form(anna, ticket):
    form = anna.get(address(ticket, "protected-field/"), headers=HTMX).content.decode()
    assert "Впишите, пожалуйста, здесь" in form
    answer = post(anna, ticket, "protected-field/", label="Пароль от почты", body="Сюда")
    assert answer.status_code == 200
    assert re.search(r"Сюда\n\nhttp\S+/safe/\S+/", ticket.messages.latest("pk").body)
    assert "Пароль от почты" in text(opened_page(anna, ticket))


def test_a_form_without_a_name_of_the_thing_is_refused_and_kept(anna, ticket):
    answer = post(anna, ticket, "protected-field/", label=" ", body="Мои слова")
    assert answer.status_code == 422
    assert "Мои слова" in answer.content.decode()
    assert not Secret.objects.exists()


def test_what_was_filled_is_shown_and_erased_from_the_right_column(anna, cast, ticket):
    secret = ticket.hand_secret("Ключ", Given(PASSWORD, "ключ.txt", b"\0key"), by=cast.vera)
    assert PASSWORD not in opened_page(anna, ticket)
    shown = post(anna, ticket, f"secrets/{secret.pk}/")
    assert PASSWORD in text(shown)
    file = post(anna, ticket, f"secrets/{secret.pk}/file/", htmx=False)
    assert (file.content, file.headers["Content-Type"]) == (b"\0key", "application/octet-stream")
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert post(anna, ticket, f"secrets/{secret.pk}/removal/").status_code == 200
    assert post(anna, ticket, f"secrets/{secret.pk}/").status_code == 409


def test_a_field_of_another_request_is_not_found(anna, cast, ticket):
    other = opened(cast.rival)
    secret = other.hand_secret("Ключ", Given(PASSWORD), by=cast.rival)
    assert post(anna, ticket, f"secrets/{secret.pk}/").status_code == 404


def test_a_lost_key_is_said_in_words(anna, cast, ticket):
    secret = ticket.hand_secret("Ключ", Given(PASSWORD), by=cast.vera)
    Secret.objects.filter(pk=secret.pk).update(value="")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_secret SET value = 'gone.AAAA' WHERE id = %s", [secret.pk])
    answer = post(anna, ticket, f"secrets/{secret.pk}/")
    assert answer.status_code == 422
    assert "Прочитать нельзя" in text(answer)


def test_masks_cost_one_query_however_many(anna, cast, ticket, django_assert_max_num_queries):
    opened_page(anna, ticket)
    for number in range(5):
        ticket.write(by=cast.vera, body=f"Пароль: Tulip-{number}")
    with django_assert_max_num_queries(75):
        opened_page(anna, ticket)
