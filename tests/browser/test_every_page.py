"""Every page that somebody may open, in real Chromium: accessible in both themes, nothing sticking out at 320 px."""

import importlib

import pytest

from tests.browser.looking import WIDTHS, assert_accessible, assert_fits
from tests.walking import CUSTOMERS, STAFF, addresses, expectations

PLACES = {address.name: address for address in addresses()}


def _readers():
    """For each page one reader on each side who may open it."""
    allowed = {asked for asked, status in expectations().items() if status == 200}
    sides = [(name, side) for name in sorted(PLACES) for side in (("anonymous",), CUSTOMERS, STAFF)]
    found = [(name, [role for role in side if (name, "GET", role) in allowed]) for name, side in sides]
    return [(name, roles[-1]) for name, roles in found if roles]


@pytest.mark.parametrize(("name", "role"), _readers())
def test_a_page_is_accessible_and_fits(browse, name, role):
    person = None if role == "anonymous" else importlib.import_module("tests.cast").roles()[role]
    page = browse(person)
    response = page.goto(PLACES[name].path)
    if "text/html" not in response.headers["content-type"]:
        return
    for width in WIDTHS:
        assert_fits(page, width)
        assert_accessible(page)
