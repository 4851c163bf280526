"""Steps that need a few words: each form asks for what its verb demands, and says what is wrong inside the dialog."""

from datetime import timedelta

import pytest

from otklik.kernel import clock
from otklik.people.models import CustomField, Line
from otklik.tickets import merging
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Category, Link, Message, Reminder, Ticket
from tests.desk import stories
from tests.desk.asking import HTMX, Page, address, post, text
from tests.tickets.acting import opened


@pytest.fixture
def ticket(cast):
    fresh = opened(cast.vera, subject="Сайт не открывается")
    fresh.accept(by=cast.anna)
    return fresh


@pytest.fixture
def anna(signed_in, cast):
    return signed_in(cast.anna)


def now_is(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def form(client, ticket, rest):
    return client.get(address(ticket, rest), headers=HTMX).content.decode()


def test_a_step_comes_as_a_dialog_and_as_a_page(anna, ticket):
    dialog = form(anna, ticket, "postponement/")
    assert dialog.startswith("<shown-dialog")
    page = anna.get(address(ticket, "postponement/")).content.decode()
    assert "<!doctype html>" in page
    assert "Отложить №" in text(page)


def test_what_is_wrong_is_said_inside_the_dialog(anna, ticket):
    answer = post(anna, ticket, "postponement/", until_0="hour", why="")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.lstrip().startswith('<form id="step-form"')
    assert 'aria-invalid="true"' in html
    assert now_is(ticket).kind == Kind.IN_WORK


def test_what_was_done_closes_the_dialog_and_draws_the_page_anew(anna, ticket):
    answer = post(anna, ticket, "postponement/", until_0="hour", why="Ждём поставщика")
    html = answer.content.decode()
    assert answer.headers["HX-Reswap"] == "none"
    assert {"ticket-head", "thread", "facts", "dialog", "composer-send"} <= set(Page(html).ids)
    assert "composer" not in Page(html).ids, "what somebody types stays"


def test_a_request_is_put_off_until_a_near_time_or_an_exact_one(anna, ticket, time):
    time.stands(stories.NOW)  # Saturday, 14:34 in Moscow
    Ticket.objects.update(changed_at=stories.NOW)
    post(anna, ticket, "postponement/", until_0="tomorrow", why="Ждём")
    assert now_is(ticket).wake_at == stories.NOW.replace(hour=6, minute=0) + timedelta(days=1)
    post(anna, ticket, "postponement/", until_0="other", until_1="2026-11-21T18:30", why="Ждём")
    assert now_is(ticket).wake_at == stories.NOW.replace(hour=15, minute=30)


@pytest.mark.parametrize(
    "until",
    [
        {},
        {"until_0": "other"},
        {"until_0": "other", "until_1": "вчера"},
        {"until_0": "never"},
        {"until_0": "other", "until_1": "2020-01-01T10:00"},
    ],
)
def test_a_time_that_is_none_is_refused(anna, ticket, until):
    assert post(anna, ticket, "postponement/", why="Ждём", **until).status_code == 422
    assert now_is(ticket).kind == Kind.IN_WORK


def test_the_limit_of_putting_off_is_said_before_and_kept(anna, signed_in, cast, ticket):
    """R6."""
    until = clock.now() + timedelta(hours=1)
    for _ in range(2):
        ticket.postpone(until=until, why="Ждём", by=cast.anna)
    assert "Уже откладывали 2 раза" in text(form(anna, ticket, "postponement/"))
    answer = post(anna, ticket, "postponement/", until_0="hour", why="Ждём")
    assert answer.status_code == 422
    assert "Так надолго откладывает руководитель" in text(answer)
    assert post(signed_in(cast.boris), ticket, "postponement/", until_0="hour", why="Ждём").status_code == 200


def test_waiting_for_others_needs_who_what_and_when(anna, ticket):
    """R3."""
    ticket.need_no_reply(by=ticket.responsible)
    assert post(anna, ticket, "others/", whom="ДЦ", what="", again_at_0="two_hours").status_code == 422
    assert post(anna, ticket, "others/", whom="", what="Диск", again_at_0="two_hours").status_code == 422
    post(anna, ticket, "others/", whom="Дата-центр", what="Заменить диск", again_at_0="two_hours")
    fresh = now_is(ticket)
    assert (fresh.kind, fresh.running_wait().whom) == (Kind.AWAITING_OTHER, "Дата-центр")


def test_a_department_gets_a_request_of_its_own_once(anna, ticket):
    """R3, F12."""
    department = Line.objects.create(code="accounts", name={"ru": "Бухгалтерия"}, is_department=True)
    told = {"department": department.pk, "what": "Счёт за ноябрь", "again_at_0": "two_hours", "once": "a-token"}
    for _ in range(2):
        assert post(anna, ticket, "others/", **told).status_code == 200
    (child,) = ticket.children.all()
    assert (child.line, now_is(ticket).running_wait().whom) == (department, "Бухгалтерия")


def test_development_needs_a_key_and_its_date_may_follow(anna, ticket):
    """R5."""
    assert post(anna, ticket, "development/", key="").status_code == 422
    assert post(anna, ticket, "development/", key="MAIL-1", url="javascript:alert(1)").status_code == 422
    post(anna, ticket, "development/", key="MAIL-318", url="https://tracker.example/MAIL-318", due="2030-01-01")
    wait = now_is(ticket).running_wait()
    assert (wait.key, wait.until is not None) == ("MAIL-318", True)


def test_closing_names_its_kind_and_a_refusal_its_rule(anna, ticket):
    """R8."""
    assert post(anna, ticket, "closing/", kind="by_silence").status_code == 422
    answer = post(anna, ticket, "closing/", kind="refused", rule="")
    assert answer.status_code == 422
    assert "Назовите правило" in text(answer)
    post(anna, ticket, "closing/", kind="refused", rule="п. 4.2", reason="Не наш случай")
    closing = now_is(ticket).closings.get()
    assert (closing.kind, closing.rule, closing.reason) == ("refused", "п. 4.2", "Не наш случай")


def test_closing_says_that_the_solution_was_not_confirmed(anna, cast, ticket):
    assert "ещё не подтвердил" not in text(form(anna, ticket, "closing/"))
    ticket.propose(by=cast.anna, body="Проверьте")
    assert "ещё не подтвердил" in text(form(anna, ticket, "closing/"))


def test_what_somebody_closed_meanwhile_is_not_closed_again(anna, cast, ticket):
    ticket.close("solved", by=cast.boris)
    assert post(anna, ticket, "closing/", kind="solved").status_code == 422
    assert post(anna, ticket, "reopening/", reason="Ошибся").status_code == 200
    assert now_is(ticket).kind == Kind.REOPENED


def test_a_hand_over_says_what_is_asked(anna, cast, ticket):
    """R13."""
    told = {"to": cast.oleg.pk, "known": "Диск полон", "tried": "Чистили", "asks": ""}
    assert post(anna, ticket, "responsible/", **told).status_code == 422
    post(anna, ticket, "responsible/", **{**told, "asks": "Заменить диск"})
    assert now_is(ticket).responsible == cast.oleg
    note = Message.objects.get(ticket=ticket, kind="note").body
    assert "Диск полон" in note
    assert "Заменить диск" in note


def test_to_oneself_needs_no_words_but_a_lead_may_take_from_another(signed_in, cast, ticket):
    assert post(signed_in(cast.oleg), ticket, "responsible/", to=cast.oleg.pk).status_code == 422
    assert post(signed_in(cast.boris), ticket, "responsible/", to=cast.boris.pk).status_code == 200
    assert now_is(ticket).responsible == cast.boris


def test_only_those_who_can_answer_are_offered(anna, cast, ticket):
    offered = form(anna, ticket, "responsible/")
    assert f'value="{cast.oleg.pk}"' in offered
    for one in (cast.misha, cast.dana, cast.vera, cast.anna):
        assert f'<option value="{one.pk}"' not in offered
        assert post(anna, ticket, "responsible/", to=one.pk, asks="?").status_code == 422


def test_another_line_gets_it_as_unaccepted(anna, ticket):
    second = Line.objects.get(code="second")
    post(anna, ticket, "line-change/", line=second.pk, asks="Посмотрите ядро")
    fresh = now_is(ticket)
    assert (fresh.line, fresh.responsible, fresh.kind) == (second, None, Kind.NEW)


def test_somebody_better_is_proposed_softly(anna, cast):
    """R18."""
    ticket = opened(cast.vera)
    post(anna, ticket, "nominee/", to=cast.oleg.pk)
    fresh = now_is(ticket)
    assert (fresh.nominee, fresh.responsible) == (cast.oleg, None)


def test_colleagues_developers_and_the_customers_side_are_invited(anna, cast, ticket):
    assert post(anna, ticket, "participants/").status_code == 422
    post(anna, ticket, "participants/", colleague=cast.dana.pk, theirs=cast.pavel.pk)
    parts = dict(ticket.participants.values_list("person__login", "part"))
    assert parts == {"dana": "developer", "pavel": "customer"}
    assert post(anna, ticket, "participants/", theirs=cast.rival.pk).status_code == 422


def test_the_card_of_the_customer_is_changed(anna, cast, ticket):
    told = {"called": "Вера Павловна", "tone": "official", "note": "Звонить нельзя"}
    assert post(anna, ticket, "portrait/", **told).status_code == 200
    vera = cast.vera
    assert (vera.called, vera.tone, vera.note) == ("Вера Павловна", "official", "Звонить нельзя")


def test_the_subject_is_changed_and_never_emptied(anna, ticket):
    assert post(anna, ticket, "subject/", subject=" ").status_code == 422
    post(anna, ticket, "subject/", subject="  Не\nоткрывается\u202e магазин ")
    assert now_is(ticket).subject == "Не открывается магазин"


def test_tags_are_chosen_from_what_stood_on_others_lately_and_made(anna, cast, ticket):
    opened(cast.rival).tag(["DNS", "Почта"], by=cast.anna)
    ticket.tag(["VPS"], by=cast.anna)
    shown = form(anna, ticket, "tags/")
    assert shown.index('value="VPS"') < shown.index('value="DNS"')
    post(anna, ticket, "tags/", chosen=["DNS"], fresh="новая, , Почта")
    assert set(now_is(ticket).tags.values_list("name", flat=True)) == {"DNS", "новая", "Почта"}


def test_the_category_is_chosen_from_the_tree(anna, ticket):
    mail = Category.objects.create(name={"ru": "Почта"})
    child = Category.objects.create(name={"ru": "Доставка"}, parent=mail)
    shown = form(anna, ticket, "category/")
    assert shown.index("Почта") < shown.index("\u2003Доставка")
    post(anna, ticket, "category/", category=child.pk)
    assert now_is(ticket).category == child
    assert post(anna, ticket, "category/", category="999").status_code == 422
    post(anna, ticket, "category/", category="")
    assert now_is(ticket).category is None


def test_custom_fields_are_filled_by_their_types(anna, ticket):
    for code, kind, extra in (
        ("node", "text", {}),
        ("count", "number", {}),
        ("day", "date", {}),
        ("vip", "yes_no", {}),
        ("plan", "choice", {"choices": ["S", "M"]}),
        ("panel", "link", {}),
    ):
        CustomField.objects.create(noun="ticket", code=code, name={"ru": code}, type=kind, **extra)
    assert post(anna, ticket, "fields/", count="много").status_code == 422
    assert post(anna, ticket, "fields/", plan="XL").status_code == 422
    post(
        anna, ticket, "fields/", node="web-7", count="4.5", day="2026-11-21", vip="on", plan="M", panel="panel.example"
    )
    assert now_is(ticket).fields == {
        "node": "web-7",
        "count": 4.5,
        "day": "2026-11-21",
        "vip": True,
        "plan": "M",
        "panel": "https://panel.example",
    }
    assert "web-7" in text(anna.get(address(ticket, "facts/")))


def test_one_customers_requests_are_merged_by_number_and_come_apart(anna, cast, ticket):
    """R11."""
    other = opened(cast.vera, subject="То же самое")
    answer = post(anna, ticket, "merging/", number=other.number)
    assert answer.headers["HX-Redirect"] == address(other)
    assert now_is(ticket).merged_into == other
    page = text(anna.get(address(other)))
    assert f"Сюда влилось № {ticket.number}" in page
    done = ticket.merges_away.get()
    assert post(anna, other, f"merges/{done.pk}/undoing/").status_code == 200
    assert now_is(ticket).merged_into is None
    assert f"merges/{done.pk}/undoing/" not in anna.get(address(other)).content.decode()


def test_a_merge_is_not_undone_after_30_days(anna, cast, ticket, time):
    """R11."""
    other = opened(cast.vera)
    done = merging.merge(ticket, into=other, by=cast.anna)
    time.passes(days=31)
    assert f"merges/{done.pk}/undoing/" not in anna.get(address(other)).content.decode()
    assert post(anna, other, f"merges/{done.pk}/undoing/").status_code == 422


def test_colleagues_are_merged_only_when_somebody_saw_who_will_read_what(anna, cast, ticket):
    """R11."""
    other = opened(cast.pavel, subject="То же")
    answer = post(anna, ticket, "merging/", number=other.number)
    assert answer.status_code == 422
    assert "Вера Соколова и Павел Синицын прочтут" in text(answer)
    assert 'type="checkbox" name="agreed"' in answer.content.decode()
    assert now_is(ticket).merged_into is None
    assert post(anna, ticket, "merging/", number=other.number, agreed="on").status_code == 204
    assert now_is(ticket).merged_into == other


@pytest.mark.parametrize("number", ["", "0", "-5", "999999", "9" * 30, "abc"])
def test_a_number_of_nothing_is_refused(anna, ticket, number):
    for rest in ("merging/", "links/"):
        assert post(anna, ticket, rest, number=number).status_code == 422


def test_different_customers_are_never_merged(anna, cast, ticket):
    """R11."""
    answer = post(anna, ticket, "merging/", number=opened(cast.rival).number, agreed="on")
    assert answer.status_code == 422
    assert now_is(ticket).merged_into is None


def test_chosen_messages_become_a_request_and_come_back(anna, cast, ticket):
    words = ticket.write(by=cast.vera, body="И ещё вопрос про почту")
    first = ticket.messages.earliest("id")
    shown = form(anna, ticket, f"splitting/?message={words.pk}")
    assert f'value="{words.pk}"' in shown
    assert f'value="{first.pk}"' not in shown
    assert 'value="И ещё вопрос про почту"' in shown
    assert post(anna, ticket, "splitting/", subject="Почта", messages=[first.pk]).status_code == 422
    post(anna, ticket, "splitting/", subject="Почта", messages=[words.pk])
    split = ticket.splits_away.get()
    assert Message.objects.get(pk=words.pk).ticket == split.fresh
    assert post(anna, ticket, f"splits/{split.pk}/undoing/").status_code == 200
    assert Message.objects.get(pk=words.pk).ticket == ticket


def test_chosen_messages_move_to_another_request_and_come_back(anna, cast, ticket):
    other = opened(cast.vera, subject="Почта")
    words = ticket.write(by=cast.vera, body="И ещё вопрос про почту")
    first = ticket.messages.earliest("id")
    shown = form(anna, ticket, f"moving/?message={words.pk}")
    assert f'value="{words.pk}"' in shown
    assert f'value="{first.pk}"' not in shown
    assert post(anna, ticket, "moving/", number=other.number, messages=[first.pk]).status_code == 422
    assert post(anna, ticket, "moving/", number=ticket.number, messages=[words.pk]).status_code == 422
    assert post(anna, ticket, "moving/", number=other.number, messages=[words.pk]).status_code == 204
    assert Message.objects.get(pk=words.pk).ticket == other
    undo = f"moves/{ticket.messages_left.get().pk}/undoing/"
    for one in (ticket, other):
        assert undo in anna.get(address(one)).content.decode()
    assert post(anna, other, undo).status_code == 200
    assert Message.objects.get(pk=words.pk).ticket == ticket
    assert undo not in anna.get(address(ticket)).content.decode()


def test_requests_are_tied_and_untied(anna, cast, ticket):
    other = opened(cast.rival, subject="Похожее")
    post(anna, ticket, "links/", number=other.number)
    assert Link.objects.count() == 1
    assert "Похожее" in text(anna.get(address(ticket, "facts/")))
    post(anna, ticket, f"links/{other.number}/removal/")
    assert not Link.objects.exists()


def test_a_private_reminder_is_seen_by_its_owner_alone(signed_in, anna, cast, ticket):
    """R19."""
    post(anna, ticket, "reminding/", at_0="tomorrow", about="Спросить про диск")
    (reminder,) = Reminder.objects.all()
    assert "Спросить про диск" in text(anna.get(address(ticket, "facts/")))
    boris = signed_in(cast.boris)
    assert "Спросить про диск" not in text(boris.get(address(ticket, "facts/")))
    assert post(boris, ticket, f"reminders/{reminder.pk}/removal/").status_code == 404
    assert post(anna, ticket, f"reminders/{reminder.pk}/removal/").status_code == 200
    assert "Спросить про диск" not in text(anna.get(address(ticket, "facts/")))


def test_nul_and_broken_text_never_break_a_step(anna, ticket):
    bad = "a\0b\ud800".encode("utf-8", "surrogatepass")
    for rest, fields in (
        ("others/", {"whom": bad, "what": bad, "again_at_0": "two_hours"}),
        ("subject/", {"subject": bad}),
    ):
        assert post(anna, ticket, rest, **fields).status_code in (200, 422)
