"""Every screen at its two widths and in both themes: one primary button, nothing sticking out, nothing in the console.

With OTKLIK_SCREENSHOTS=directory the pictures are kept there (bin/screenshots).
"""

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.looking import assert_accessible, assert_fits
from tests.browser.screens import SCREENS
from tests.cast import everybody

KEPT_IN = os.environ.get("OTKLIK_SCREENSHOTS")
SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
PRIMARIES = """() => [...document.querySelectorAll('.btn[data-kind="primary"]')]
    .filter(button => button.checkVisibility() && !button.closest(".bulk-bar, .btn-pair > menu-button"))
    .map(button => button.textContent.trim())"""


@pytest.mark.parametrize("size", SIZES if KEPT_IN else ["1440"])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_holds_to_the_design(browse, screen, size):
    touch = {"is_mobile": True, "has_touch": True} if size == "390" else {}
    person = getattr(everybody(), screen.who) if screen.who else None
    page = browse(person, screen.expects, viewport=SIZES[size], **touch)
    page.goto(screen.path)
    page.evaluate("document.fonts.ready.then(() => null)")
    if screen.steps:
        screen.steps(page)
    if KEPT_IN:
        _keep(page, Path(KEPT_IN) / f"{screen.name}-{size}")
    elif screen.steps:
        assert_accessible(page)  # what no address leads to, and so no walk sees
    for place in SIZES.values():
        page.set_viewport_size(place)
        if not screen.many:
            assert len(page.evaluate(PRIMARIES)) <= 1, page.evaluate(PRIMARIES)
    assert_fits(page, 320)


def _keep(page, path):
    """In both themes; without loss, at half the size of a PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
        picture.save(path.with_name(f"{path.name}-{theme}.webp"), lossless=True, quality=80)
