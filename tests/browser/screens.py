"""The pages whose pictures are kept, in the states that matter. One line each; add yours here."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser import crowd, outage, reading, situations

Steps = Callable[[Page], None]


@dataclass(frozen=True)
class Screen:
    """A picture: `who` of the cast looks at `path` and does `steps`.

    `many` excuses more than one primary button, `expects` is a pattern of errors that the console may hold.
    """

    name: str
    path: str
    who: str = ""
    steps: Steps | None = None
    many: bool = False
    expects: str = "(?!)"


def at(anchor: str) -> Steps:
    """Scroll to a part of the page."""
    return lambda page: page.locator(f"#{anchor}").scroll_into_view_if_needed()


def click(button: str) -> Steps:
    """Press the button of this name."""
    return lambda page: page.get_by_role("button", name=button).first.click()


def press(keys: str) -> Steps:
    """Press a key as a person would."""
    return lambda page: page.keyboard.press(keys)


def palette(page: Page) -> None:
    """Ask the palette something."""
    page.keyboard.press("Control+k")
    page.keyboard.type("gmail")
    page.locator("#palette [role=option][aria-selected=true]").wait_for()


def wrote_a_question(page: Page) -> None:
    """Write until an article is offered, and open it."""
    page.locator("textarea[name=text]").press_sequentially("как настроить почту на телефоне")
    page.locator("#suggested summary").first.click()


def found_by_the_desk(page: Page) -> None:
    """Ask the palette of the desk."""
    page.keyboard.press("Control+k")
    page.locator("#palette [role=option][aria-selected=true]").wait_for()


def to_the_end(page: Page) -> None:
    """Turn page after page until nothing is left: a thousand rows and more."""
    while (more := page.locator("#show-more")).count():
        shown = page.locator(".ticket-row").count()
        more.click()
        page.wait_for_function("shown => document.querySelectorAll('.ticket-row').length > shown", arg=shown)
    assert page.locator(".ticket-row").count() > crowd.SIZE


def public_domain(page: Page) -> None:
    """Let a company have a domain where anybody can have an address."""
    page.locator("[name=domains]").fill("gmail.com")
    page.get_by_role("button", name="Сохранить").click()
    page.locator("[role=alert]").wait_for()


def step(key: str) -> Steps:
    """Begin a step of a request by its key."""

    def begin(page: Page) -> None:
        page.keyboard.press(key)
        page.locator("dialog[open] form").wait_for()

    return begin


def step_refused(page: Page) -> None:
    """Put a request off without saying why."""
    step("h")(page)
    page.get_by_role("button", name="Отложить", exact=True).click()
    page.locator("dialog[open] [aria-invalid=true]").wait_for()


def write(key: str, text: str) -> Steps:
    """Write in one of the three modes."""

    def begin(page: Page) -> None:
        page.keyboard.press(key)
        page.locator("#composer textarea:enabled").fill(text)

    return begin


def empty_reply(page: Page) -> None:
    """Send nothing."""
    page.locator("#composer textarea:enabled").focus()
    page.keyboard.press("Control+Enter")
    page.locator("#composer [role=alert]").wait_for()


def letter(page: Page) -> None:
    """Look at a letter as it was sent, and at its quotes."""
    page.locator(".msg-whole summary").first.click()
    page.locator(".msg-letter summary").first.click()
    page.frame_locator(".msg-letter iframe").locator("body").wait_for()


def reassign(page: Page) -> None:
    """Ask to whom a request is passed."""
    page.locator("reassign-board .hand .icon-btn").first.click()
    page.locator("dialog[open] form").wait_for()


def checked(page: Page) -> None:
    """Try a mailbox whose server is not there."""
    page.locator("[name=address]").fill("help@otklik.example")
    page.locator("[name=imap_host]").fill("127.0.0.1")
    page.locator("[name=imap_port]").fill("9")
    page.get_by_role("button", name="Проверить соединение").click()
    page.locator("#findings p").wait_for()


def hidden(page: Page) -> None:
    """Look at a password that somebody pasted."""
    page.locator(".outcome").get_by_role("button", name="Показать").first.click()
    page.locator("dialog[open] .secret-text").wait_for()


SCREENS = [
    Screen("kit", "/ui/kit/", many=True),
    Screen("kit-list", "/ui/kit/#list", many=True),
    Screen("kit-thread", "/ui/kit/#thread", many=True),
    Screen("kit-composer", "/ui/kit/#composer", many=True),
    Screen("kit-states", "/ui/kit/#states", many=True),
    Screen("kit-portal", "/ui/kit/#portal", many=True),
    Screen("sign-in", "/sign-in/"),
    Screen("sign-in-password", "/sign-in/password/"),
    Screen("portal-guest", "/"),
    Screen("portal-home", "/", who="vera"),
    Screen("portal-requests", "/requests/?whose=all", who="vera"),
    Screen("portal-request", "/requests/4812/", who="vera"),
    Screen("portal-safe", "/requests/4812/safe/", who="vera"),
    Screen("desk-protected-field", "/desk/tickets/4812/protected-field/", who="anna"),
    Screen("desk-goal", "/desk/tickets/4812/goal/", who="anna"),
    Screen("desk-questions", "/desk/tickets/4812/questions/", who="anna"),
    Screen("desk-hidden", "/desk/tickets/4812/", who="anna", steps=hidden, many=True),
    Screen("portal-profile", "/me/", who="vera"),
    Screen("desk-list", "/desk/open/", who="anna"),
    Screen("desk-selected", "/desk/open/", who="anna", steps=press("x")),
    Screen("desk-palette", "/desk/open/", who="anna", steps=found_by_the_desk),
    Screen("desk-nothing", "/desk/postponed/", who="anna"),
    Screen("desk-thousand", "/desk/all/", who="anna", steps=to_the_end),
    Screen("desk-misread", "/desk/all/?q=статус:чепуха", who="anna"),
    Screen("desk-me", "/desk/mine/", who="anna", steps=click("Ваше меню")),
    Screen("desk-violations", "/desk/violations/", who="boris"),
    Screen("desk-violations-outage", "/desk/violations/outage/", who="boris"),
    Screen("desk-violations-report", "/desk/violations/report/", who="boris"),
    Screen("desk-norms", "/desk/norms/", who="anna"),
    Screen("desk-new", "/desk/tickets/new/", who="anna"),
    Screen("desk-save-view", "/desk/views/new/?list=line-first&who=me", who="anna"),
    Screen("ticket", "/desk/tickets/4821/", who="anna"),
    Screen("ticket-new", "/desk/tickets/4822/?in=unaccepted", who="anna"),
    Screen("ticket-words", "/desk/tickets/4823/?in=mine", who="anna"),
    Screen("ticket-closed", "/desk/tickets/4824/", who="anna"),
    Screen("ticket-long", "/desk/tickets/4825/", who="anna"),
    Screen("ticket-sealed", "/desk/tickets/4826/", who="anna"),
    Screen("ticket-trainee", "/desk/tickets/4821/", who="misha"),
    Screen("ticket-note", "/desk/tickets/4821/", who="anna", steps=write("n", "@Олег Дёмин, глянь журнал mx-3")),
    Screen("ticket-solution", "/desk/tickets/4821/", who="anna", steps=write("e", "Исправили, проверьте")),
    Screen("ticket-refused", "/desk/tickets/4821/", who="anna", steps=empty_reply, expects="422"),
    Screen("ticket-letter", "/desk/tickets/4821/", who="anna", steps=letter),
    Screen("ticket-pass", "/desk/tickets/4821/", who="anna", steps=click("Передать…")),
    Screen("ticket-step", "/desk/tickets/4821/", who="anna", steps=step("s"), many=True),
    Screen("ticket-step-refused", "/desk/tickets/4821/", who="anna", steps=step_refused, many=True, expects="422"),
    Screen("ticket-step-page", "/desk/tickets/4821/closing/", who="anna"),
    Screen("ticket-suggested", "/desk/mine/", who="anna", steps=situations.suggested),
    Screen("ticket-language", "/desk/tickets/4821/", who="anna", steps=situations.language_chosen),
    Screen("ticket-offers", "/desk/tickets/4822/offers/", who="boris", steps=situations.was_offered),
    Screen("desk-offer", "/desk/mine/", who="oleg", steps=situations.offered, many=True),
    Screen("desk-feed", "/desk/feed/", who="boris"),
    Screen("manage", "/manage/", who="gleb"),
    Screen("manage-customers", "/manage/people/", who="gleb"),
    Screen("manage-nobody", "/manage/people/?q=нетникого", who="gleb"),
    Screen("manage-person", "/manage/people/7/", who="gleb"),
    Screen("manage-colleague", "/manage/people/1/", who="gleb"),
    Screen("manage-merge", "/manage/people/7/merge/?with=11", who="gleb"),
    Screen("manage-roles", "/manage/roles/", who="gleb"),
    Screen("manage-company", "/manage/companies/1/", who="gleb"),
    Screen("manage-refused", "/manage/companies/1/", who="gleb", steps=public_domain),
    Screen("manage-me", "/manage/me/", who="anna"),
    Screen("manage-statuses", "/manage/statuses/", who="gleb"),
    Screen("manage-status", "/manage/statuses/2/", who="gleb"),
    Screen("manage-categories", "/manage/categories/", who="gleb"),
    Screen("manage-tags", "/manage/tags/", who="gleb"),
    Screen("manage-lines", "/manage/lines/", who="gleb"),
    Screen("manage-line", "/manage/lines/1/", who="gleb"),
    Screen("manage-distribution", "/manage/lines/1/distribution/", who="gleb"),
    Screen("manage-skills", "/manage/lines/1/people/1/", who="gleb", steps=situations.skilled),
    Screen("manage-fields", "/manage/fields/", who="gleb"),
    Screen("manage-field", "/manage/fields/new/", who="gleb"),
    Screen("manage-mailboxes", "/manage/mailboxes/", who="gleb"),
    Screen("manage-mailbox", "/manage/mailboxes/new/", who="gleb", steps=checked),
    Screen("manage-letters", "/manage/letters/", who="gleb"),
    Screen("manage-our-company", "/manage/company/", who="gleb"),
    Screen("manage-rules", "/manage/settings/tickets/", who="gleb"),
    Screen("manage-jobs", "/manage/jobs/", who="gleb"),
    Screen("manage-audit", "/manage/audit/", who="gleb"),
    Screen("desk-soon", "/desk/soon/", who="anna"),
    Screen("desk-search", "/desk/search/?q=письма", who="anna"),
    Screen("desk-shift", "/desk/shift/", who="boris"),
    Screen("desk-first-words", "/desk/shift/first-words/", who="boris"),
    Screen("desk-bugs", "/desk/bugs/", who="anna"),
    Screen("manage-trackers", "/manage/trackers/", who="gleb"),
    Screen("manage-tracker-new", "/manage/trackers/new/", who="gleb"),
    Screen("desk-console", "/desk/shift/console/", who="boris"),
    Screen("desk-conduct", "/desk/conduct/", who="boris", steps=situations.passed_on),
    Screen("desk-conduct-record", "/desk/conduct/", who="boris", steps=situations.under_steps, many=True),
    Screen("desk-conduct-step", "/desk/conduct/", who="boris", steps=situations.is_limited),
    Screen("desk-reassign", "/desk/shift/console/", who="boris", steps=reassign, many=True),
    Screen("manage-promise", "/manage/promises/new/", who="gleb"),
    Screen("manage-limits", "/manage/settings/clocks/", who="gleb"),
    Screen("desk-overload", "/desk/shift/overload/", who="boris"),
    Screen("manage-ledger", "/manage/ledger/", who="gleb"),
    Screen("manage-deliveries", "/manage/deliveries/", who="gleb"),
    Screen("manage-mailrules", "/manage/mailrules/new/", who="gleb"),
    Screen("manage-norms", "/manage/norms/", who="gleb"),
    Screen("manage-promises", "/manage/promises/", who="gleb"),
    Screen("manage-calendars", "/manage/calendars/", who="gleb"),
    Screen("manage-articles", "/manage/articles/", who="gleb"),
    Screen("manage-answers", "/manage/answers/", who="gleb"),
    Screen("manage-missing", "/manage/missing/", who="gleb"),
    Screen("manage-likeness", "/manage/likeness/", who="gleb"),
    Screen("desk-surge", "/desk/unaccepted/", who="anna", steps=outage.surge),
    Screen("desk-suspicion", "/desk/problems/", who="anna", steps=outage.suspicion),
    Screen("desk-problems", "/desk/problems/", who="anna", steps=outage.listed),
    Screen("desk-problem", "/desk/problems/", who="anna", steps=outage.problem()),
    Screen("desk-problem-said", "/desk/problems/", who="anna", steps=outage.problem("#problem-said")),
    Screen("desk-problem-refused", "/desk/problems/", who="anna", steps=outage.refused, expects="422"),
    Screen("desk-problem-settings", "/desk/problems/", who="anna", steps=outage.problem("settings/")),
    Screen("ticket-two", "/desk/unaccepted/", who="anna", steps=outage.two),
    Screen("ticket-in-problem", "/desk/unaccepted/", who="anna", steps=outage.inside),
    Screen("portal-known", "/", who="vera", steps=outage.known),
    Screen("portal-suggested", "/", steps=wrote_a_question),
    Screen("portal-help", "/help/ru/", who="vera"),
    Screen("portal-article", "/", steps=reading.to(f"/help/ru/{reading.SLUG}/"), many=True),
    Screen("portal-section", "/", steps=reading.to("/help/ru/sections/pochta/"), many=True),
    Screen("portal-lesson", "/", who="vera", steps=reading.to("/help/ru/lessons/pochta-za-polchasa/")),
    Screen("portal-search", "/", who="vera", steps=reading.to("/help/ru/search/?q=пачта на телифоне", ".help-found")),
    Screen("desk-search-articles", "/desk/", who="anna", steps=reading.to("/desk/search/?q=почта", ".search-list")),
    Screen("manage-article", "/manage/", who="boris", steps=reading.to("/manage/articles/{pk}/ru/"), many=True),
    Screen(
        "manage-versions", "/manage/", who="boris", steps=reading.to("/manage/articles/{pk}/ru/versions/"), many=True
    ),
    Screen(
        "manage-version", "/manage/", who="boris", steps=reading.to("/manage/articles/{pk}/ru/versions/2/"), many=True
    ),
    Screen("manage-review", "/manage/", who="boris", steps=reading.to("/manage/articles/"), many=True),
    Screen("manage-lessons", "/manage/", who="boris", steps=reading.to("/manage/lessons/"), many=True),
    Screen("manage-answer", "/manage/", who="boris", steps=reading.to("/manage/answers/")),
    Screen("manage-style", "/manage/style/", who="gleb"),
    Screen("manage-translation", "/manage/translation/", who="gleb"),
    Screen("manage-assistant", "/manage/", who="gleb", steps=reading.to("/manage/settings/assistant/")),
    Screen("manage-card", "/manage/card/", who="gleb"),
    Screen("desk-wishes", "/desk/wishes/?state=open", who="anna"),
    Screen("desk-accounts", "/desk/accounts/", who="boris"),
    Screen("not-found", "/no-such-page/", expects="404"),
    Screen("kit-palette", "/ui/kit/", steps=palette, many=True),
    Screen("kit-menu", "/ui/kit/#controls", steps=click("Передать…"), many=True),
    Screen("kit-dialog", "/ui/kit/#feedback", steps=click("Объединить…"), many=True),
    Screen("kit-keys", "/ui/kit/", steps=press("?"), many=True),
]
