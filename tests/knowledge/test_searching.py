"""A search among a million requests asks an index, never a whole table."""

import pytest
from django.db import connection
from django.db.models import F

from otklik.kernel.patience import TooSlow, patience
from otklik.knowledge import searching, searching_words
from otklik.knowledge.searching_words import Wanted, excerpt, marked, matches, part, weight
from otklik.tickets.models import Message, Ticket
from tests.tickets.acting import opened


@pytest.mark.parametrize(("model", "field"), [(Message, "body"), (Ticket, "subject")])
@pytest.mark.parametrize("query", ["every", "begun", "some"])
def test_words_are_found_through_an_index(db, model, field, query):
    asked = getattr(Wanted(("сертификат", "истек")).widened(), query)
    rows = model.objects.filter(matches(field, asked)).annotate(rank=weight(field, asked), part=part())
    rows = rows.order_by((F("id") + 0).desc()).values_list("pk", "rank")
    with patience(1000):
        for plan in (rows.filter(part__in=[3, 2])[:200].explain(), rows[:200].explain()):
            assert "words_in_parts" in plan
            assert "Seq Scan" not in plan


def test_common_words_are_read_among_the_newest_and_rare_ones_in_everything(cast, monkeypatch):
    """A part is one message here, and one found is enough."""
    monkeypatch.setattr(searching_words, "PART_BITS", 0)
    monkeypatch.setattr(searching, "PART_BITS", 0)
    monkeypatch.setattr(searching, "PARTS", (0, 1))
    monkeypatch.setattr(searching, "WEIGHED", 1)
    oldest, *_, newest = [opened(cast.vera, body=f"Сертификат {word}") for word in ("истёк", "жив", "жив", "жив")]
    ask = lambda word: [hit.ticket_id for hit in searching.requests(searching.read(word, cast.anna), cast.anna).hits]  # noqa: E731
    assert ask("сертификат") == [newest.pk]
    assert ask("истёк") == [oldest.pk]


def test_one_long_talk_is_no_reason_to_look_for_other_spellings(cast, monkeypatch):
    monkeypatch.setattr(searching, "WEIGHED", 3)
    ticket = opened(cast.vera, body="Здравствуйте")
    for _ in range(3):
        ticket.write(by=cast.vera, body="Здравствуйте ещё раз")
    found = searching.requests(searching.read("здравствуйте", cast.anna), cast.anna)
    assert [hit.ticket_id for hit in found.hits] == [ticket.pk]
    assert (found.is_full, found.is_widened) == (True, False)


def test_patience_ends_with_the_search(db):
    with patience(1000):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('enable_seqscan')")
        assert cursor.fetchone() == ("0", "on")


def test_what_takes_too_long_is_stopped_and_leaves_the_line_as_it_was(db):
    with connection.cursor() as cursor:
        with pytest.raises(TooSlow), patience(20):
            cursor.execute("SELECT count(*) FROM generate_series(1, 1000000000)")
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('enable_seqscan')")
        assert cursor.fetchone() == ("0", "on")


def test_what_is_found_is_marked_and_nothing_else_becomes_markup():
    wanted = Wanted.of(["счета <b>"])
    assert (
        marked("<b>Счёт</b> & сыр", wanted)
        == "&lt;<mark>b</mark>&gt;<mark>Счёт</mark>&lt;/<mark>b</mark>&gt; &amp; сыр"
    )


def test_an_excerpt_shows_the_place_where_most_was_found():
    text = "Начало. " * 60 + "Тут оплата счёта не прошла. " + "Конец. " * 60
    shown = excerpt(text, Wanted.of(["оплата", "счета"]))
    assert "<mark>оплата</mark> <mark>счёта</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 300
