"""Static files: hashed names everywhere, JavaScript modules included; icons and style sheets by name."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.templatetags.static import static
from markupsafe import Markup, escape

HERE = Path(__file__).resolve().parent / "static" / "ui"


class HashedFiles(ManifestStaticFilesStorage):
    """Names with a hash also inside `import` statements, so that a module never meets an older sibling."""

    support_js_module_import_aggregation = True


@cache
def icon_names() -> frozenset[str]:
    """Every icon of the sprite, without its `i-`."""
    return frozenset(re.findall(r'<symbol id="i-([^"]+)"', (HERE / "icons.svg").read_text()))


@cache
def icon(name: str, size: str = "", label: str = "") -> Markup:
    """An icon of the sprite; `size` is "", "s" or "l". With a `label` it is an image of its own, without it decoration.

    Raises LookupError for a name that the sprite does not hold.
    """
    if name not in icon_names():
        raise LookupError(f"There is no icon “{name}” in icons.svg")
    told = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    sized = Markup(' data-size="{}"').format(size) if size else ""
    address = escape(static("ui/icons.svg"))
    return Markup('<svg class="icon"{} {}><use href="{}#i-{}"/></svg>').format(sized, told, address, name)


@cache
def stylesheets() -> tuple[str, ...]:
    """The addresses of the style sheets in the order of app.css, linked one by one so that they arrive together."""
    imported = re.findall(r'@import url\("([^"]+)"\)', (HERE / "css" / "app.css").read_text())
    return tuple(static(f"ui/css/{name}") for name in imported)
