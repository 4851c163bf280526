"""Ready answers beside the text of a reply (E2)."""

import pytest

from otklik.knowledge import answering
from otklik.knowledge.models import ReadyAnswerUse
from otklik.tickets.models import Message
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(cast):
    bodies = {("ru", "polite"): "{клиент}, проверьте до {дата}", ("uk", "polite"): "{клієнт}, перевірте"}
    return answering.add("Проверка почты", bodies, sharing="company", by=cast.boris)


def test_the_list_brings_words_filled_for_the_customer(client, cast, answer):
    ticket = opened(cast.vera)
    client.force_login(cast.anna)
    page = client.get(f"/desk/tickets/{ticket.number}/ready-answers/?q=пров").content.decode()
    assert 'data-body="Вера, проверьте до ⟦дата⟧"' in page
    assert 'role="option"' in page


def test_a_reply_with_a_gap_is_kept_and_not_sent(client, cast, answer):
    ticket = opened(cast.vera)
    client.force_login(cast.anna)
    said = {"mode": "reply", "body": "Вера, проверьте до ⟦дата⟧", "ready": answer.pk}
    answer_page = client.post(f"/desk/tickets/{ticket.number}/messages/", said)
    assert answer_page.status_code == 422
    page = answer_page.content.decode()
    assert "⟦дата⟧" in page
    assert f'name="ready" value="{answer.pk}"' in page
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()


def test_what_was_sent_is_counted(client, cast, answer):
    ticket = opened(cast.vera)
    client.force_login(cast.anna)
    said = {"mode": "reply", "body": "Вера, проверьте", "ready": [answer.pk, 999999]}
    client.post(f"/desk/tickets/{ticket.number}/messages/", said)
    use = ReadyAnswerUse.objects.get()
    assert (use.answer, use.person, use.message.body) == (answer, cast.anna, "Вера, проверьте")


def test_a_gap_in_a_note_is_nobodys_business(client, cast):
    ticket = opened(cast.vera)
    client.force_login(cast.anna)
    client.post(f"/desk/tickets/{ticket.number}/messages/", {"mode": "note", "body": "⟦дата⟧?"})
    assert Message.objects.filter(ticket=ticket, kind="note").exists()
