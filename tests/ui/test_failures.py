"""The pages of errors need no context, and speak the reader's language (F4)."""

import pytest
from django.conf import settings
from django.test import Client

from otklik.ui import failures
from otklik.ui.pages import PLACE, making, page
from tests.ui.pages import request

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def test_the_pages_say_what_the_words_say_now():
    assert dict(making.files()) == {path: path.read_text() for path in PLACE.rglob("*.html")}


@pytest.mark.parametrize("name", making.WORDS)
def test_a_page_of_an_error_says_it_in_three_different_ways(name):
    assert len({page(name, language) for language in LANGUAGES}) == 3


def test_the_door_has_a_page_in_all_languages_for_what_it_refuses_itself():
    text = (PLACE / "413.html").read_text()
    assert [f'lang="{language}"' in text for language in LANGUAGES] == [True] * 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "says"),
    [("uk", "Такої сторінки немає"), ("en-GB,en;q=0.8", "There is no such page"), ("xx", "Такой страницы нет")],
)
def test_a_guest_reads_an_error_in_the_language_of_the_browser(accepted, says):
    response = Client(headers={"accept-language": accepted}).get("/no-such-page/")
    assert response.status_code == 404
    assert says in response.content.decode()


@pytest.mark.django_db
def test_a_person_reads_an_error_in_their_own_language(signed_in, cast):
    cast.anna.__class__.objects.filter(pk=cast.anna.pk).update(language="uk")
    response = signed_in(cast.anna).get("/no-such-page/", headers={"accept-language": "en"})
    assert "Такої сторінки немає" in response.content.decode()


@pytest.mark.django_db
def test_an_old_form_is_refused_with_a_page_that_says_what_to_do():
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.cookies["otklik_language"] = "ru"
    response = client.post("/ui/kit/", {"name": "x"})
    assert response.status_code == 403
    assert "Страница устарела" in response.content.decode()


def test_a_page_of_an_error_asks_the_database_nothing():
    assert failures.failure(request(), "429").status_code == 429
    assert failures.bad_request(request(), Exception()).status_code == 400
