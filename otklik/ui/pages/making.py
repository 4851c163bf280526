"""Writes the pages of errors from their words: `python -m otklik.ui.pages.making`."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from otklik.ui.pages import PLACE

# What happened, and what is safe and what to do.
WORDS: dict[str, tuple[Promise, Promise]] = {
    "400": (
        _("The request was not understood"),
        _("The address or the data in it is damaged. Go back and try again."),
    ),
    "403": (
        _("This page is not open to you"),
        _("If you need it for your work, ask the head of support for access."),
    ),
    "404": (
        _("There is no such page"),
        _("It may have moved, or the link was cut short. Nothing of yours is lost: start from the first page."),
    ),
    "408": (
        _("The request did not arrive whole"),
        _("The connection broke halfway. Go back and send it again: what you wrote is still there."),
    ),
    "413": (
        _("The file is too large"),
        _("Go back and send a smaller one, or a link to it: what you wrote is still there."),
    ),
    "429": (
        _("Too many attempts"),
        _("Wait a minute and try again."),
    ),
    "500": (
        _("Something broke on our side"),
        _("We have written down what happened. Try again in a minute: what you sent before is safe."),
    ),
    "503": (
        _("We will be back in a minute"),
        _("The server is being restarted. Nothing is lost: try again in a minute."),
    ),
    "csrf": (
        _("The page has grown old"),
        _("Go back, reload the page and send again: what you wrote is still in the form. Cookies must be allowed."),
    ),
}


def files() -> Iterator[tuple[Path, str]]:
    """Every page and where it lies."""
    languages = [code for code, _name in settings.LANGUAGES]
    for name in WORDS:
        yield from ((PLACE / language / f"{name}.html", _written(name, [language])) for language in languages)
        if name.isdecimal():
            yield PLACE / f"{name}.html", _written(name, languages)


def _written(name: str, languages: list[str]) -> str:
    said = []
    for language in languages:
        with translation.override(language):
            title, text = (str(phrase) for phrase in WORDS[name])
            said.append({"language": language, "title": title, "text": text, "home": translation.gettext("First page")})
    code = name if name.isdecimal() else "403"
    return engines["jinja2"].get_template("ui/failure.html").render({"said": said, "code": code}) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otklik.settings")
    import django

    django.setup()
    for path, text in files():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
