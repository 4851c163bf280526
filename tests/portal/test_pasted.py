"""A secret that is pasted into the box: the protected field is offered before it leaves (R22)."""

import pytest

from otklik.kernel.sensitive import MASK
from otklik.tickets.models import Hidden, Message, Secret, Ticket
from tests.desk.asking import text
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db
TOLD = "Не могу войти. Пароль: Tulip-4812"
OFFER = "Отправить без него и открыть защищённое поле"


@pytest.mark.parametrize("who", [None, "vera"])
def test_the_writer_is_told_while_typing_and_nothing_is_kept(signed_in, cast, who):
    client = signed_in(getattr(cast, who) if who else None)
    page = client.post("/ask/pasted/", {"text": TOLD})
    assert OFFER in text(page)
    assert "no-store" in page.headers["Cache-Control"]
    assert "Tulip" not in page.content.decode()
    assert OFFER not in text(client.post("/ask/pasted/", {"text": "Не могу войти, пароль не подходит"}))
    assert not Message.objects.exists()


def test_both_boxes_look_while_one_types(signed_in, cast):
    ticket = opened(cast.vera)
    vera = signed_in(cast.vera)
    for place in ("/", f"/requests/{ticket.number}/"):
        assert 'id="pasted" role="status" hx-post="/ask/pasted/"' in vera.get(place).content.decode()


def test_a_request_is_sent_without_it_and_the_field_opens_next(signed_in, cast):
    vera = signed_in(cast.vera)
    answer = vera.post("/ask/", {"text": TOLD, "safely": "1"})
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/requests/{ticket.number}/safe/"
    assert ticket.messages.get().body == f"Не могу войти. Пароль: {MASK}"
    assert not Hidden.objects.exists()
    vera.post(answer.headers["Location"], {"label": "Пароль", "value": "Tulip-4812"})
    assert Secret.objects.get().ticket == ticket


def test_a_reply_is_sent_without_it_and_without_the_choice_all_is_as_before(signed_in, cast):
    ticket = opened(cast.vera)
    vera = signed_in(cast.vera)
    place = f"/requests/{ticket.number}/messages/"
    answer = vera.post(place, {"text": TOLD, "safely": "1"})
    assert answer.headers["Location"] == f"/requests/{ticket.number}/safe/"
    assert not Hidden.objects.exists()
    answer = vera.post(place, {"text": TOLD})
    assert answer.headers["Location"].startswith(f"/requests/{ticket.number}/")
    assert not answer.headers["Location"].endswith("/safe/")
    assert Hidden.objects.count() == 1


def test_a_guest_sends_without_it_and_comes_to_the_field_after_the_code(client, cast):
    told = {"text": TOLD, "safely": "1", "email": "new@mail.example", "name": "Новый"}
    answer = client.post("/ask/", told)
    assert answer.headers["Location"].endswith(f"?next=/requests/{Ticket.objects.get().number}/safe/")
    assert not Hidden.objects.exists()


def test_what_is_refused_keeps_the_text_as_it_was_written(signed_in, cast):
    ticket = opened(cast.vera)
    page = signed_in(cast.vera).post(f"/requests/{ticket.number}/messages/", {"text": " ", "safely": "1"})
    assert page.status_code == 422
    assert not ticket.messages.exclude(pk=ticket.messages.order_by("pk").first().pk).exists()
