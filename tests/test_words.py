"""Three languages are complete, and nothing that is said escapes the catalogues (F29)."""

import json

import pytest

from tests import words
from tests.architecture.source import none_of

LAZY = """
from django.utils.translation import gettext_lazy as _, gettext_lazy, ngettext_lazy, pgettext_lazy, npgettext_lazy
_("one"), gettext_lazy("two"), ngettext_lazy("three", "threes", 3)
pgettext_lazy("context", "four"), npgettext_lazy("context", "five", "fives", 5)
"""
PAGE = """{% trans %}six{% endtrans %} {% trans trimmed count=n %}seven
  more{% pluralize %}sevens{% endtrans %} {{ pgettext("context", "eight") }}"""


@pytest.fixture(scope="module")
def phrases():
    return words.extract()


def test_there_are_phrases(phrases):
    assert len(phrases) > 20


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_everything_is_translated_with_its_holes(phrases, language):
    none_of(words.missing(language, words.updated(language, phrases)))


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_the_catalogue_has_the_phrases_of_the_program(phrases, language):
    assert not words.is_stale(language, phrases), "run bin/words"


def test_one_word_alone_has_a_context(phrases):
    none_of(words.ambiguous(phrases))


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A tree with one module and one template, and no catalogues yet."""
    (tmp_path / "otklik" / "desk" / "templates").mkdir(parents=True)
    (tmp_path / "otklik" / "desk" / "codes.py").write_text(LAZY)
    (tmp_path / "otklik" / "desk" / "templates" / "page.html").write_text(PAGE)
    (tmp_path / "babel.cfg").write_text((words.ROOT / "babel.cfg").read_text())
    monkeypatch.setattr(words, "ROOT", tmp_path)
    monkeypatch.setattr(words, "CATALOGUES", {"ru": tmp_path / "ru.po"})
    return tmp_path


def test_lazy_functions_and_templates_are_heard(elsewhere):
    found = {words.key(message) for message in words.extract() if message.id}
    assert found == {"one", "two", "three", "context\4four", "context\4five", "six", "seven more", "context\4eight"}


def test_a_filled_phrase_stays_and_a_gone_one_goes(elsewhere, capsys):
    fillings = {"six": {"ru": "шесть"}, "three": {"ru": ["три", "трёх", "троих"]}, "nine": {"ru": "девять"}}
    (elsewhere / "fill.json").write_text(json.dumps(fillings))
    assert words.main(["--fill", str(elsewhere / "fill.json")]) == 1
    assert '"nine" is not a phrase of the program' in capsys.readouterr().out
    filled = (elsewhere / "ru.po").read_text()
    assert 'msgid "six"\nmsgstr "шесть"' in filled
    assert 'msgstr[1] "трёх"' in filled
    (elsewhere / "otklik" / "desk" / "templates" / "page.html").write_text("")
    assert words.main([]) == 0
    assert "шесть" not in (elsewhere / "ru.po").read_text()


def test_another_hole_in_a_translation_is_seen(elsewhere):
    (elsewhere / "otklik" / "desk" / "codes.py").write_text('_("Taken by %(name)s")')
    (elsewhere / "fill.json").write_text(json.dumps({"Taken by %(name)s": {"ru": "Уже у %(who)s"}}))
    words.main(["--fill", str(elsewhere / "fill.json")])
    missing = words.missing("ru", words.updated("ru", words.extract()))
    assert 'ru: "Taken by %(name)s" has other holes than its translation' in list(missing)
