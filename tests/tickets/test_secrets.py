"""Secrets lie apart from what is said, encrypted, are shown by a recorded click, and end with the request (R22)."""

import pytest
from django.core import mail
from django.db import connection

from otklik.kernel import signing
from otklik.kernel.audit import AuditEntry
from otklik.kernel.models import Event
from otklik.kernel.sensitive import MASK
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.tickets import concealing, drafting, merging
from otklik.tickets.kinds import Kind, Turn
from otklik.tickets.models import Hidden, Secret, Ticket
from otklik.tickets.models.protecting import MOST_BYTES, Given, address_of
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db
PASSWORD = "Tulip-4812"
WORDS = Given(PASSWORD)


@pytest.fixture
def ticket(cast):
    fresh = opened(cast.vera)
    fresh.accept(by=cast.anna)
    return fresh


@pytest.fixture
def asked(cast, ticket):
    return ticket.ask_secret("Пароль от почты", body="Впишите сюда", by=cast.anna)


def now_is(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def stored(table):
    """Everything that a table holds, as it lies on the disk."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {table} t")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_asking_sends_the_link_and_passes_the_turn(cast, ticket, asked):
    said = now_is(ticket).last_public_message.body
    assert said == f"Впишите сюда\n\n{address_of(asked)}"
    assert now_is(ticket).turn == Turn.CUSTOMER


def test_what_is_filled_lies_encrypted_and_its_words_are_told_without_it(cast, ticket, asked):
    ticket.fill_secret(asked, WORDS, by=cast.vera)
    assert now_is(ticket).last_public_message.body == "Передано через защищённое поле: Пароль от почты"
    assert now_is(ticket).turn == Turn.OURS
    tables = ("tickets_secret", "tickets_message", "kernel_event", "channels_delivery")
    assert all(PASSWORD not in stored(table) for table in tables)
    assert ticket.see_secret(asked, by=cast.anna).value == PASSWORD


def test_it_is_filled_once(cast, ticket, asked):
    ticket.fill_secret(asked, WORDS, by=cast.vera)
    with pytest.raises(Stale):
        ticket.fill_secret(asked, Given("another"), by=cast.vera)
    assert ticket.see_secret(asked, by=cast.anna).value == PASSWORD


def test_an_old_link_takes_nothing(cast, ticket, asked, time):
    time.passes(days=15)
    with pytest.raises(Stale):
        ticket.fill_secret(asked, WORDS, by=cast.vera)


def test_looking_is_written_down_and_takes_a_right(cast, ticket, asked):
    ticket.fill_secret(asked, WORDS, by=cast.vera)
    for person in (cast.misha, cast.dana):
        with pytest.raises(Forbidden):
            ticket.see_secret(asked, by=person)
    ticket.see_secret(asked, by=cast.anna)
    assert codes(ticket)[-1] == "secret.seen"
    entry = AuditEntry.objects.get(code="secret.seen")
    assert (entry.actor_id, entry.noun_id) == (cast.anna.pk, str(asked.pk))


def test_looking_does_not_move_the_request_in_lists(cast, ticket, asked, time):
    ticket.fill_secret(asked, WORDS, by=cast.vera)
    before = now_is(ticket).changed_at
    time.passes(hours=1)
    ticket.see_secret(asked, by=cast.anna)
    assert now_is(ticket).changed_at == before


@pytest.mark.parametrize("how", ["closed", "withdrawn", "solved"])
def test_closing_erases(cast, ticket, asked, how, time):
    ticket.fill_secret(asked, Given(PASSWORD, "скан.pdf", b"%PDF"), by=cast.vera)
    if how == "closed":
        ticket.close("solved", by=cast.anna)
    elif how == "withdrawn":
        ticket.withdraw(by=cast.vera)
    else:
        ticket.propose(by=cast.anna, body="Готово")
        time.passes(minutes=1)
        ticket.accept_solution(by=cast.vera, number=1)
    left = Secret.objects.get()
    assert (left.value, left.name, left.content) == (None, None, None)
    assert left.erased_at is not None
    with pytest.raises(Stale):
        ticket.see_secret(asked, by=cast.anna)


def test_a_closed_request_takes_nothing_by_its_link(cast, ticket, asked):
    ticket.close("solved", by=cast.anna)
    with pytest.raises(Stale):
        ticket.fill_secret(asked, WORDS, by=cast.vera)
    assert now_is(ticket).kind == Kind.CLOSED


def test_merging_keeps_it_until_the_other_request_is_closed(cast, ticket, asked):
    ticket.fill_secret(asked, WORDS, by=cast.vera)
    into = opened(cast.vera, "То же самое")
    merging.merge(now_is(ticket), into=into, by=cast.boris)
    assert list(Secret.objects.of(into).kept()) == [asked]
    assert into.see_secret(asked, by=cast.anna).value == PASSWORD
    now_is(into).close("solved", by=cast.anna)
    assert Secret.objects.get().value is None


def test_support_erases_before(cast, ticket, asked):
    ticket.fill_secret(asked, WORDS, by=cast.vera)
    ticket.erase_secret(asked, by=cast.anna)
    ticket.erase_secret(asked, by=cast.anna)
    assert Secret.objects.get().value is None
    assert codes(ticket).count("secret.erased") == 1


@pytest.mark.parametrize("given", [Given(), Given("  "), Given("x" * 10_001), Given("", "a", b"x" * (MOST_BYTES + 1))])
def test_nothing_and_too_much_are_refused(cast, ticket, asked, given):
    with pytest.raises(Refused):
        ticket.fill_secret(asked, given, by=cast.vera)
    assert Secret.objects.get().is_open


def test_a_customer_sends_unasked(cast, ticket):
    sent = ticket.hand_secret("Ключ", Given("", "ключ.txt", b"\0key"), by=cast.vera)
    seen = ticket.see_secret(sent, by=cast.anna)
    assert (seen.name, seen.content) == ("ключ.txt", "AGtleQ==")


def test_a_pasted_password_is_masked_before_it_is_stored(cast):
    ticket = opened(cast.vera, f"Пароль: {PASSWORD}, помогите", subject=f"пароль: {PASSWORD}")
    message = ticket.last_public_message
    assert message.body == f"Пароль: {MASK}, помогите"
    assert now_is(ticket).subject == f"пароль: {MASK}"
    assert all(PASSWORD not in stored(table) for table in ("tickets_ticket", "tickets_message", "tickets_hidden"))
    assert ticket.disclose(message, by=cast.anna)["body"] == f"Пароль: {PASSWORD}, помогите"
    assert ticket.disclose(None, by=cast.anna)["subject"] == f"пароль: {PASSWORD}"
    assert AuditEntry.objects.filter(code="message.disclosed").count() == 2


def test_a_letter_is_masked_in_its_whole_and_in_its_look(cast):
    letter = {"full_text": f"Пароль: {PASSWORD}\n> цитата", "html": f"<p>Пароль: {PASSWORD}</p>"}
    message = opened(cast.vera, f"Пароль: {PASSWORD}", letter=letter).last_public_message
    assert (message.full_text, message.html) == (f"Пароль: {MASK}\n> цитата", f"<p>Пароль: {MASK}</p>")


def test_a_letter_whose_markup_tears_the_secret_is_not_shown_at_all(cast):
    letter = {"html": "<p>Пароль: Tulip<b>-4812</b></p>"}
    message = opened(cast.vera, f"Пароль: {PASSWORD}", letter=letter).last_public_message
    assert message.html == ""
    assert concealing.said(message.hidden)["html"] == letter["html"]


def test_only_who_may_learns_what_was_hidden(cast):
    ticket = opened(cast.vera, f"Пароль: {PASSWORD}")
    with pytest.raises(Forbidden):
        ticket.disclose(ticket.last_public_message, by=cast.misha)
    assert ticket.disclose(ticket.last_public_message, by=cast.vera)["body"].endswith(PASSWORD)
    assert Event.objects.get(code="message.disclosed").side == "customer"


def test_a_new_subject_forgets_what_the_old_one_hid(cast):
    ticket = opened(cast.vera, subject=f"пароль: {PASSWORD}")
    ticket.rename("Не пускает в почту", by=cast.anna)
    assert not Hidden.objects.exists()
    ticket.rename("пин: 4812", by=cast.anna)
    assert now_is(ticket).subject == f"пин: {MASK}"
    assert ticket.disclose(None, by=cast.anna)["subject"] == "пин: 4812"


def test_an_agent_who_takes_a_password_back_finds_it_in_the_draft(cast, ticket):
    message = ticket.reply(by=cast.anna, body=f"Новый пароль: {PASSWORD}")
    assert message.body == f"Новый пароль: {MASK}"
    drafting.take_up(ticket.take_back(message, by=cast.anna), by=cast.anna)
    assert drafting.kept(cast.anna, ticket)["reply"].body == f"Новый пароль: {PASSWORD}"


def test_the_letter_carries_what_the_agent_wrote(cast, ticket):
    message = ticket.reply(by=cast.anna, body=f"Новый пароль: {PASSWORD}")
    assert concealing.body_of(message) == f"Новый пароль: {PASSWORD}"
    assert not mail.outbox


def test_a_link_of_another_purpose_opens_nothing(asked):
    with pytest.raises(signing.BadSignature):
        signing.read("secret", signing.sign("ticket", asked.pk))
