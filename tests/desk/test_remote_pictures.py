"""Remote pictures of a letter: blocked, shown on demand through us, remembered for that letter and reader."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from otklik.channels.email.html import clean
from otklik.kernel import clock, signing
from otklik.tickets.opening import open_ticket
from tests.pictures_server import serving

SHOWN = re.compile(r'src="(/desk/pictures/[^"]+)"')


@pytest.fixture
def stranger(settings):
    with serving() as (address, asked):
        settings.OUTSIDE_ALSO = frozenset([address])
        yield f"http://{address}", asked


def letter_with(cast, source):
    ticket = open_ticket(customer=cast.vera, subject="Письмо", body="Вот", letter={"html": clean(source)})
    return ticket, reverse("desk:letter", args=[ticket.number, ticket.last_message_id])


def test_pictures_are_not_fetched_until_somebody_asks(signed_in, cast, stranger):
    here, asked = stranger
    ticket, address = letter_with(cast, f'<p>a</p><img src="{here}/a.png"><img src="{here}/page">')
    anna = signed_in(cast.anna)
    thread = anna.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert f'href="{address}?pictures" target="letter-' in thread
    assert "Показать картинки" in thread
    assert "2 картинки" in thread
    assert not SHOWN.search(anna.get(address).content.decode())
    assert asked == []
    first, second = SHOWN.findall(anna.get(f"{address}?pictures").content.decode())
    shown = anna.get(first)
    assert (shown.status_code, shown["Content-Type"], shown.content[:4]) == (200, "image/png", b"\x89PNG")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert anna.get(second).status_code == 404
    assert [path for path, _ in asked] == ["/a.png", "/page"]


def test_the_choice_is_remembered_for_this_letter_and_reader(signed_in, cast, stranger):
    _, address = letter_with(cast, f'<img src="{stranger[0]}/a.png">')
    anna, boris = signed_in(cast.anna), signed_in(cast.boris)
    anna.get(f"{address}?pictures")
    assert SHOWN.search(anna.get(address).content.decode())
    assert not SHOWN.search(boris.get(address).content.decode())
    _, other = letter_with(cast, f'<img src="{stranger[0]}/a.png">')
    assert not SHOWN.search(anna.get(other).content.decode())


def test_an_address_of_a_picture_needs_no_session_ends_and_cannot_be_made_up(client, signed_in, cast, stranger):
    _, address = letter_with(cast, f'<img src="{stranger[0]}/a.png">')
    (shown,) = SHOWN.findall(signed_in(cast.anna).get(f"{address}?pictures").content.decode())
    assert client.get(shown).status_code == 200
    with clock.at(clock.now() + timedelta(hours=1)):
        assert client.get(shown).status_code == 404
    for guess in ("x", "1-0-99999999999-aaaaaaaaaaaaaaaa", signing.sign("something else", "1-0-99999999999")):
        assert client.get(reverse("desk:picture", args=[guess])).status_code == 404


def test_a_letter_cannot_make_us_ask_our_own_network(signed_in, cast):
    with serving() as (inside, asked):
        _, address = letter_with(cast, f'<img src="http://{inside}/a.png">')
        anna = signed_in(cast.anna)
        (shown,) = SHOWN.findall(anna.get(f"{address}?pictures").content.decode())
        assert anna.get(shown).status_code == 404
        assert asked == []
