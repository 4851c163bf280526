"""Every page in a language nobody speaks: a bare word was written past the catalogues (F29)."""

import re
from zoneinfo import available_timezones

import pytest
from django.db import transaction
from django.utils.translation import gettext

from tests import canaries, cast, pseudo, stage
from tests.architecture.pages import said_words
from tests.architecture.source import none_of
from tests.walking import walk

READERS = ("customer", "agent", "admin")
SAMPLES = {"ui-kit"}  # pages of samples, in the language of the samples
DATA = {"Ctrl", "Shift", "Alt", "Esc", "Otklik", "English", "Telegram", "API", *available_timezones()}
"""Words of the stage, of the keyboard, and names that are the same in every language."""


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), pseudo.spoken():
        stage.set_up()
        yield walk({role: person for role, person in cast.roles().items() if role in READERS}, methods=["GET"])
        transaction.set_rollback(True)


def test_no_page_shows_a_word_that_was_not_said_through_gettext(answers):
    pages = [answer for answer in answers if "text/html" in answer.text and answer.address not in SAMPLES]
    assert pages or not answers
    none_of(
        {
            f"{answer.address}: {word}"
            for answer in pages
            for text in said_words(answer.text.partition("} ")[2])
            for word in pseudo.bare_words(_without_canaries(text))
            if word not in DATA
        }
    )


def _without_canaries(text):
    return re.sub("|".join(canary.word for canary in canaries.CANARIES), "", text)


def test_the_language_nobody_speaks_is_seen_through():
    with pseudo.spoken():
        shown = "".join(said_words(gettext("Taken by %(name)s, see <b>below</b>") % {"name": "Анна"}))
        assert pseudo.bare_words(shown) == []
        assert pseudo.bare_words("Taken by Анна, a@b.example, report.pdf") == ["Taken", "by"]
    assert gettext("no such phrase") == "no such phrase"
