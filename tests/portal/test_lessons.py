"""Lessons as customers read them (E6)."""

import re

import pytest

from otklik.kernel.models import Event
from otklik.knowledge import arranging, teaching, writing
from otklik.knowledge.models import LessonStep, StepDone
from otklik.people import merging
from tests.knowledge import shelf

pytestmark = pytest.mark.django_db
LESSON = "/help/ru/lessons/pervye-shagi/"


@pytest.fixture
def lesson(cast):
    """«Первые шаги»: a domain, a mailbox, a telephone."""
    return shelf.lesson(*(shelf.publish(title=title) for title in ("Домен", "Ящик", "Телефон")))


def steps():
    return list(LessonStep.objects.values_list("pk", flat=True))


def test_a_guest_reads_a_lesson_from_step_to_step_without_any_script(client, lesson):
    first, second, third = steps()
    assert "Первые шаги" in client.get("/help/ru/lessons/").content.decode()
    assert f'href="{LESSON}{first}/"' in client.get(LESSON).content.decode()
    page = client.get(f"{LESSON}{second}/").content.decode()
    assert f'rel="prev" href="{LESSON}{first}/"' in page
    assert f'rel="next" href="{LESSON}{third}/"' in page
    assert "Шаг 2 из 3" in page
    assert "Почта работает сразу" in page
    assert "mark/" not in page


def test_the_page_of_a_step_says_that_the_article_is_the_real_address(client, lesson):
    page = client.get(f"{LESSON}{steps()[0]}/").content.decode()
    assert re.search(r'<link rel="canonical" href="https?://[^/]+/help/ru/domen/">', page)


def test_a_customer_goes_on_where_they_stopped(client, cast, lesson):
    client.force_login(cast.vera)
    first, second, third = steps()
    assert client.post(f"{LESSON}{first}/mark/", {"done": "1"})["Location"] == f"{LESSON}{second}/"
    page = client.get(LESSON).content.decode()
    assert "Пройдено 1 из 3" in page
    assert f'data-kind="primary" href="{LESSON}{second}/"' in page
    client.post(f"{LESSON}{second}/mark/", {"done": "1"})
    assert client.post(f"{LESSON}{third}/mark/", {"done": "1"})["Location"] == LESSON
    assert "Урок пройден целиком" in client.get(LESSON).content.decode()
    client.post(f"{LESSON}{third}/mark/", {"done": ""})
    assert "Пройдено 2 из 3" in client.get(LESSON).content.decode()


def test_what_one_has_done_another_has_not(client, cast, lesson):
    teaching.mark(LessonStep.objects.first(), is_done=True, by=cast.vera)
    client.force_login(cast.rival)
    assert "Пройдено" not in client.get(LESSON).content.decode()


def test_done_twice_is_done_once(client, cast, lesson):
    client.force_login(cast.vera)
    for _click in range(2):
        client.post(f"{LESSON}{steps()[0]}/mark/", {"done": "1"})
    assert StepDone.objects.count() == 1
    assert Event.objects.filter(code="lesson.step_done").count() == 1


def test_staff_and_guests_mark_nothing(client, cast, lesson):
    assert client.post(f"{LESSON}{steps()[0]}/mark/", {"done": "1"}).status_code == 302
    client.force_login(cast.anna)
    assert client.post(f"{LESSON}{steps()[0]}/mark/", {"done": "1"}).status_code == 403
    assert not StepDone.objects.exists()


def test_a_step_whose_article_one_may_not_read_is_left_out(client, cast, lesson):
    hidden = LessonStep.objects.all()[1]
    arranging.place(hidden.article, section=shelf.section(), visibility="staff", by=cast.boris)
    page = client.get(LESSON).content.decode()
    assert "Ящик" not in page
    assert client.get(f"{LESSON}{hidden.pk}/").status_code == 404
    assert "Шаг 2 из 2" in client.get(f"{LESSON}{steps()[2]}/").content.decode()
    client.force_login(cast.vera)
    assert client.post(f"{LESSON}{hidden.pk}/mark/", {"done": "1"}).status_code == 404


