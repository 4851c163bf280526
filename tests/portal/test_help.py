"""The help as customers and machines read it (E1)."""

import json
import re

import pytest

from otklik.knowledge import writing
from otklik.knowledge.models import Opinion
from tests.knowledge import shelf

pytestmark = pytest.mark.django_db
PAGE = "/help/ru/kak-nastroit-pochtu/"


def test_a_guest_reads_an_article(client):
    shelf.publish(summary="За пять минут")
    page = client.get(PAGE).content.decode()
    assert "<title>Как настроить почту" in page
    assert f'<link rel="canonical" href="http://localhost:8000{PAGE}">' in page or 'rel="canonical"' in page
    assert 'href="#telefon-1"' in page
    assert "За пять минут" in page


def test_machines_read_what_the_page_is(client):
    shelf.publish(title="Как </script> настроить")
    page = client.get("/help/ru/kak-script-nastroit/").content.decode()
    facts = [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]
    assert facts[0]["headline"] == "Как </script> настроить"
    assert [one["name"] for one in facts[1]["itemListElement"]] == ["Почта", "Как </script> настроить"]


def test_an_old_address_redirects_for_good(client, cast):
    article = shelf.publish(title="Почта")
    writing.publish(writing.write(article, language="ru", title="Ящики", body="слова", by=cast.boris), by=cast.boris)
    answer = client.get("/help/ru/pochta/")
    assert (answer.status_code, answer["Location"]) == (301, "/help/ru/iashchiki/")


def test_a_page_that_did_not_change_is_not_sent_again(client, cast, django_assert_max_num_queries):
    article = shelf.publish()
    client.get(PAGE)
    etag = client.get(PAGE)["ETag"]
    with django_assert_max_num_queries(4):
        assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 304
    writing.publish(
        writing.write(article, language="ru", title=shelf.TITLE, body="Новое", by=cast.boris), by=cast.boris
    )
    assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 200


def test_a_page_costs_the_same_however_much_there_is(client, django_assert_max_num_queries):
    for number in range(12):
        shelf.publish(title=f"Статья {number}")
    shelf.publish()
    for path in (PAGE, "/help/ru/", "/help/ru/sections/pochta/"):
        with django_assert_max_num_queries(14):
            assert client.get(path).status_code == 200


def test_the_page_speaks_the_language_of_its_address(client, cast):
    article = shelf.publish()
    writing.publish(writing.write(article, language="uk", title="Пошта", body="слова", by=cast.boris), by=cast.boris)
    page = client.get("/help/uk/poshta/").content.decode()
    assert '<html lang="uk"' in page
    assert "Стаття допомогла?" in page
    assert f'hreflang="ru" href="{PAGE}"' in page


def test_a_reader_says_whether_it_helped(client, cast):
    shelf.publish()
    client.force_login(cast.vera)
    answer = client.post(f"{PAGE}opinion/", {"helped": "no", "comment": "Нет про iPhone"})
    assert answer.status_code == 303
    assert "Спасибо" in client.get(answer["Location"]).content.decode()
    opinion = Opinion.objects.get()
    assert (opinion.person, opinion.helped, opinion.comment) == (cast.vera, False, "Нет про iPhone")


def test_staff_have_no_opinion_of_their_own_articles(client, cast):
    shelf.publish()
    client.force_login(cast.anna)
    assert client.post(f"{PAGE}opinion/", {"helped": "yes"}).status_code == 403


def test_the_map_and_the_feed_know_only_what_everybody_may_read(client):
    shelf.publish()
    shelf.publish(title="Внутреннее", visibility="staff")
    site, feed = client.get("/help/sitemap.xml").content.decode(), client.get("/help/ru/feed.xml").content.decode()
    assert "kak-nastroit-pochtu" in site
    assert "Как настроить почту" in feed
    assert "vnutrennee" not in site
    assert "Внутреннее" not in feed


def test_an_article_for_staff_is_not_there_for_customers(client, cast):
    shelf.publish(title="Внутреннее", visibility="staff")
    assert client.get("/help/ru/vnutrennee/").status_code == 404
    client.force_login(cast.vera)
    assert client.get("/help/ru/vnutrennee/").status_code == 404
    client.force_login(cast.misha)
    assert client.get("/help/ru/vnutrennee/").status_code == 200


def test_a_picture_of_a_hidden_article_is_hidden(client, cast):
    from io import BytesIO

    from otklik.knowledge import arranging
    from tests.knowledge.arguments import picture

    article = shelf.publish(title="Внутреннее", visibility="staff")
    image = arranging.show(article, BytesIO(picture()), "экран.png", by=cast.anna)
    assert client.get(f"/help/images/{image.pk}/").status_code == 404
    client.force_login(cast.misha)
    assert client.get(f"/help/images/{image.pk}/").status_code == 200
