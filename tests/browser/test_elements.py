"""What the small elements promise, on the page that shows them all; only the network's edge is played."""

from io import BytesIO

import pytest
from PIL import Image

REPLY = "#composer-reply"


@pytest.fixture
def kit(browse):
    page = browse()
    page.goto("/ui/kit/")
    return page


def russian(page, code, letter, **more):
    """Press a key as a Russian layout sends it: the same place, another letter."""
    line = page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        line.send("Input.dispatchKeyEvent", {"type": kind, "code": code, "key": letter, "text": "", **more})


def picture():
    made = BytesIO()
    Image.new("RGB", (400, 200), "white").save(made, "PNG")
    return {"name": "снимок.png", "mimeType": "image/png", "buffer": made.getvalue()}


def answers(page, status, body="", pattern="**/ui/kit/**"):
    """Let every POST be answered so; what was sent is collected."""
    sent = []

    def answer(route):
        if route.request.method != "POST":
            return route.continue_()
        sent.append(route.request.post_data)
        return route.fulfill(status=status, body=body, content_type="text/html")

    page.route(pattern, answer)
    return sent


def test_a_theme_chosen_by_hand_is_there_on_the_next_page(kit):
    kit.get_by_role("button", name="Сменить тему").click()
    kit.reload()
    assert kit.locator("html").get_attribute("data-theme") == "dark"


def test_keys_walk_and_choose_in_the_russian_layout(kit):
    russian(kit, "KeyJ", "о")
    assert kit.evaluate("document.activeElement.closest('li').id") == "t-4834"
    russian(kit, "KeyX", "ч")
    assert kit.locator(".bulk-bar b").text_content() == "Выбрано: 1"
    kit.keyboard.press("Escape")
    assert kit.locator(".bulk-bar").is_hidden()


def test_a_letter_in_a_field_is_a_letter(kit):
    kit.locator("#q").focus()
    kit.keyboard.type("jx?")
    assert kit.locator("#t-4831").get_attribute("data-cursor") == ""
    assert kit.locator("#keys").is_hidden()


def test_the_question_mark_shows_every_key_unless_keys_are_off(kit):
    kit.keyboard.press("?")
    assert kit.get_by_role("heading", name="Все клавиши").is_visible()
    kit.keyboard.press("Escape")
    kit.evaluate("document.querySelector('hot-keys').setAttribute('data-off', '')")
    kit.keyboard.press("?")
    assert kit.get_by_role("heading", name="Все клавиши").is_hidden()


def test_a_note_is_never_carried_into_a_reply(kit):
    sent = answers(kit, 204)
    form = kit.locator(REPLY)
    form.locator("textarea:enabled").fill("Здравствуйте")
    form.get_by_role("tab", name="Внутренняя заметка").click()
    form.locator("textarea:enabled").fill("клиент сердит")
    form.get_by_role("tab", name="Ответ клиенту").click()
    kit.keyboard.press("Control+Enter")
    kit.wait_for_function("document.querySelector('#composer-reply').matches(':not(.htmx-request)')")
    assert "Здравствуйте" in sent[0]
    assert "сердит" not in sent[0]


def test_what_was_typed_survives_a_closed_page(kit):
    kit.locator(f"{REPLY} textarea:enabled").fill("Начало ответа")
    kit.reload()
    assert kit.locator(f"{REPLY} textarea:enabled").input_value() == "Начало ответа"


def test_a_draft_that_the_server_has_is_not_kept_in_the_browser(kit):
    sent = answers(kit, 204, pattern="**/draft/")
    kit.evaluate("document.querySelector('draft-keeper').dataset.url = '/draft/'")
    with kit.expect_response("**/draft/"):
        kit.locator(f"{REPLY} textarea:enabled").fill("Начало")
    kit.wait_for_function("localStorage.length === 0")
    assert "mode=reply" in sent[0]


