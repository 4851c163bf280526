"""What can be asked of clocks (F15)."""

import pytest

from otklik.clocks import waking
from otklik.kernel import clock
from otklik.tickets.fields import TICKETS
from tests.clocks.test_norms import moscow, norm
from tests.tickets.acting import opened
from tests.tickets.test_fields import found


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("срок:<2ч", {"soon", "promised"}),
        ("срок:<10мин", set()),
        ("срок:нет", {"late"}),
        ("срок:сегодня", {"soon", "promised"}),
        ("нарушение:1", {"late"}),
        ("нарушение:>1", set()),
        ("нарушение:нет", {"soon", "promised"}),
    ],
)
def test_requests_are_found_by_what_breaks_next(cast, time, text, which):
    norm("new", 1)
    time.stands(moscow(2026, 11, 16, 9))
    late = opened(cast.vera)
    time.stands(moscow(2026, 11, 16, 10, 15))
    promised = opened(cast.vera)
    promised.reply(by=cast.anna, body="Отвечу", next_word_by=moscow(2026, 11, 16, 11, 30))
    soon = opened(cast.vera)
    waking.wake()
    time.stands(clock.now())
    names = {"late": late, "promised": promised, "soon": soon}
    assert found(text, cast.anna) == {names[name] for name in which}


def test_both_are_known_in_three_languages():
    assert TICKETS.spellings["строк"] is TICKETS.spellings["due"]
