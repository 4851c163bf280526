"""Each person sees their own language and time zone (M3)."""

import pytest
from django.http import HttpResponse
from django.utils import timezone, translation

from otklik.people.middleware import COOKIE, speak_their_language
from tests.ui.pages import request

pytestmark = pytest.mark.django_db


def _spoken(asked):
    answer = speak_their_language(
        lambda _: HttpResponse(f"{translation.get_language()} {timezone.get_current_timezone_name()}")
    )
    return answer(asked).content.decode()


def test_a_person_is_answered_in_their_language_and_zone(cast):
    asked = request()
    asked.user = cast.vera
    asked.user.language, asked.user.time_zone = "uk", "Asia/Vladivostok"
    assert _spoken(asked) == "uk Asia/Vladivostok"


def test_a_guest_is_answered_in_the_language_they_chose_and_in_the_zone_of_the_company():
    assert _spoken(request(**{COOKIE: "en"})) == "en Europe/Moscow"


def test_a_language_that_nobody_speaks_here_is_not_chosen():
    assert _spoken(request(**{COOKIE: "fr"})).startswith("ru ")


def test_the_answer_leaves_nothing_active_behind():
    before = translation.get_language(), timezone.get_current_timezone_name()
    _spoken(request(**{COOKIE: "uk"}))
    assert (translation.get_language(), timezone.get_current_timezone_name()) == before
