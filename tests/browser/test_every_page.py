"""Every page that somebody may open, in real Chromium: accessible in both themes, nothing sticking out at 320 px."""

import pytest

from tests import cast
from tests.browser.looking import THEMES, WIDTHS, assert_accessible, assert_fits
from tests.walking import CUSTOMERS, STAFF, addresses, expectations

SAME_FOR_ALL = {"ui-kit"}
PLACES = {address.name: address for address in addresses()}


def _readers():
    """For each page one reader on each side who may open it; one in all where everybody sees the same."""
    allowed = {asked for asked, status in expectations().items() if status == 200}
    found = []
    for name in sorted(PLACES):
        sides = [(*CUSTOMERS, *STAFF, "anonymous")] if name in SAME_FOR_ALL else [("anonymous",), CUSTOMERS, STAFF]
        readers = [[role for role in side if (name, "GET", role) in allowed] for side in sides]
        found += [(name, roles[-1]) for roles in readers if roles]
    return found


@pytest.mark.parametrize(("name", "role"), _readers())
def test_a_page_is_accessible_and_fits(browse, name, role):
    person = None if role == "anonymous" else cast.roles()[role]
    page = browse(person)
    address = PLACES[name].path
    answer = page.request.get(address)
    if not answer.text().startswith("<!doctype html>"):
        return  # a fragment or a file: the page that shows it is looked at
    if "sandbox" in answer.headers.get("content-security-policy", ""):
        return  # somebody else's letter as it came; no script runs there, ours neither
    page.goto(address)
    for width in WIDTHS:
        assert_fits(page, width)
        if width != 390:  # there the layout is that of 320 px; colours do not hang on the width
            assert_accessible(page, THEMES if width == 1440 else THEMES[:1])
