"""One line for a whole browser (F2), in a real one."""

import pytest
from playwright.sync_api import expect

from otklik import live
from otklik.people.models import Person

LISTEN = """name => {
    window.heard = 0;
    document.body.addEventListener(`live:${name}`, () => window.heard++);
}"""
PASSED = """() => {
    window.passed = 0;
    new BroadcastChannel("otklik-live").onmessage = ({ data }) => { if (!data.hello) window.passed++; };
}"""
HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def anna(site):
    return Person.objects.get(login="anna")


@pytest.fixture
def desk(browse, anna):
    """`desk()` is another page of anna's one browser, with the number of streams that the browser has opened."""
    first = browse(anna)
    streams = []
    first.context.on(
        "request", lambda request: streams.append(request) if request.resource_type == "eventsource" else 0
    )

    def open_page(**options):
        page = first if first.url == "about:blank" else first.context.new_page()
        page.goto("/desk/")
        page.wait_for_function("() => Boolean(customElements.get('live-line'))")
        return page

    open_page.streams = streams
    return open_page


def leading(page):
    """The page, once it has opened the browser's line."""
    page.wait_for_function("() => document.querySelector('live-line').source?.readyState === EventSource.OPEN")
    return page


def test_f2_seven_pages_of_one_browser_share_one_line_and_all_stay_live(desk):
    pages = [leading(desk()), *(desk() for _ in range(6))]
    for page in pages:
        page.evaluate(LISTEN, "ticket-1")
    live.touch("ticket-1", to=["staff"])
    for page in pages:
        page.wait_for_function("() => window.heard == 1")
    assert len(desk.streams) == 1
    pages[-1].reload()
    expect(pages[-1].locator("live-line")).to_be_attached()


def test_f2_when_the_page_that_leads_is_closed_another_one_takes_over(desk):
    leader, other = leading(desk()), desk()
    other.evaluate(LISTEN, "ticket-1")
    leader.close()
    live.touch("ticket-1", to=["staff"])
    other.wait_for_function("() => window.heard == 1")
    assert len(desk.streams) == 2


def test_f2_a_page_hears_what_was_said_between_its_making_and_its_listening(desk):
    leader = leading(desk())
    leader.evaluate(LISTEN, "ticket-1")
    late = leader.context.new_page()
    held = []
    late.route("**/live-line*.js", lambda route: held.append(route))
    late.add_init_script(f"document.addEventListener('DOMContentLoaded', () => ({LISTEN})('ticket-1'))")
    with late.expect_request("**/live-line*.js"):
        late.goto("/desk/", wait_until="commit")
    live.touch("ticket-1", to=["staff"])
    leader.wait_for_function("() => window.heard == 1")
    held[0].continue_()
    late.wait_for_function("() => window.heard == 1")


def test_f2_names_are_said_at_most_once_a_second_and_never_to_a_hidden_page(desk):
    page = leading(desk())
    page.evaluate(PASSED)
    page.evaluate(LISTEN, "ticket-1")
    page.evaluate(HIDE, True)
    for number in range(5):
        live.touch("ticket-1", "ticket-2", to=["staff"])
        page.wait_for_function("number => window.passed > number", arg=number)
    assert page.evaluate("window.heard") == 0
    page.evaluate(HIDE, False)
    page.wait_for_function("() => window.heard")
    assert page.evaluate("window.heard") == 1


def test_f2_a_page_that_was_long_out_of_sight_fetches_everything(desk):
    page = desk()
    page.clock.install()
    page.goto("/desk/")
    page.evaluate(LISTEN, "resync")
    page.evaluate(HIDE, True)
    page.clock.run_for(31_000)
    assert page.evaluate("window.heard") == 0
    page.evaluate(HIDE, False)
    page.clock.run_for(1_000)
    assert page.evaluate("window.heard") == 1


def test_f2_a_fragment_that_did_not_change_is_not_replaced(desk):
    page = leading(desk())
    asked = []

    def answer(route):
        known = route.request.headers.get("if-none-match")
        asked.append(known)
        if known == 'W/"1"':
            route.fulfill(status=304, headers={"ETag": known})
        else:
            body = '<p id="part" hx-get="/desk/part" hx-trigger="live:part from:body" hx-swap="outerHTML">fetched</p>'
            route.fulfill(body=body, content_type="text/html", headers={"ETag": 'W/"1"'})

    page.route("**/desk/part", answer)
    page.evaluate(
        """() => {
        const part = '<p id="part" hx-get="/desk/part" hx-trigger="live:part from:body" hx-swap="outerHTML">first</p>';
        document.body.insertAdjacentHTML("beforeend", part);
        htmx.process(document.getElementById("part"));
    }"""
    )
    live.touch("part", to=["staff"])
    expect(page.locator("#part")).to_have_text("fetched")
    page.evaluate("document.getElementById('part').append(' and kept')")
    with page.expect_response("**/desk/part"):
        live.touch("part", to=["staff"])
    page.evaluate("document.getElementById('part').append(' twice')")
    expect(page.locator("#part")).to_have_text("fetched and kept twice")
    assert asked == [None, 'W/"1"']


def test_f2_without_https_each_page_in_sight_has_a_line_of_its_own(desk):
    page = desk()
    page.context.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })")
    page.reload()
    leading(page).evaluate(LISTEN, "ticket-1")
    page.evaluate(HIDE, True)
    assert page.evaluate("() => document.querySelector('live-line').source === undefined")
    live.touch("ticket-1", to=["staff"])
    page.evaluate(HIDE, False)
    page.wait_for_function("() => window.heard == 1")
