"""What a page must be, whatever it shows: accessible in both themes, and never wider than its window."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SETTLED = """new Promise(done => {
  let quiet = 0  // a change of theme passes from parent to child, a frame for each level
  const look = () => {
    quiet = document.getAnimations().some(one => one.playState === "running") ? 0 : quiet + 1
    quiet < 5 ? requestAnimationFrame(look) : done()
  }
  look()
})"""
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
WIDTHS = (1440, 390, 320)


def assert_accessible(page: Page, themes: Sequence[Theme] = THEMES) -> None:
    """Let axe look at the page as it stands, in each theme."""
    page.evaluate(AXE.read_text())  # through the debugger: the page's own policy forbids foreign scripts
    found = []
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        page.evaluate(SETTLED)
        options = json.dumps({"runOnly": STANDARDS, "resultTypes": ["violations"]})
        violations = page.evaluate(f"axe.run(document, {options}).then(result => result.violations)")
        found += [
            f"{theme}: {violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary']}"
            for violation in violations
            for node in violation["nodes"]
        ]
    assert not found, "\n".join([page.url, *found])


def assert_fits(page: Page, width: int) -> None:
    """Nothing sticks out sideways in a window of so many pixels; what is wide scrolls in a region of its own."""
    page.set_viewport_size({"width": width, "height": 900})
    needed, sticking_out = page.evaluate(
        """() => [document.documentElement.scrollWidth, [...document.querySelectorAll("body *")]
            .filter(element => element.getBoundingClientRect().left + element.scrollWidth > innerWidth + 1)
            .map(element => element.outerHTML.slice(0, 120))]"""
    )
    assert needed <= width, "\n".join([f"{page.url} at {width} px is {needed} px wide", *sticking_out[-5:]])
