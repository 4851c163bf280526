"""Rules for letters: a condition, and what follows (F15)."""

from typing import Any

import pytest

from otklik.channels.email.ruling import LETTERS
from otklik.channels.models import Mailbox, MailRule
from otklik.kernel import conditions, jobs
from otklik.kernel.conditions import Context
from otklik.kernel.verbs import Forbidden
from otklik.people.models import Line
from otklik.tickets.models import Category, Message, Tag
from tests.cast import Cast
from tests.channels.email.letters import letter
from tests.channels.email.test_receiving import answered, arrived, ticket_of, token_of

pytestmark = pytest.mark.django_db


def rule(cast: Cast, asks: str, **does: Any) -> MailRule:
    tree = conditions.read(asks, LETTERS, Context(language="ru"))
    made = MailRule(condition=conditions.to_json(tree))
    made.put(by=cast.gleb, name=asks[:100], **does)
    return made


@pytest.fixture
def category(cast: Cast) -> Category:
    return Category.objects.filter(is_active=True).first() or Category.objects.create(
        name={"ru": "Счета", "uk": "Рахунки", "en": "Bills"}
    )


@pytest.fixture
def tag() -> Tag:
    return Tag.objects.get_or_create(name="счёт", normalised="счёт")[0]


@pytest.mark.parametrize(
    "asks",
    [
        "от:@warm.example",
        "от:вера",
        "кому:support",
        "тема:пропал",
        "текст:сервер",
        'заголовок:"x-shop: 15"',
        "ящик:support@prichal.example",
        "вложение:да",
        "язык:ru",
        "-автоматическое:да",
        "доверие:не-подтверждено",
        "тема:нет или (тема:пропал -тема:счёт)",
    ],
)
def test_whatever_a_letter_says_can_be_asked(cast: Cast, mailbox: Mailbox, category: Category, asks: str) -> None:
    rule(cast, asks, category=category)
    message = letter(
        "Здравствуйте, сервер не отвечает",
        sender="Вера <vera@warm.example>",
        subject="Пропал сервер",
        files=[("a.txt", "text/plain", b"a")],
        X_Shop="15",
    )
    assert ticket_of(arrived(message, mailbox)).category == category


@pytest.mark.parametrize("asks", ["от:@cold.example", "-вложение:нет", "автоматическое:да", "доверие:подтверждено"])
def test_a_rule_that_does_not_fit_does_nothing(cast: Cast, mailbox: Mailbox, category: Category, asks: str) -> None:
    rule(cast, asks, category=category)
    assert ticket_of(arrived(letter(sender="vera@warm.example"), mailbox)).category is None


def test_rules_are_met_in_their_order_until_one_stops(
    cast: Cast, mailbox: Mailbox, category: Category, tag: Tag
) -> None:
    second = Line.objects.filter(is_default=False, is_active=True).first()
    assert second
    rule(cast, "тема:письма", tag=tag)
    stopping = rule(cast, "тема:письма", line=second, stops=True)
    rule(cast, "тема:письма", category=category)
    ticket = ticket_of(arrived(letter(), mailbox))
    assert (list(ticket.tags.all()), ticket.line, ticket.category) == ([tag], second, None)
    stopping.move(up=False, by=cast.gleb)
    ticket = ticket_of(arrived(letter("Ещё"), mailbox))
    assert ticket.category == category


def test_a_letter_that_goes_on_gets_tags_and_keeps_what_people_said(
    cast: Cast, mailbox: Mailbox, category: Category, tag: Tag
) -> None:
    ticket, delivery = answered(cast, mailbox)
    rule(cast, "от:vera", tag=tag, category=category)
    arrived(letter("Да", sender="vera@warm.example", to=token_of(delivery)), mailbox)
    ticket.refresh_from_db()
    assert (list(ticket.tags.all()), ticket.category) == ([tag], None)


@pytest.mark.parametrize(("fate", "reason"), [("park", "letter.rule"), ("spam", "letter.spam")])
def test_a_rule_puts_a_letter_aside_and_a_person_lets_it_in(
    cast: Cast, mailbox: Mailbox, fate: str, reason: str
) -> None:
    rule(cast, "тема:письма", fate=fate)
    inbound = arrived(letter(), mailbox)
    assert (inbound.state, inbound.reason) == ("parked", reason)
    assert not Message.objects.filter(channel="email").exists()
    inbound.try_again(by=cast.gleb)
    jobs.run_due()
    inbound.refresh_from_db()
    assert inbound.state == "processed"


def test_a_rule_that_cannot_be_read_stops_no_letter_and_says_so(
    cast: Cast, mailbox: Mailbox, category: Category, signed_in: Any
) -> None:
    broken = rule(cast, "тема:письма", fate="park")
    MailRule.objects.filter(pk=broken.pk).update(condition={"field": "gone", "op": "is", "values": ["x"]})
    assert arrived(letter(), mailbox).state == "processed"
    page = signed_in(cast.gleb).get("/manage/mailrules/").content.decode()
    assert "Условие больше не читается" in page


def test_a_rule_is_written_tried_kept_and_taken_out_of_use(
    cast: Cast, mailbox: Mailbox, tag: Tag, signed_in: Any
) -> None:
    for subject in ("Счёт 15", "Сервер", "Счёт 16"):
        arrived(letter(subject=subject), mailbox)
    gleb = signed_in(cast.gleb)
    form = {"name": "Счета", "condition": "тема:счёт", "tag": tag.pk}
    tried = gleb.post("/manage/mailrules/new/", {**form, "try": "1"})
    page = tried.content.decode()
    assert tried.status_code == 200
    assert "Подошло бы 2 письма" in page
    assert "Счёт 15" in page
    assert not MailRule.objects.exists()
    assert gleb.post("/manage/mailrules/new/", form).status_code == 303
    made = MailRule.objects.get()
    assert "тема:счёт" in gleb.get(f"/manage/mailrules/{made.pk}/").content.decode()
    assert gleb.post(f"/manage/mailrules/{made.pk}/use/", {"active": ""}).status_code == 303
    assert not list(ticket_of(arrived(letter("5", subject="Счёт 17"), mailbox)).tags.all())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"condition": "тема:"}, 'class="error"'),
        ({"condition": "цвет:красный"}, 'class="error"'),
        ({"tag": ""}, "Укажите, что делает правило"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_beside_it(
    cast: Cast, tag: Tag, signed_in: Any, changed: dict[str, str], said: str
) -> None:
    form = {"name": "Счета", "condition": "тема:счёт", "tag": tag.pk, **changed}
    answer = signed_in(cast.gleb).post("/manage/mailrules/new/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not MailRule.objects.exists()


def test_only_who_answers_for_channels_makes_rules(cast: Cast, tag: Tag) -> None:
    with pytest.raises(Forbidden):
        MailRule(condition={}).put(by=cast.anna, name="Нет", tag=tag)
