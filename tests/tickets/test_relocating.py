"""Messages move to the request that they belong to, and back (R11; research: mail, §3.1)."""

import pytest

from otklik.kernel.verbs import Forbidden, Refused
from otklik.tickets import relocating
from otklik.tickets.models import Message, Ticket
from tests.cast import Cast
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db


def two(cast: Cast) -> tuple[Ticket, Ticket, Message]:
    """A request that has been answered, another one, and a question in the first that belongs to the second."""
    ticket, other = opened(cast.vera), opened(cast.vera, subject="Почта")
    for one in (ticket, other):
        one.reply(by=cast.anna, body="Готово")
    return ticket, other, ticket.write(by=cast.vera, body="А почта?")


def test_the_debt_goes_with_the_question(cast: Cast) -> None:
    ticket, other, words = two(cast)
    done = relocating.relocate(ticket, [words], into=other, by=cast.anna)
    ticket.refresh_from_db()
    other.refresh_from_db()
    assert (ticket.reply_owed_since, other.reply_owed_since) == (None, words.created_at)
    assert other.last_message == words
    relocating.take_back(done, by=cast.anna)
    ticket.refresh_from_db()
    other.refresh_from_db()
    assert (ticket.reply_owed_since, other.reply_owed_since) == (words.created_at, None)
    assert Message.objects.get(pk=words.pk).ticket == ticket
    with pytest.raises(Refused, match="undone"):
        relocating.take_back(done, by=cast.anna)


def test_nobody_reads_what_was_not_meant_for_them(cast: Cast) -> None:
    ticket, _other, words = two(cast)
    with pytest.raises(Refused, match="customers"):
        relocating.relocate(ticket, [words], into=opened(cast.rival), by=cast.anna)


def test_the_words_of_a_stranger_go_to_their_own_request(cast: Cast) -> None:
    ticket, _other, _words = two(cast)
    strange = ticket.write(by=cast.rival, body="Я тут случайно")
    theirs = opened(cast.rival)
    relocating.relocate(ticket, [strange], into=theirs, by=cast.anna)
    assert Message.objects.get(pk=strange.pk).ticket == theirs


def test_a_closed_request_takes_nothing_in(cast: Cast) -> None:
    ticket, other, words = two(cast)
    other.refresh_from_db()
    other.close("solved", by=cast.anna)
    with pytest.raises(Refused, match="closed"):
        relocating.relocate(ticket, [words], into=other, by=cast.anna)


def test_only_who_may_merge_moves(cast: Cast) -> None:
    ticket, other, words = two(cast)
    with pytest.raises(Forbidden):
        relocating.relocate(ticket, [words], into=other, by=cast.vera)
