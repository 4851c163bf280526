"""Customers give secrets by a page of its own: from a link without signing in, or from their request (R22)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from otklik.kernel import signing
from otklik.tickets.models import Secret
from otklik.tickets.models.protecting import MOST_BYTES, address_of
from tests.desk.asking import text
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db
PASSWORD = "Tulip-4812"


@pytest.fixture
def ticket(cast):
    fresh = opened(cast.vera)
    fresh.accept(by=cast.anna)
    return fresh


@pytest.fixture
def link(cast, ticket):
    secret = ticket.ask_secret("Пароль от почты", body="Сюда", by=cast.anna)
    return "/" + address_of(secret).split("/", 3)[3]


def value():
    return Secret.objects.get().value


def test_a_guest_fills_it_by_the_link_alone(client, cast, ticket, link):
    page = client.get(link)
    assert "Пароль от почты" in text(page)
    assert (page.headers["Referrer-Policy"], page.headers["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert "no-store" in page.headers["Cache-Control"]
    answer = client.post(link, {"value": PASSWORD})
    assert "Получили" in text(answer)
    assert PASSWORD not in answer.content.decode()
    assert (value(), Secret.objects.get().filled_by) == (PASSWORD, cast.vera)


def test_the_link_never_shows_what_was_given(client, link):
    client.post(link, {"value": PASSWORD})
    again = client.get(link)
    assert PASSWORD not in again.content.decode()
    assert "Получили" in text(again)
    assert "Получили" in text(client.post(link, {"value": "another"}))
    assert value() == PASSWORD


def test_a_colleague_who_is_signed_in_is_who_gave_it(signed_in, cast, link):
    signed_in(cast.pavel).post(link, {"value": PASSWORD})
    assert Secret.objects.get().filled_by == cast.pavel


def test_a_stranger_with_the_link_gives_for_the_customer_and_learns_nothing(signed_in, cast, ticket, link):
    answer = signed_in(cast.rival).post(link, {"value": PASSWORD})
    assert f"/requests/{ticket.number}/" not in answer.content.decode()
    assert Secret.objects.get().filled_by == cast.vera


@pytest.mark.parametrize("token", ["guessed", "1-aaaaaaaaaaaaaaaaaaaaaa", "x-"])
def test_a_guessed_link_is_not_found(client, token):
    assert client.get(f"/safe/{token}/").status_code == 404


def test_a_signed_word_that_is_no_number_is_not_found(client):
    assert client.get(f"/safe/{signing.sign('secret', 'x')}/").status_code == 404


def test_nothing_is_refused_with_words_and_the_field_waits_on(client, link):
    answer = client.post(link, {"value": " "})
    assert answer.status_code == 422
    assert "Заполните поле" in text(answer)
    assert Secret.objects.get().is_open


def test_a_document_too_large_is_refused(client, link):
    big = SimpleUploadedFile("scan.pdf", b"x" * (MOST_BYTES + 1))
    assert client.post(link, {"file": big}).status_code == 422
    assert Secret.objects.get().is_open


def test_a_closed_request_says_that_the_link_is_over(client, cast, ticket, link):
    ticket.close("solved", by=cast.anna)
    assert "Эта ссылка больше ничего не принимает" in text(client.get(link))
    client.post(link, {"value": PASSWORD})
    assert value() is None


def test_the_request_shows_what_is_waited_for(signed_in, cast, ticket, link):
    assert link in signed_in(cast.vera).get(f"/requests/{ticket.number}/").content.decode()


def test_a_customer_sends_a_document_unasked(signed_in, cast, ticket):
    vera = signed_in(cast.vera)
    place = f"/requests/{ticket.number}/safe/"
    assert vera.get(place).status_code == 200
    assert vera.post(place, {"label": "", "value": PASSWORD}).status_code == 422
    scan = SimpleUploadedFile("скан.pdf", b"%PDF")
    assert "Получили" in text(vera.post(place, {"label": "Скан паспорта", "file": scan}))
    assert (Secret.objects.get().name, Secret.objects.get().label) == ("скан.pdf", "Скан паспорта")
    assert "Передано через защищённое поле: Скан паспорта" in text(vera.get(f"/requests/{ticket.number}/"))


def test_another_company_sends_nothing(signed_in, cast, ticket):
    assert signed_in(cast.rival).post(f"/requests/{ticket.number}/safe/", {"label": "x"}).status_code == 404


def test_a_customer_sees_the_mask_of_their_own_password_and_may_look(signed_in, cast, ticket):
    message = ticket.write(by=cast.vera, body=f"Пароль: {PASSWORD}")
    vera, place = signed_in(cast.vera), f"/requests/{ticket.number}/"
    page = vera.get(place).content.decode()
    assert PASSWORD not in page
    assert "В следующий раз передайте безопасно" in page
    assert PASSWORD in text(vera.post(f"{place}messages/{message.pk}/disclosure/"))
    other = signed_in(cast.rival).post(f"{place}messages/{message.pk}/disclosure/")
    assert other.status_code == 404


def test_a_hidden_note_of_staff_is_never_disclosed_to_a_customer(signed_in, cast, ticket):
    note = ticket.note(by=cast.anna, body=f"Пароль: {PASSWORD}")
    answer = signed_in(cast.vera).post(f"/requests/{ticket.number}/messages/{note.pk}/disclosure/")
    assert answer.status_code == 404
