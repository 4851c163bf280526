"""The ledger in the settings: every number opens; parked letters are decided about by a person (F10)."""

import re

import pytest

from otklik.channels import ledger
from otklik.channels.email import receiving, troubles
from otklik.channels.email.models import Mailbox
from otklik.channels.models import Comparison, Delivery, Inbound, MailDay
from otklik.channels.models.ledger import INCOMING, OUTGOING
from otklik.kernel import clock, jobs
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from tests.channels.email.letters import letter
from tests.manage.arguments import mailbox


@pytest.fixture
def box(db):
    return mailbox()


@pytest.fixture
def counted(box, cast):
    """Three letters came, one of them from nobody."""
    for raw in (letter("Раз", subject="Про Gmail"), letter("Два"), letter("Три", sender="", subject="Ничьё")):
        receiving.receive(raw.as_bytes(), box)
    jobs.run_due()
    Delivery.objects.create(channel="email", address="vera@warm.example", mailbox=box, created_at=clock.now())
    ledger.count()


def test_every_number_opens_into_its_letters(gleb, counted, box):
    page = gleb.get("/manage/ledger/").content.decode()
    assert box.address in page
    opened = {}
    for address in set(re.findall(r'href="(/manage/ledger/[^"?]+/\d+/\w+/)"', page)):
        answer = gleb.get(address)
        assert answer.status_code == 200
        opened[address.split("/")[-2]] = answer.content.decode().count('<li><div class="grow">')
    assert opened == {"stored": 3, "tickets": 2, "parked": 1, "outgoing": 1, "waiting": 1}


@pytest.mark.parametrize("figure", [*INCOMING, *OUTGOING, "taken", "again", "missed", "stored"])
def test_a_number_that_is_nothing_any_more_opens_too(gleb, box, figure):
    assert gleb.get(f"/manage/ledger/{ledger.today()}/{box.pk}/{figure}/").status_code == 200


@pytest.mark.parametrize("place", ["2026-13-40/0/stored", "2026-11-01/0/secrets", "2026-11-01/999999/stored"])
def test_what_is_no_figure_is_not_found(gleb, cast, place):
    assert gleb.get(f"/manage/ledger/{place}/").status_code == 404


def test_older_days_are_behind_the_newer_ones(gleb, counted, time):
    time.passes(days=20)
    page = gleb.get("/manage/ledger/").content.decode()
    assert "/tickets/" not in re.sub("<nav.*?</nav>", "", page, flags=re.S)
    older = re.search(r'rel="next" href="([^"]+)"', page)[1]
    assert "/tickets/" in gleb.get(f"/manage/ledger/{older}").content.decode()


def test_what_is_wrong_with_mail_stands_on_every_page_of_who_answers_for_it(gleb, anna, box):
    assert "<a" not in gleb.get("/manage/ledger/alarm/").content.decode()
    now = clock.now()
    Mailbox.objects.update(is_active=True)
    Comparison.objects.create(mailbox=box, at=now, on_server=3, missing=1, missing_since=now)
    said = gleb.get("/manage/ledger/alarm/").content.decode()
    assert "лежит 1 письмо" in said
    assert "/manage/ledger/alarm/" in gleb.get("/desk/mine/").content.decode()
    assert "/manage/ledger/alarm/" not in anna.get("/desk/mine/").content.decode()


def test_an_old_failure_and_a_difference_are_said_in_words(gleb, box, time):
    Mailbox.objects.update(is_active=True)
    troubles.note_trouble(box, "fetch", "disk", "[Errno 28]")
    receiving.receive(letter().as_bytes(), box)
    Inbound.objects.all().delete()
    ledger.count()
    time.passes(minutes=11)
    page = gleb.get("/manage/ledger/").content.decode()
    assert "расходится на 1 письмо" in page
    assert "письма не принимаются" in page
    assert "кончилось место" in gleb.get("/manage/mailboxes/").content.decode()


