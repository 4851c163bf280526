"""Real Chromium in front of a real server. A page that writes an error to the console fails its test."""

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from otklik.kernel.settings import SettingValue
from tests import databases, stage
from tests.browser import crowd
from tests.browser.site import Site

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 180  # seconds; no test needs as many
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of (409|422)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _patience(request: pytest.FixtureRequest) -> Iterator[None]:
    """A script that a page never runs would keep Playwright waiting for ever."""

    def give_up(*_: object) -> None:
        raise TimeoutError(f"{request.node.nodeid} hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="package")
def _site(django_db_setup: databases.Databases, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    name = f"{django_db_setup.name}_site"
    with django_db_blocker.unblock():
        databases.clone(django_db_setup.fresh, name)
        with databases.connected_to(name):
            stage.set_up()
            crowd.gather()
        try:
            with Site(name).running() as site:
                yield site
        finally:
            databases.drop(name)


@pytest.fixture
def site(_site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The running server; inside the test Django's connection leads to its database, and commits."""
    with django_db_blocker.unblock(), databases.connected_to(_site.database):
        before = list(SettingValue.objects.all())
        yield _site
        SettingValue.objects.all().delete()
        SettingValue.objects.bulk_create(before)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright leaves a loop running in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browse(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`browse(anna)` is a page in a browser of its own in which anna has signed in; `browse()` is a stranger's.

    `expects` is a pattern of errors that the console may hold.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_browser(person: Any = None, expects: str = "(?!)", **options: Any) -> Page:
        context = chromium.new_context(
            base_url=site.address, locale="ru-RU", timezone_id="Europe/Moscow", reduced_motion="reduce", **options
        )
        contexts.append(context)
        if person:
            _sign_in(context, person, site)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: errors.extend(_error(message, expects)))
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert not errors, "\n".join(["The browser's console:", *errors])


def _error(message: ConsoleMessage, expects: str) -> list[str]:
    if message.type != "error" or EXPECTED.match(message.text) or re.search(expects, message.text):
        return []
    return [f"{message.text} ({message.location.get('url')})"]


def _sign_in(context: BrowserContext, person: Any, site: Site) -> None:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.address}])
