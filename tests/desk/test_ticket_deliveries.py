"""A reply that did not arrive is seen on the page, with its reason and age, and sent again from there."""

import pytest

from otklik.channels.models import Delivery
from otklik.kernel import clock
from tests.desk.asking import address, post, text
from tests.tickets.acting import opened


@pytest.fixture
def lost(cast):
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    reply = ticket.reply(by=cast.anna, body="Ответ")
    delivery, _ = Delivery.objects.get_or_create(
        message=reply, channel="email", address="vera@warm.example", defaults={"created_at": clock.now()}
    )
    Delivery.objects.filter(pk=delivery.pk).update(recipient=cast.vera)
    Delivery.objects.get(pk=delivery.pk).fail("refused", "550 5.1.1 <no such> user")
    return Delivery.objects.get(pk=delivery.pk)


def test_a_lost_reply_says_where_why_and_since_when(anna, lost):
    page = text(anna.get(address(lost.message.ticket)))
    assert "Не доставлено" in page
    assert "vera@warm.example" in page
    assert "&lt;no such&gt; user" in page
    assert "Отправить ещё раз" in page


def test_it_is_sent_again_by_one_click(anna, lost):
    answer = post(anna, lost.message.ticket, f"deliveries/{lost.pk}/attempt/")
    assert answer.status_code == 200
    assert "Не доставлено" not in text(answer)
    lost.refresh_from_db()
    assert lost.state == "queued"
    assert post(anna, lost.message.ticket, f"deliveries/{lost.pk}/attempt/").status_code == 409


def test_it_is_sent_to_another_address_which_is_kept(anna, cast, lost):
    ticket = lost.message.ticket
    answer = post(anna, ticket, f"deliveries/{lost.pk}/address/", **{f"address-{lost.pk}": "vera@home.example"})
    assert answer.status_code == 200
    ticket.refresh_from_db()
    assert ticket.reply_to.value == "vera@home.example"
    assert Delivery.objects.get(message=lost.message, address="vera@home.example").state == "queued"


@pytest.mark.parametrize("typed", ["", "нет", "rival@cold.example\r\nBcc: x@y.z"])
def test_nonsense_is_no_address(anna, lost, typed):
    answer = post(anna, lost.message.ticket, f"deliveries/{lost.pk}/address/", **{f"address-{lost.pk}": typed})
    assert answer.status_code == 422
    lost.refresh_from_db()
    assert lost.state == "failed"


def test_the_list_of_the_lost_tries_one_and_all(signed_in, cast, lost):
    gleb = signed_in(cast.gleb)
    page = text(gleb.get("/manage/deliveries/"))
    assert f"№ {lost.message.ticket.number}" in page
    assert "vera@warm.example" in page
    assert gleb.post(f"/manage/deliveries/{lost.pk}/attempt/").status_code == 303
    Delivery.objects.filter(pk=lost.pk).update(state="failed")
    assert gleb.post("/manage/deliveries/attempts/").status_code == 303
    lost.refresh_from_db()
    assert lost.state == "queued"
    assert "дошли" in text(gleb.get("/manage/deliveries/"))
