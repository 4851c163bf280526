"""Thousands of articles are prepared beside whoever asks; nobody waits, nobody sees what is not theirs."""

import threading

import pytest

from otklik.knowledge import prepared, searching_articles, writing
from otklik.knowledge.prepared import Standing
from otklik.knowledge.searching_articles import answers
from tests.knowledge import shelf


class Beside(threading.Thread):
    """Work that is done when the test says so, by the test itself: the rows of a test are seen by nobody else."""

    made: list[threading.Thread] = []

    def start(self):
        self.made.append(self)


@pytest.fixture
def many(monkeypatch, cast):
    """A process that takes two texts for many: `many()` lets what was begun beside come to its end."""
    monkeypatch.setattr(prepared, "AT_ONCE", 1)
    monkeypatch.setattr(prepared, "BELIEVED", 0)
    monkeypatch.setattr(prepared.threading, "Thread", Beside)
    monkeypatch.setattr(prepared.connections, "close_all", lambda: None)
    for name in ("STAFF", "READERS"):
        monkeypatch.setattr(searching_articles, name, Standing(for_staff=name == "STAFF"))
    monkeypatch.setattr(Beside, "made", [])

    def finish():
        begun = len(Beside.made)
        while Beside.made:
            Beside.made.pop().run()
        return begun

    return finish


def titles(asked, person=None):
    return [one.title for one in answers(asked, person, "ru")]


def test_while_much_is_prepared_the_database_answers(many, cast):
    shelf.publish("Как настроить почту")
    shelf.publish("Как сменить пароль")
    shelf.publish("Пароль для своих", visibility="staff")
    assert titles("забыли пароль") == ["Как сменить пароль"]
    assert titles("gfhjkm") == ["Как сменить пароль"]
    assert titles("?!") == []
    assert set(titles("пароль", cast.anna)) == {"Как сменить пароль", "Пароль для своих"}
    assert many() == 2
    assert titles("забыли парлоь") == ["Как сменить пароль"]
    assert set(titles("пароль", cast.anna)) == {"Как сменить пароль", "Пароль для своих"}
    assert many() == 0


def test_what_stood_before_answers_while_something_new_is_prepared(many, cast):
    text = shelf.publish("Как настроить почту").texts.get()
    shelf.publish("Как сменить пароль")
    titles("почта")
    many()
    shelf.publish("Почта на телефоне")
    assert titles("настроить почту") == ["Как настроить почту"]
    writing.withdraw(text, by=cast.boris)
    assert titles("настроить почту") == []
    assert many() == 1
    assert titles("почта на телефоне")[0] == "Почта на телефоне"


def test_it_is_prepared_once_by_whoever_asks_first_and_again_after_a_failure(many, cast, monkeypatch, caplog):
    shelf.publish("Как настроить почту")
    shelf.publish("Как сменить пароль")
    titles("почта")
    titles("почта")
    works = prepared.Collection
    monkeypatch.setattr(prepared, "Collection", None)
    assert many() == 1
    assert "articles were not prepared" in caplog.text
    monkeypatch.setattr(prepared, "Collection", works)
    assert titles("настроить почту") == ["Как настроить почту"]
    assert many() == 1
    assert titles("настроить почтй") == ["Как настроить почту"]


def test_a_word_that_only_we_may_read_counts_for_no_reader(cast):
    shelf.publish("Как настроить почту")
    shelf.publish("Брюквенный регламент", visibility="staff")
    assert titles("брюквенный", cast.anna) == ["Брюквенный регламент"]
    titles("брюквенный", cast.vera)
    known = set(prepared.READERS.get().titles._collection._postings)
    assert not {one for one in known if one.startswith("брюкв")}
