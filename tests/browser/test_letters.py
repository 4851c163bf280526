"""A letter as it was sent, in its sandbox."""

from django.urls import reverse
from playwright.sync_api import expect

from otklik.channels.email.html import clean
from otklik.tickets.opening import open_ticket
from tests.cast import everybody
from tests.pictures_server import serving


def test_a_remote_picture_is_shown_on_demand(site, browse):
    """Nothing is asked of its server before, and then by us, not by the browser."""
    with serving(site.stranger) as (address, asked):
        source = f'<p>Вот снимок:</p><img src="http://{address}/a.png" alt="снимок">'
        ticket = open_ticket(customer=everybody().vera, subject="Снимок", body="Вот", letter={"html": clean(source)})
        page = browse(everybody().anna)
        page.goto(reverse("desk:ticket", args=[ticket.number]))
        page.locator(".msg-letter summary").click()
        letter = page.frame_locator(".msg-letter iframe")
        expect(letter.get_by_text("Вот снимок")).to_be_visible()
        assert asked == []
        page.get_by_role("link", name="Показать картинки").click()
        picture = letter.get_by_alt_text("снимок")
        expect(picture).to_have_js_property("naturalWidth", 30)
        assert [headers["User-Agent"] for _, headers in asked] == ["Otklik"]