def test_without_a_connection_the_text_stays_and_a_word_says_so(browse):
    kit = browse(expects="htmx:|net::ERR_FAILED")
    kit.goto("/ui/kit/")
    kit.route("**/ui/kit/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    kit.locator(f"{REPLY} textarea:enabled").fill("Важный ответ")
    kit.keyboard.press("Control+Enter")
    kit.get_by_text("Не отправлено: нет связи. Написанное сохранено.").wait_for()
    assert kit.locator(f"{REPLY} textarea:enabled").input_value() == "Важный ответ"


def test_what_was_sent_is_seen_at_once_and_stays_when_it_did_not_arrive(browse):
    kit = browse(expects="500|htmx")
    kit.goto("/ui/kit/")
    sent = answers(kit, 500, "<!doctype html><title>500</title>")
    kit.locator(f"{REPLY} textarea:enabled").fill("Первая строка\nвторая")
    kit.keyboard.press("Control+Enter")
    shown = kit.locator("#kit-thread > li").last
    shown.get_by_text("не отправлено").wait_for()
    assert "вторая" in shown.text_content()
    assert kit.locator(f"{REPLY} textarea:enabled").input_value().startswith("Первая")
    kit.get_by_text("сервер не справился").wait_for()
    kit.unroute_all()
    answers(kit, 204)
    shown.get_by_role("button", name="Отправить ещё раз").click()
    kit.get_by_role("button", name="Отправить ещё раз").nth(1).wait_for(state="detached")
    assert (len(sent), kit.url.endswith("/ui/kit/")) == (1, True)


def test_an_ended_session_leads_to_the_sign_in_instead_of_a_page_in_a_row(kit):
    answers(kit, 200, "<!doctype html><title>Вход</title>")
    with kit.expect_navigation():
        kit.locator("#t-4831 .who button").click()


def test_when_a_row_leaves_the_list_the_focus_goes_to_the_next(kit):
    answers(kit, 200)
    kit.locator("#t-4831 .who button").press("Enter")
    kit.locator("#t-4831").wait_for(state="detached")
    kit.wait_for_function("document.activeElement.closest('li')?.id === 't-4834'")


def test_a_form_that_comes_back_leads_to_its_first_wrong_field(kit):
    body = '<form id="composer-reply"><input id="wrong" aria-invalid="true"></form>'
    answers(kit, 422, body)
    kit.evaluate("document.querySelector('#composer-reply').setAttribute('hx-swap', 'outerHTML')")
    kit.locator(f"{REPLY} [data-send]").click()
    kit.locator("#wrong").wait_for()
    kit.wait_for_function("document.activeElement.id === 'wrong'")


def test_a_screenshot_is_marked_before_it_leaves_the_browser(kit):
    kit.locator(".ask input[type=file]").set_input_files(picture())
    before = kit.evaluate(
        "document.querySelector('.ask input[type=file]').files[0].arrayBuffer().then(b => b.byteLength)"
    )
    kit.locator(".ask").get_by_role("button", name="Отметить на снимке").click()
    for tool, start in (("Стрелка", 20), ("Рамка", 120), ("Размыть", 220)):
        kit.get_by_role("button", name=tool).click()
        box = kit.locator("image-marker canvas").bounding_box()
        kit.mouse.move(box["x"] + start, box["y"] + 20)
        kit.mouse.down()
        kit.mouse.move(box["x"] + start + 60, box["y"] + 100)
        kit.mouse.up()
    kit.get_by_role("button", name="Прикрепить снимок").click()
    kit.locator("image-marker dialog").wait_for(state="hidden")
    files = kit.evaluate("[...document.querySelector('.ask input[type=file]').files].map(f => [f.name, f.size])")
    assert files[0][0] == "снимок.png"
    assert files[0][1] != before


def test_what_is_pasted_is_attached_and_what_is_too_big_is_refused_in_words(kit):
    kit.evaluate(
        """() => { const data = new DataTransfer();
        data.items.add(new File(["x"], "image.png", { type: "image/png" }));
        data.items.add(new File([new Uint8Array(26214401)], "дамп.bin"));
        document.querySelector(".ask textarea").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""
    )
    listed = kit.locator(".ask [data-files] li")
    assert listed.first.text_content().startswith("снимок")
    assert "больше" in listed.last.text_content()
    listed.first.get_by_role("button", name="Убрать").click()
    assert kit.evaluate("document.querySelector('.ask input[type=file]').files.length") == 0


def test_the_palette_is_walked_with_arrows_and_gives_the_focus_back(kit):
    opener = kit.get_by_role("button", name="Найти")
    opener.click()
    kit.locator("#pal-1[aria-selected=true]").wait_for()
    kit.keyboard.press("ArrowDown")
    assert kit.locator("#palette input").get_attribute("aria-activedescendant") == "pal-2"
    kit.keyboard.press("Escape")
    assert opener.evaluate("button => button === document.activeElement")


def test_a_menu_opens_beside_its_button_and_is_walked_with_arrows(kit):
    button = kit.get_by_role("button", name="Передать…")
    button.click()
    kit.locator("#pass-menu .menu-item:focus", has_text="В работе").wait_for()
    kit.keyboard.press("ArrowDown")
    kit.locator("#pass-menu .menu-item:focus", has_text="Ждём данных").wait_for()
    menu, at = kit.locator("#pass-menu").bounding_box(), button.bounding_box()
    assert abs(menu["x"] - at["x"]) < 4
    assert 0 <= menu["y"] - (at["y"] + at["height"]) < 12
    kit.keyboard.press("Escape")
    assert button.evaluate("button => button === document.activeElement")


def test_a_clock_goes_on_from_the_time_of_the_server(browse):
    page = browse()
    page.clock.install()
    page.goto("/ui/kit/")
    page.evaluate(
        """() => { const now = Math.floor(Date.now() / 1000);
        const chip = document.querySelector("clock-chip").cloneNode(true);
        Object.assign(chip.dataset, { fill: "0", began: now - 60, ends: now + 630 });
        chip.id = "chip"; document.querySelector("main").prepend(chip); }"""
    )
    before = page.locator("#chip b").text_content()
    page.clock.fast_forward("05:00")
    assert (before, page.locator("#chip b").text_content()) == ("ещё 10\u00a0мин", "ещё 5\u00a0мин")
    page.clock.fast_forward("12:00")
    assert page.locator("#chip b").text_content() == "+6\u00a0мин"


def test_a_toast_leaves_by_itself_and_its_button_takes_the_deed_back(browse):
    page = browse()
    page.clock.install()
    page.goto("/ui/kit/")
    sent = answers(page, 204)
    page.evaluate(
        """() => { const toast = document.querySelector("undo-toast").cloneNode(true);
        toast.dataset.seconds = "10"; toast.id = "one"; const other = toast.cloneNode(true); other.id = "two";
        document.querySelector("#toasts").append(toast, other); htmx.process(other); }"""
    )
    page.locator("#two button").click()
    page.locator("#two").wait_for(state="detached")
    assert len(sent) == 1
    page.mouse.move(0, 0)
    page.clock.fast_forward("00:11")
    assert page.locator("#one").count() == 0


def test_nothing_is_sent_twice_by_an_impatient_hand(kit):
    sent = answers(kit, 204)
    kit.evaluate(
        """() => { const pending = document.createElement("pending-form"), form = document.createElement("form");
        form.setAttribute("hx-post", "/ui/kit/"); form.innerHTML = "<button class='btn'>Отправить</button>";
        pending.append(form); document.querySelector("main").prepend(pending); htmx.process(form);
        form.querySelector("button").click(); form.querySelector("button").click(); }"""
    )
    kit.locator("main > pending-form button:not([aria-busy])").wait_for()
    assert len(sent) == 1


def test_without_javascript_the_words_are_all_there(browse):
    page = browse(java_script_enabled=False)
    page.goto("/ui/kit/")
    assert page.locator("clock-chip").first.text_content() == "ещё 38 мин"
    assert page.locator(".ask input[type=file]").count() == 1
