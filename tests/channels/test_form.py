"""What a form says is stored before anything else, and made a request in the same request (F10, F12)."""

import pytest

from otklik.channels import form, receiving
from otklik.channels.models import Inbound
from otklik.kernel import jobs
from otklik.kernel.verbs import Refused
from otklik.tickets import attaching
from otklik.tickets.models import Ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_form_is_stored_and_becomes_a_request(cast: Cast) -> None:
    file = attaching.attach(b"png", "a.png", by=cast.vera)
    ticket = form.submit(by=cast.vera, text="Не работает\x00 сайт", subject="Сайт", files=[file], once="t1")
    inbound = Inbound.objects.get()
    assert (inbound.channel, inbound.state, inbound.ticket, inbound.person) == ("form", "processed", ticket, cast.vera)
    assert (ticket.subject, ticket.customer, ticket.channel) == ("Сайт", cast.vera, "form")
    assert ticket.last_public_message
    assert ticket.last_public_message.body == "Не работает сайт"
    assert ticket.last_public_message.attachments.get() == file


def test_the_same_form_twice_is_one_request(cast: Cast) -> None:
    """F12."""
    first, second = (form.submit(by=cast.vera, text="Раз", once="t1") for _ in range(2))
    assert first == second
    assert form.submit(by=cast.rival, text="Раз", once="t1") != first
    assert form.submit(by=cast.vera, text="Раз") != first


def test_an_empty_form_is_refused_and_not_stored(cast: Cast) -> None:
    with pytest.raises(Refused):
        form.submit(by=cast.vera, text=" \n")
    assert not Inbound.objects.exists()


def test_what_a_guest_wrote_survives_until_they_have_signed_in(cast: Cast) -> None:
    file = form.hand_in(b"log", "a.log")
    kept = form.keep(text="Помогите", files=[file], once="g1")
    assert not Ticket.objects.exists()
    receiving.sweep()
    jobs.run_due()
    ticket = form.claim(kept, by=cast.vera)
    assert ticket.customer == cast.vera
    assert ticket.last_public_message
    assert ticket.last_public_message.attachments.get().owner == cast.vera
    assert form.claim(kept, by=cast.vera) == ticket


def test_nobody_claims_what_another_one_sent(cast: Cast) -> None:
    kept = form.keep(text="Моё", by=cast.vera)
    with pytest.raises(Refused):
        form.claim(kept, by=cast.rival)
    assert form.claim(kept, by=cast.vera).customer == cast.vera


def test_what_a_crash_left_unread_is_read_later(cast: Cast, time) -> None:
    form.keep(text="Осталось", by=cast.vera, once="t1")
    time.passes(minutes=5)
    receiving.sweep()
    jobs.run_due(times=2)
    assert Ticket.objects.get().customer == cast.vera
    assert form.submit(by=cast.vera, text="Осталось", once="t1") == Ticket.objects.get()


def test_a_foreign_company_or_file_is_not_taken(cast: Cast) -> None:
    theirs = attaching.attach(b"secret", "secret.txt", by=cast.rival)
    ticket = form.submit(by=cast.vera, text="Раз", files=[theirs], organization=cast.company("cold"))
    assert ticket.organization == cast.company("warm")
    assert ticket.last_public_message
    assert not ticket.last_public_message.attachments.exists()