@pytest.fixture
def parked(box, cast):
    raw = letter("Прочитайте меня <script>alert(1)</script>", sender="", subject="Ничьё")
    inbound = receiving.receive(raw.as_bytes(), box)
    jobs.run_due()
    inbound.refresh_from_db()
    assert inbound.state == "parked"
    return inbound


def test_a_parked_letter_is_read_as_plain_text(gleb, parked):
    page = gleb.get(f"/manage/letters/{parked.pk}/").content.decode()
    assert "Прочитайте меня &lt;script&gt;" in page
    assert "не сказано" in page
    assert f"/manage/letters/{parked.pk}/raw/" in page


def test_a_request_is_made_from_a_parked_letter_for_the_address_that_a_person_gives(gleb, parked, cast):
    place = f"/manage/letters/{parked.pk}/request/"
    refused = gleb.post(place, {"address": "не адрес"})
    assert refused.status_code == 422
    assert "Это не адрес" in refused.content.decode()
    answer = gleb.post(place, {"address": "vera@warm.example"})
    ticket = Ticket.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/tickets/{ticket.number}/")
    assert (ticket.customer, ticket.subject) == (cast.vera, "Ничьё")
    message = ticket.last_public_message
    assert "Прочитайте меня" in message.body
    assert message.attachments.get().file == parked.raw
    parked.refresh_from_db()
    assert (parked.state, parked.message) == ("processed", message)
    assert gleb.post(place, {"address": "vera@warm.example"}).status_code == 409
    jobs.run_due()
    row = MailDay.objects.get(mailbox=parked.mailbox)
    assert (row.tickets, row.parked, row.difference) == (1, 0, 0)


def test_an_unreadable_letter_of_nobody_becomes_a_request_with_the_letter_attached(gleb, parked, monkeypatch):
    from otklik.channels.email import parsing

    monkeypatch.setattr(parsing, "read", lambda raw: 1 / 0)
    assert gleb.get(f"/manage/letters/{parked.pk}/").status_code == 200
    assert gleb.post(f"/manage/letters/{parked.pk}/request/", {"address": ""}).status_code == 303
    ticket = Ticket.objects.get()
    assert ticket.reply_to is None
    assert ticket.last_public_message.attachments.get().name == "letter.eml"
    assert not Person.objects.get(pk=ticket.customer_id).identities.exists()


def test_a_letter_from_a_colleague_can_be_made_a_request(gleb, parked, cast):
    Inbound.objects.update(sender="anna@otklik.example", reason="letter.colleague")
    assert gleb.post(f"/manage/letters/{parked.pk}/request/", {"address": ""}).status_code == 303
    assert Ticket.objects.count() == 1


def test_a_discarded_letter_is_kept_and_can_be_taken_back(gleb, parked, last, cast):
    assert gleb.post(f"/manage/letters/{parked.pk}/discarding/").status_code == 303
    assert gleb.post(f"/manage/letters/{parked.pk}/discarding/").status_code == 409
    assert last("letter.discarded").actor_id == cast.gleb.pk
    assert f"letter-{parked.pk}" not in gleb.get("/manage/letters/").content.decode()
    assert f"letter-{parked.pk}" in gleb.get("/manage/letters/?why=discarded").content.decode()
    gleb.post(f"/manage/letters/{parked.pk}/return/")
    parked.refresh_from_db()
    assert parked.state == "parked"
    assert gleb.post(f"/manage/letters/{parked.pk}/return/").status_code == 409


def test_parked_letters_are_chosen_by_their_reason(gleb, parked):
    assert f"letter-{parked.pk}" in gleb.get("/manage/letters/?why=letter.no_sender").content.decode()
    page = gleb.get("/manage/letters/?why=gave_up").content.decode()
    assert f"letter-{parked.pk}" not in page
    assert "Таких писем нет" in page


@pytest.mark.parametrize("deed", ["request", "discarding", "return"])
def test_who_does_not_answer_for_mail_decides_nothing(boris, parked, deed):
    assert boris.post(f"/manage/letters/{parked.pk}/{deed}/").status_code == 403
    assert boris.get(f"/manage/letters/{parked.pk}/").status_code == 403
