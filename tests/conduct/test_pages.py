"""C10 on the desk and on the portal: quiet for staff, polite to the customer, and nothing that they typed is lost."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.channels.models import Inbound, Mailbox
from otklik.conduct import noting, taking
from otklik.conduct.models import Measure
from otklik.desk import counting
from otklik.kernel import clock
from otklik.people.models import Role
from otklik.routing import relieving
from otklik.tickets.models import Message, Ticket
from tests.desk.asking import Page, address, opened_page, post, text
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db
TYPED = "Вы опять всё сломали, верните как было"


@pytest.fixture
def anna(signed_in, cast):
    return signed_in(cast.anna)


@pytest.fixture
def boris(signed_in, cast):
    return signed_in(cast.boris)


@pytest.fixture
def stranger(signed_in, cast):
    return signed_in(cast.stranger)


@pytest.fixture
def ticket(cast):
    fresh = opened(cast.stranger)
    fresh.accept(by=cast.anna)
    return fresh


@pytest.fixture
def rude(cast, ticket):
    return ticket.write(by=cast.stranger, body="Да вы дебилы все!")


@pytest.fixture
def limited(cast, ticket, rude):
    said = {"body": "Только почта", "why": "Оскорбления", "until": clock.now() + timedelta(days=7), "skips": True}
    return taking.take(ticket, "limit", [rude], by=cast.boris, **said)


def _checked(page, name="evidence"):
    return [one["value"] for one in Page(page).all("input") if one.get("name") == name and "checked" in one]


def test_messages_with_abusive_words_are_chosen_already_and_not_shown_in_the_list(anna, ticket, rude):
    page = anna.get(address(ticket, "conduct-calm/")).content.decode()
    assert _checked(page) == [str(rude.pk)]
    assert "грубые слова скрыты" in page
    assert "дебилы" not in page


def test_a_warning_is_given_from_the_request_with_its_evidence(anna, cast, ticket, rude):
    for kind in ("calm", "warning"):
        page = anna.get(address(ticket, f"conduct-{kind}/")).content.decode()
        seen = re.search(r'name="seen_version" value="(\d+)"', page)[1]
        answer = post(anna, ticket, f"conduct-{kind}/", evidence=[rude.pk], body="Без оскорблений", seen_version=seen)
        assert answer.status_code == 200, text(answer)
    made = Measure.objects.get(kind="warning")
    assert (made.by, made.evidence.get()) == (cast.anna, rude)
    page = anna.get(address(ticket, "conduct/"))
    assert "Предупреждение" in text(page)
    assert "Грубые слова скрыты" in text(page)
    assert "Предупреждение клиенту: Анна Белова" in opened_page(anna, ticket)


def test_what_is_missing_is_said_beside_its_field_and_the_text_is_kept(anna, boris, ticket, rude):
    answer = post(anna, ticket, "conduct-warning/", evidence=[rude.pk], body="Пишите вежливо")
    assert answer.status_code == 422
    assert "Пишите вежливо" in answer.content.decode()
    assert "Пропускать шаги может только руководитель" in text(answer)
    answer = post(anna, ticket, "conduct-calm/", body="Пишите вежливо")
    assert (answer.status_code, "Выберите сообщения" in text(answer)) == (422, True)
    answer = post(boris, ticket, "conduct-refusal/", evidence=[rude.pk], body="Отказ", skips="on", rule="п. 4")
    assert (answer.status_code, "Напишите для коллег" in text(answer)) == (422, True)
    assert not Measure.objects.exists()


def test_two_at_once_the_second_reads_the_step_of_the_first(anna, signed_in, cast, ticket, rude):
    form = {"evidence": [rude.pk], "body": "Без оскорблений", "seen_version": "0"}
    assert post(anna, ticket, "conduct-calm/", **form).status_code == 200
    answer = post(signed_in(cast.oleg), ticket, "conduct-calm/", **form)
    assert (answer.status_code, Measure.objects.count()) == (409, 1)


def test_the_card_has_a_quiet_mark_for_staff_with_the_right_only(anna, signed_in, cast, ticket, limited):
    assert "Только почта до" in opened_page(anna, ticket)
    noting.write(cast.stranger, "Звонит ночью", by=cast.anna)
    assert "Звонит ночью" not in opened_page(anna, ticket)
    assert "Звонит ночью" in text(anna.get(address(ticket, "conduct/")))
    assert "Только почта до" not in text(signed_in(cast.misha).get(address(ticket, "facts/")))


def test_a_request_costs_no_more_statements_with_a_step_than_without(anna, cast, ticket, rude):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            anna.get(address(ticket, "facts/"))
        return len(seen)

    asked()
    before = asked()
    taking.take(ticket, "calm", [rude], by=cast.anna, body="Давайте по порядку")
    assert asked() <= before


def test_the_note_is_written_from_the_record_and_a_stale_one_comes_back(anna, signed_in, cast, ticket):
    assert (
        post(anna, ticket, "conduct-note/", words="Звонит ночью", before="0")
        .headers["HX-Redirect"]
        .endswith("/conduct/")
    )
    answer = post(signed_in(cast.oleg), ticket, "conduct-note/", words="Кричит", before="0")
    assert (answer.status_code, "Кричит" in answer.content.decode()) == (409, True)


def test_leads_see_people_under_steps_with_evidence_limits_and_what_was_passed_on(boris, anna, cast, ticket, limited):
    relieving.pass_up(opened(cast.vera), by=cast.anna)
    page = text(boris.get("/desk/conduct/"))
    for said in ("Степан Чужой", "Только почта", "Грубые слова скрыты", "никто не взял", "Оскорбления"):
        assert said in page
    assert anna.get("/desk/conduct/").status_code == 403
    assert "Степан Чужой" in text(boris.get("/desk/conduct/?which=limits"))
    taking.lift(limited, "Договорились", by=cast.boris)
    assert "Степан Чужой" not in text(boris.get("/desk/conduct/"))
    assert "Договорились" in text(boris.get("/desk/conduct/?which=all"))


def test_the_list_of_people_asks_as_much_for_many_as_for_few(boris, cast):
    def asked():
        counting.forget()
        with CaptureQueriesContext(connection) as seen:
            assert boris.get("/desk/conduct/").status_code == 200
        return len(seen)

    def one(person):
        ticket = opened(person)
        rude = ticket.write(by=person, body="Идиоты")
        taking.take(ticket, "calm", [rude], by=cast.anna, body="Давайте по порядку")

    one(cast.stranger)
    asked()
    few = asked()
    for person in (cast.vera, cast.pavel, cast.zoya, cast.rival):
        one(person)
    assert asked() == few


def test_a_step_is_lifted_on_the_record_and_not_without_a_reason(boris, ticket, limited):
    place = f"/desk/conduct/steps/{limited.pk}/lifting/"
    answer = boris.post(place, {"why": ""})
    assert (answer.status_code, "Напишите, почему шаг снимается" in text(answer)) == (422, True)
    assert boris.post(place, {"why": "Договорились"}).status_code == 303
    assert boris.post(place, {"why": "Договорились"}).status_code == 409
    assert codes(ticket)[-1] == "conduct.lifted"


def test_whoever_is_limited_reads_where_to_write_and_what_they_typed_is_there(stranger, cast, ticket, limited):
    Mailbox.add(by=None, address="help@otklik.example", smtp_host="mail.otklik.example")
    place = f"/requests/{ticket.number}/"
    assert "напишите на help@otklik.example" in text(stranger.get(place))
    before = Message.objects.count()
    answer = stranger.post(f"{place}messages/", {"text": TYPED, "once": "x"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f">{TYPED}</textarea>" in page
    assert TYPED in unquote(re.search(r'href="(mailto:[^"]*)"', page)[1])
    answer = stranger.post("/ask/", {"text": TYPED})
    assert (answer.status_code, f">{TYPED}</textarea>" in answer.content.decode()) == (422, True)
    assert (Message.objects.count(), Ticket.objects.filter(customer=cast.stranger).count()) == (before, 1)
    assert "Оскорбления" not in page


def test_decisions_stay_theirs_and_their_letters_arrive_as_ever(stranger, cast, ticket, limited):
    ticket.propose(by=cast.boris, body="Починили")
    Message.objects.update(visible_at=clock.now())
    assert stranger.post(f"/requests/{ticket.number}/acceptance/").status_code == 303
    assert Ticket.objects.get(pk=ticket.pk).kind == "closed"
    ticket.write(by=cast.stranger, body="Снова сломалось", channel="email")
    assert Ticket.objects.get(pk=ticket.pk).is_open


def test_a_limit_that_is_over_lets_them_write_by_itself(stranger, ticket, limited, time):
    time.passes(days=8)
    assert stranger.post(f"/requests/{ticket.number}/messages/", {"text": "Добрый день"}).status_code == 303


def test_colleagues_of_whoever_is_limited_write_as_ever(signed_in, cast):
    ticket = opened(cast.vera)
    rude = ticket.write(by=cast.vera, body="Идиоты")
    said = {"body": "Только почта", "why": "Оскорбления", "until": clock.now() + timedelta(days=7), "skips": True}
    taking.take(ticket, "limit", [rude], by=cast.boris, **said)
    pavel = signed_in(cast.pavel)
    assert pavel.post(f"/requests/{ticket.number}/messages/", {"text": "Как дела?"}).status_code == 303


def test_a_guest_with_their_address_learns_nothing_and_the_owner_finds_the_text_again(client, cast, limited):
    form = {"text": TYPED, "email": "stranger@mail.example", "name": "Кто-то"}
    usual = client.post("/ask/", {**form, "email": "somebody@new.example"})
    answer = client.post("/ask/", form)
    assert answer.status_code == usual.status_code == 302
    assert answer.headers["Location"].split("?")[0] == usual.headers["Location"].split("?")[0]
    assert not Ticket.objects.filter(customer=cast.stranger, channel="form").exclude(pk=limited.ticket_id).exists()
    assert not Inbound.objects.filter(person=cast.stranger).exists()
    kept = client.session["unsent"]
    client.force_login(cast.stranger)
    session = client.session
    session["unsent"] = kept
    session.save()
    assert f">{TYPED}</textarea>" in client.get("/").content.decode()


def test_no_page_of_the_customer_has_a_word_of_it(stranger, cast, ticket, rude):
    noting.write(cast.stranger, "Звонит ночью и кричит", by=cast.anna)
    taking.take(ticket, "calm", [rude], by=cast.anna, body="Давайте по порядку", why="Ругался при всех")
    for place in ("/", "/requests/", f"/requests/{ticket.number}/", f"/requests/{ticket.number}/now/", "/me/"):
        page = stranger.get(place).content.decode()
        assert "Звонит ночью" not in page
        assert "Ругался при всех" not in page
        assert "Спокойный ответ" not in page


def test_the_words_of_the_steps_become_ready_answers_of_everybody(boris, anna, ticket):
    assert boris.post("/desk/conduct/replies/").status_code == 303
    assert "Предупреждение" in text(anna.get(address(ticket, "ready-answers/?q=Предупр")))
    assert anna.post("/desk/conduct/replies/").status_code == 403


def test_whoever_lost_the_right_sees_neither_mark_nor_record(anna, ticket, limited):
    role = Role.objects.get(code="agent")
    role.rights = [right for right in role.rights if right != "conduct.see"]
    role.save()
    assert anna.get(address(ticket, "conduct/")).status_code == 403
    assert "Только почта до" not in text(anna.get(address(ticket, "facts/")))