def test_a_lesson_of_a_company_is_there_for_its_people_alone(client, cast):
    known = {"visibility": "organizations", "organizations": [cast.company("warm")]}
    shelf.lesson(shelf.publish(), **known)
    assert client.get(LESSON).status_code == 404
    client.force_login(cast.vera)
    assert client.get(LESSON).status_code == 200
    client.force_login(cast.rival)
    assert client.get(LESSON).status_code == 404
    assert "Первые шаги" not in client.get("/help/ru/").content.decode()


@pytest.mark.parametrize("who", [None, "vera"])
def test_a_lesson_that_is_not_shown_is_not_there(client, cast, who):
    shelf.lesson(shelf.publish(), is_shown=False)
    if who:
        client.force_login(getattr(cast, who))
    assert client.get(LESSON).status_code == 404
    assert "Первые шаги" not in client.get("/help/ru/lessons/").content.decode()


def test_an_article_names_the_lessons_it_is_part_of(client, lesson):
    page = client.get("/help/ru/iashchik/").content.decode()
    assert f'<a href="{LESSON}{steps()[1]}/">Первые шаги</a>' in page


def test_a_page_that_a_guest_has_is_sent_again_when_the_lesson_changes(client, cast, lesson):
    client.get(LESSON)
    etag = client.get(LESSON)["ETag"]
    assert client.get(LESSON, headers={"If-None-Match": etag}).status_code == 304
    teaching.move_step(LessonStep.objects.last(), up=True, by=cast.boris)
    assert client.get(LESSON, headers={"If-None-Match": etag}).status_code == 200


def test_lessons_cost_the_same_however_many_there_are(client, cast, django_assert_max_num_queries):
    articles = [shelf.publish(title=f"Статья {number}") for number in range(5)]
    for number in range(8):
        shelf.lesson(*articles, name=f"Урок {number}")
    client.force_login(cast.vera)
    for path in ("/help/ru/lessons/", "/help/ru/lessons/urok-1/", f"/help/ru/lessons/urok-0/{steps()[0]}/"):
        with django_assert_max_num_queries(14):
            assert client.get(path).status_code == 200


@pytest.mark.parametrize("title", ["Search", "Lessons"])
def test_an_article_never_takes_the_address_of_another_page(client, cast, title):
    article = shelf.publish(title=title, language="en")
    assert article.addresses.get().slug == f"{title.lower()}-2"
    assert client.get(f"/help/en/{title.lower()}-2/").status_code == 200
    writing.publish(article.texts.get(), by=cast.boris)
    assert article.addresses.get().slug == f"{title.lower()}-2"


def test_lessons_are_found_and_are_in_the_map_of_the_site(client, cast, lesson, signed_in):
    hidden = shelf.lesson(shelf.publish("Запасной ящик"), name="Ящик для своих", visibility="staff")
    page = client.get("/help/ru/search/", {"q": "ящик"}).content.decode()
    assert f'href="{LESSON}"' in page
    assert hidden.code not in page
    desk = signed_in(cast.anna).get("/desk/search/", {"q": "ящик"}).content.decode()
    assert f'href="{LESSON}"' in desk
    assert f"/lessons/{hidden.code}/" in desk
    site = client.get("/help/sitemap.xml").content.decode()
    assert f"{LESSON}</loc>" in site
    assert "/help/ru/lessons/</loc>" in site
    assert hidden.code not in site


def test_two_records_of_one_customer_have_done_what_either_has(client, cast, lesson):
    first, second, _third = LessonStep.objects.all()
    teaching.mark(first, is_done=True, by=cast.rival)
    teaching.mark(first, is_done=True, by=cast.vera)
    teaching.mark(second, is_done=True, by=cast.rival)
    joined = merging.merge(cast.rival, into=cast.vera, by=cast.boris)
    client.force_login(cast.vera)
    assert "Пройдено 2 из 3" in client.get(LESSON).content.decode()
    teaching.mark(first, is_done=False, by=cast.vera)
    assert "Пройдено 1 из 3" in client.get(LESSON).content.decode()
    merging.unmerge(joined, by=cast.boris)
    assert "Пройдено" not in client.get(LESSON).content.decode()
    client.force_login(cast.rival)
    assert "Пройдено 1 из 3" in client.get(LESSON).content.decode()
