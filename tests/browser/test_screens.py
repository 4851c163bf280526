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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_holds_to_the_design(browse, screen, size, theme):
    touch = {"is_mobile": True, "has_touch": True} if size == "390" else {}
    person = getattr(everybody(), screen.who) if screen.who else None
    page = browse(person, screen.expects, viewport=SIZES[size], color_scheme=theme, **touch)
    page.goto(screen.path)
    page.evaluate("document.fonts.ready.then(() => null)")
    if screen.steps:
        screen.steps(page)
    if not screen.many:
        assert len(page.evaluate(PRIMARIES)) <= 1, page.evaluate(PRIMARIES)
    if KEPT_IN:
        _keep(page.screenshot(), Path(KEPT_IN) / f"{screen.name}-{size}-{theme}.webp")
    if screen.steps and (size, theme) == ("1440", "light"):
        assert_accessible(page)  # what no address leads to, and so no walk sees
    assert_fits(page, 320)


def _keep(picture: bytes, path: Path) -> None:
    """Without loss, at half the size of a PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(BytesIO(picture)).convert("RGB").save(path, lossless=True, quality=80)
