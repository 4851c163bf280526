"""The style guard while an agent writes, in real Chromium (E3)."""

import re

import pytest
from playwright.sync_api import expect

from otklik.style.models import Outcome
from tests.browser.looking import assert_accessible, assert_fits
from tests.cast import everybody
from tests.tickets.acting import opened

WAIT = 30_000


@pytest.fixture
def cast(site):
    return everybody()


def test_an_agent_follows_a_hint_by_one_press_and_hides_another(browse, cast):
    """E3: the words and why, a suggestion that goes where they stand, «not for me», nothing stopped."""
    ticket = opened(cast.vera, subject="Не открывается сайт")
    ticket.accept(by=cast.anna)
    page = browse(cast.anna)
    page.goto(f"/desk/tickets/{ticket.number}/")
    text = page.locator("textarea[data-mode=reply]")
    text.fill("Здравствуйте, Вера 🙂 Пришлите ваш логин, скоро исправим!!!")
    hints = page.get_by_role("group", name="Подсказки по стилю")
    expect(hints.get_by_text("До какого срока?")).to_be_visible(timeout=WAIT)
    for width in (390, 1440):
        assert_fits(page, width)
    assert_accessible(page)
    hints.get_by_role("button", name="«скоро»").click()
    assert text.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)") == "скоро"
    hints.get_by_role("listitem").filter(has_text="ваш").get_by_role("button", name="Заменить на «Ваш»").click()
    expect(text).to_have_value(re.compile("Пришлите Ваш логин, скоро"))
    row = hints.get_by_role("listitem").filter(has_text="Хватит одного знака")
    row.get_by_label("Что делать с подсказкой").click()
    row.get_by_role("button", name="Не для меня").click()
    expect(row).to_have_count(0)
    hints.get_by_role("button", name=re.compile("Заменить на «.*в \\d\\d:\\d\\d»")).click()
    expect(text).to_have_value(re.compile(r"логин, .+ в \d\d:\d\d исправим!!!"))
    expect(hints.get_by_role("listitem")).to_have_count(0, timeout=WAIT)
    text.press("Control+Enter")
    expect(page.locator("#thread li[id^=m-]", has_text="исправим!!!")).to_be_visible(timeout=WAIT)
    accepted = Outcome.objects.filter(ticket=ticket, what="accepted").order_by("rule")
    assert [one.rule for one in accepted] == ["address", "promise"]
