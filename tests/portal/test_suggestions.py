"""A customer who writes is shown what may answer already, and says that it helped (E4, E5)."""

import pytest

from otklik.kernel.models import Event
from otklik.knowledge.models import Unanswered
from otklik.tickets.models import Ticket
from tests.knowledge.shelf import publish

pytestmark = pytest.mark.django_db
TYPED = "не могу восстановить пороль"


@pytest.fixture
def article(cast):
    return publish("Как восстановить пароль", "Нажмите «Забыли пароль?» и ждите письма.")


def shown(client, text):
    return client.post("/ask/suggestions/", {"text": text}, headers={"HX-Request": "true"}).content.decode()


def test_after_three_words_an_article_is_offered(client, article):
    assert "Как восстановить пароль" in shown(client, TYPED)
    assert "Как восстановить" not in shown(client, "восстановить пароль")
    assert "suggest" in client.get("/").content.decode()


def test_nobody_is_offered_what_is_not_for_them(client, cast):
    publish("Тайное восстановление паролей", "Для своих", visibility="staff")
    assert "Тайное" not in shown(client, TYPED)
    client.force_login(cast.vera)
    assert "Тайное" not in shown(client, TYPED)


def test_it_helped_is_counted_and_nothing_is_sent(client, cast, article):
    client.force_login(cast.vera)
    before = Ticket.objects.count()
    assert client.post("/ask/help/", {"article": article.pk, "language": "ru"}).headers["Location"] == "/"
    assert "Ничего не отправлено" in client.get("/").content.decode()
    event = Event.objects.get(code="article.prevented")
    assert (event.noun_id, event.actor, event.data) == (article.pk, cast.vera, {"language": "ru"})
    assert Ticket.objects.count() == before


def test_an_article_that_one_may_not_read_helped_nobody(client, cast):
    secret = publish("Тайное", "Для своих", visibility="staff")
    assert client.post("/ask/help/", {"article": secret.pk}).status_code == 404
    assert client.post("/ask/help/", {"article": "x"}).status_code == 404
    assert not Event.objects.filter(code="article.prevented").exists()


def test_one_guest_cannot_claim_a_thousand_hours(client, article):
    for _ in range(25):
        client.post("/ask/help/", {"article": article.pk, "language": "ru"})
    assert Event.objects.filter(code="article.prevented").count() == 20


def test_a_search_in_earnest_that_found_nothing_is_noted_and_one_by_staff_is_not(client, cast, article):
    address = "/help/ru/search/"
    client.get(address, {"q": "факсимиле печати"})
    client.get(address, {"q": "факс"}, headers={"HX-Request": "true"})
    client.get(address, {"q": "восстановить пароль"})
    client.force_login(cast.anna)
    client.get(address, {"q": "голограмма"})
    assert list(Unanswered.objects.values_list("words", "count")) == [("факсимиле печати", 1)]
