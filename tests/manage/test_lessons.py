"""Lessons are made in the settings (E6)."""

import pytest

from otklik.knowledge import writing
from otklik.knowledge.models import Lesson, LessonStep
from tests.knowledge import shelf

pytestmark = pytest.mark.django_db


def made(boris, name="Начало", **more):
    answer = boris.post("/manage/lessons/new/", {"name_ru": name, "visibility": "everyone", **more})
    return answer["Location"]


def test_a_lesson_goes_from_nothing_to_readers(boris, client):
    article = shelf.publish()
    place = made(boris, about_ru="За вечер")
    assert boris.post(f"{place}steps/", {"article": article.pk}).status_code == 303
    assert client.get("/help/ru/lessons/nachalo/").status_code == 404
    boris.post(f"{place}showing/", {"shown": "1"})
    page = client.get("/help/ru/lessons/nachalo/").content.decode()
    assert "За вечер" in page
    assert shelf.TITLE in page
    boris.post(f"{place}showing/", {"shown": ""})
    assert client.get("/help/ru/lessons/nachalo/").status_code == 404


def test_a_lesson_without_a_step_is_not_shown(boris):
    place = made(boris)
    assert boris.post(f"{place}showing/", {"shown": "1"}).status_code == 422
    assert Lesson.objects.get().published_at is None


def test_a_lesson_needs_a_name_and_what_was_written_is_kept(boris):
    answer = boris.post("/manage/lessons/new/", {"name_ru": " ", "about_ru": "За вечер", "visibility": "everyone"})
    assert answer.status_code == 422
    assert "За вечер" in answer.content.decode()


def test_an_article_is_a_step_once(boris):
    article = shelf.publish()
    place = made(boris)
    boris.post(f"{place}steps/", {"article": article.pk})
    assert boris.post(f"{place}steps/", {"article": article.pk}).status_code == 422
    assert LessonStep.objects.count() == 1


def test_steps_and_lessons_change_places(boris):
    place = made(boris)
    made(boris, name="Дальше")
    for title in ("Один", "Два"):
        boris.post(f"{place}steps/", {"article": shelf.publish(title=title).pk})
    last = LessonStep.objects.last()
    piece = boris.post(f"{place}steps/{last.pk}/place/", {"up": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert piece.index("Два") < piece.index("Один")
    assert "<html" not in piece
    boris.post(f"{place}place/", {"up": ""})
    assert [str(one.name) for one in Lesson.objects.all()] == ["Дальше", "Начало"]


def test_a_step_is_taken_out(boris, last):
    place = made(boris)
    boris.post(f"{place}steps/", {"article": shelf.publish().pk})
    boris.post(f"{place}steps/{LessonStep.objects.get().pk}/removal/")
    assert not LessonStep.objects.exists()
    assert last("lesson.changed").after == {"step": None}


def test_a_step_that_nobody_can_read_says_so(boris, cast):
    article = shelf.publish()
    place = made(boris)
    boris.post(f"{place}steps/", {"article": article.pk})
    assert "не опубликовано" not in boris.get(place).content.decode()
    writing.withdraw(article.texts.get(), by=cast.boris)
    assert "не опубликовано" in boris.get(place).content.decode()


def test_an_agent_looks_and_changes_nothing(anna, boris):
    place = made(boris)
    assert "Начало" in anna.get("/manage/lessons/").content.decode()
    assert anna.get(place).status_code == 403
    assert anna.post("/manage/lessons/new/", {"name_ru": "Ещё", "visibility": "everyone"}).status_code == 403


def test_the_pages_cost_the_same_however_much_there_is(boris, django_assert_max_num_queries):
    place = made(boris)
    for number in range(8):
        boris.post(f"{place}steps/", {"article": shelf.publish(title=f"Статья {number}").pk})
        made(boris, name=f"Урок {number}")
    for path in (place, "/manage/lessons/"):
        with django_assert_max_num_queries(20):
            assert boris.get(path).status_code == 200


def test_articles_and_sections_are_put_in_order_in_the_list(boris):
    first, second = shelf.publish(title="Первая"), shelf.publish(title="Вторая")
    page = boris.get("/manage/articles/").content.decode()
    assert f'action="/manage/articles/{second.pk}/place/"' in page
    assert f'action="/manage/sections/{first.section_id}/place/"' in page
    answer = boris.post(f"/manage/articles/{second.pk}/place/", {"up": "1"})
    piece = boris.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert piece.index("Вторая") < piece.index("Первая")
    assert "/place/" not in boris.get("/manage/articles/?only=drafts").content.decode()
