"""The aims of reading letters hold on the halves of our own sets that no rule was made for; bin/bench prints all."""

import pytest

from bench import bounces, fields, replies
from otklik.channels.email.parsing import parse


def test_letters_that_came_back_are_found_and_people_are_not_called_one() -> None:
    figures = bounces.measured("held", show=False)
    assert float(str(figures["found_percent"])) >= 97
    assert int(str(figures["people_called_bounce"])) <= 1
    assert float(str(figures["our_id_percent"])) >= 99


@pytest.mark.parametrize(("kind", "least"), [("heads", 97), ("banners", 97), ("tails", 90), ("forwards", 99)])
def test_new_words_are_told_from_older_ones(kind: str, least: int) -> None:
    cases = [case for case in replies.KINDS[kind]() if case.is_held]
    results = [replies.judged(case) for case in cases]
    assert sum(exact for exact, _lost, _leak in results) * 100 >= least * len(results)
    assert not any(lost for _exact, lost, _leak in results)


@pytest.mark.parametrize("language", ["ru", "uk", "en", "de", "fr"])
def test_answers_are_told_from_quotes_in_the_main_languages(language: str) -> None:
    cases = [case for case in replies.quotes() if case.is_held and case.language == language]
    results = [replies.judged(case) for case in cases]
    assert sum(exact for exact, _lost, _leak in results) * 100 >= 95 * len(results)
    assert not any(lost for _exact, lost, _leak in results)


@pytest.mark.parametrize("make", fields.MAKERS, ids=lambda make: str(make.__name__))
def test_fields_are_read_as_they_were_meant(make: fields.Maker) -> None:
    missed = [f"{letter.name}: {name}" for letter in make() for name in fields.missed(letter)]
    assert missed == []


@pytest.mark.parametrize(
    ("charset", "words"),
    [("windows-1253", "Καλημέρα"), ("windows-1255", "שלום"), ("windows-1256", "مرحبا"), ("tis-620", "เว็บไซต์")],
)
def test_other_scripts_are_not_taken_for_russian(charset: str, words: str) -> None:
    raw = f"Content-Type: text/plain; charset={charset}\n\n".encode() + words.encode(charset)
    assert parse(raw)["text"] == words
