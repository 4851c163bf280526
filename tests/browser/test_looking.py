"""The eyes of the other tests can see."""

import pytest

from tests.browser.looking import assert_accessible, assert_fits

POLICY = "default-src 'none'; style-src 'self'"


@pytest.fixture
def page(chromium):
    """A page with the policy of ours: no script but the site's own."""
    context = chromium.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def _show(page, body):
    html = f"<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1>{body}</main></html>"
    page.route("**/*", lambda route: route.fulfill(body=html, headers={"content-security-policy": POLICY}))
    page.goto("http://page.test/")


def test_a_plain_page_is_accessible_and_fits(page):
    _show(page, "<p>Words</p>")
    assert_accessible(page)
    assert_fits(page, 320)


def test_an_input_without_a_name_is_seen(page):
    _show(page, "<input>")
    with pytest.raises(AssertionError, match="light: label"):
        assert_accessible(page)


def test_something_wider_than_the_window_is_seen(page):
    _show(page, "<pre>" + "wide " * 200 + "</pre>")
    with pytest.raises(AssertionError, match="at 320 px"):
        assert_fits(page, 320)
