"""Articles are written in the settings (E1)."""

import io

import pytest

from otklik.knowledge.models import Article, ArticleImage, ArticleText
from tests.knowledge import shelf
from tests.knowledge.arguments import picture

pytestmark = pytest.mark.django_db


def test_an_article_goes_from_nothing_to_readers(client, cast):
    client.force_login(cast.boris)
    section = shelf.section()
    answer = client.post("/manage/articles/new/", {"title": "Почта", "section": section.pk, "language": "ru"})
    editor = answer["Location"]
    page = client.get(editor).content.decode()
    assert "Сохранить и опубликовать" in page
    words = {"title": "Почта", "body": "## Начало", "seen": "1", "after": "publish"}
    assert client.post(editor, words).status_code == 303
    assert ArticleText.objects.get().live.body == "## Начало"


def test_the_form_sent_twice_makes_one_article(client, cast):
    client.force_login(cast.anna)
    words = {"title": "Почта", "section": shelf.section().pk, "language": "ru", "once": "once-1"}
    first, second = client.post("/manage/articles/new/", words), client.post("/manage/articles/new/", words)
    assert first["Location"] == second["Location"]
    assert Article.objects.count() == 1


def test_words_saved_over_newer_ones_are_kept_in_the_form(client, cast):
    article = shelf.publish()
    client.force_login(cast.anna)
    editor = f"/manage/articles/{article.pk}/ru/"
    answer = client.post(editor, {"title": "Почта", "body": "мои слова", "seen": "0"})
    assert answer.status_code == 409
    assert "мои слова" in answer.content.decode()


def test_a_preview_shows_what_readers_would_see(client, cast):
    client.force_login(cast.anna)
    page = client.post("/manage/articles/preview/", {"body": "## Начало"}).content.decode()
    assert '<h2 id="nachalo-1">' in page


def test_a_pasted_picture_becomes_words(client, cast):
    article = shelf.publish()
    client.force_login(cast.anna)
    file = io.BytesIO(picture())
    file.name = "экран.png"
    answer = client.post(f"/manage/articles/{article.pk}/pictures/", {"file": file})
    assert answer.content.decode() == f"![экран](image:{ArticleImage.objects.get().pk})"


def test_a_version_is_shown_against_the_one_before_and_restored(client, cast):
    from otklik.knowledge import writing

    article = shelf.publish(body="было так")
    writing.write(article, language="ru", title=shelf.TITLE, body="стало иначе", by=cast.anna)
    client.force_login(cast.anna)
    page = client.get(f"/manage/articles/{article.pk}/ru/versions/").content.decode()
    assert "<del>было</del>" in page
    assert "<ins>стало</ins>" in page
    client.post(f"/manage/articles/{article.pk}/ru/versions/1/restoration/")
    assert ArticleText.objects.get().latest.body == "было так"


def test_the_list_shows_what_waits_to_be_published(client, cast):
    article = shelf.publish()
    client.force_login(cast.anna)
    words = {"title": "Ждёт", "body": "слова", "seen": "1", "after": "submit"}
    client.post(f"/manage/articles/{article.pk}/ru/", words)
    client.force_login(cast.boris)
    assert "Ждёт" in client.get("/manage/articles/?only=submitted").content.decode()


def test_the_list_costs_the_same_however_much_there_is(client, cast, django_assert_max_num_queries):
    for number in range(10):
        shelf.publish(title=f"Статья {number}")
    client.force_login(cast.boris)
    with django_assert_max_num_queries(20):
        client.get("/manage/articles/")
