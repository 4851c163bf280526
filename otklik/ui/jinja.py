"""The template environment: strict, escaped, with words in the reader's language (F4, STYLE)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from otklik.kernel import clock
from otklik.ui import assets, company, formats, shapes, tables

PACKAGE = Path(__file__).resolve().parent.parent
THEMES = ("light", "dark")


def environment(**options: Any) -> Environment:
    """What settings.TEMPLATES names: every package's templates under its own name, `desk/tickets/show.html`."""
    directories = sorted(PACKAGE.glob("*/templates"))
    options |= {"loader": FileSystemLoader(directories), "autoescape": True, "undefined": StrictUndefined}
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"])  # noqa: S701
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]  # given by the i18n extension
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals.update(
        static=static,
        url=url,
        icon=assets.icon,
        stylesheets=assets.stylesheets,
        language=translation.get_language,
        theme=theme,
        server_time=server_time,
        notes=notes,
        company=company.company,
        face=shapes.face,
        languages=lambda: settings.LANGUAGES,
        browser_words=formats.browser_words,
    )
    made.filters.update(formats.filters(), side=shapes.side, labelled=tables.labelled)
    return made


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a resource: `url("desk:ticket", number=4812)`. Raises NoReverseMatch."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def theme(request: HttpRequest) -> str:
    """The theme that the reader chose by hand, or "" to follow the system."""
    chosen = request.COOKIES.get("otklik_theme", "")
    return chosen if chosen in THEMES else ""


def server_time() -> int:
    """The present, in milliseconds since 1970: clocks in the page run from it, not from the reader's clock (F2)."""
    return int(clock.now().timestamp() * 1000)


def notes(request: HttpRequest) -> list[Any]:
    """What the previous page left to be said once (django.contrib.messages); they are shown as toasts."""
    return list(get_messages(request)) if hasattr(request, "_messages") else []
