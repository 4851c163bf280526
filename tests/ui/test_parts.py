"""Components: what they say to whom, and that nothing a person typed becomes markup."""

import re
from dataclasses import fields, replace

import pytest
from django.utils import translation
from markupsafe import Markup

from otklik.ui import kit
from otklik.ui.formats import Stamp, Words
from otklik.ui.kit import desk, portal
from otklik.ui.shapes import Choice, Clock, Face, TicketRow, face, initials, side
from tests.ui.pages import render, request

HOSTILE = "<img src=x onerror=alert(1)>\"'"
AT = Stamp("14:05", "2026-11-21T11:05:00Z", "суббота")


class Anna:
    pk, name, is_staff_member = 25, "Анна Белова", True


def row(**changes):
    return replace(TicketRow(4831, "/t/4831/", "Тема", "ours", "Новое", AT), **changes)


def shown(macro, *values, module, **named):
    return render(
        f'{{% from "ui/parts/{module}.html" import {macro} %}}{{{{ {macro}(*values, **named) }}}}',
        values=values,
        named=named,
    )


@pytest.fixture
def page():
    with translation.override("ru"):
        return kit.show(request()).content.decode()


def test_the_kit_shows_a_hostile_name_as_text(page):
    assert desk.HOSTILE not in page
    assert "&lt;script&gt;alert(&#39;из имени&#39;)&lt;/script&gt;" in page


def test_every_id_of_the_kit_is_its_own(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("macro", ["tickets.ticket_row", "thread.message", "portal.talk_item", "portal.request_row"])
def test_nothing_that_a_person_typed_becomes_markup(macro):
    module, name = macro.split(".")
    words = Words(now=desk.NOW)
    sample = {
        "ticket_row": desk.accepted(words)[0],
        "message": desk.said(words)[0],
        "talk_item": portal.talk(words)[0],
        "request_row": portal.requests(words)[0],
    }[name]
    texts = {field.name: HOSTILE for field in fields(sample) if _is_free_text(getattr(sample, field.name))}
    spoilt = replace(sample, **texts, **_hostile_author(sample))
    assert "<img" not in shown(name, spoilt, module=module)


def _is_free_text(value):
    return isinstance(value, str) and " " in value and not isinstance(value, Markup)


def _hostile_author(sample):
    return {"author": Face(HOSTILE)} if isinstance(getattr(sample, "author", None), Face) else {}


def test_a_ready_sentence_that_nobody_cleaned_is_shown_as_text():
    message = replace(desk.said(Words(now=desk.NOW))[0], html=HOSTILE)
    assert "<img" not in shown("message", message, module="thread")


@pytest.mark.parametrize(
    ("turn", "place", "says"),
    [
        ("ours", "us", "Наш ход"),
        ("customer", "client", "Ход клиента"),
        ("other", "other", "Ход смежников"),
        ("nobody", "none", "Ничей ход"),
    ],
)
def test_the_glyph_says_in_words_whose_turn_it_is(turn, place, says):
    """R3: development and other departments share the third place."""
    with translation.override("ru"):
        assert f'data-side="{place}" role="img" aria-label="{says}"' in shown("turn", turn, module="turn")


def test_a_turn_that_nobody_knows_is_an_error():
    with pytest.raises(KeyError):
        side("sideways")


def test_a_clock_says_its_degree_with_a_numeral():
    assert "<em>II</em>" in shown("clock", Clock("+1 ч", 2.3, 2), module="clock")
    assert shown("clock", Clock("ещё 5 мин", 0.4, promise=True), module="clock").count("<i></i>") == 1


def test_a_clock_that_does_not_run_gives_the_browser_nothing_to_count():
    assert "data-ends" not in shown("clock", Clock("ещё 23 ч", 0.1, paused=True), module="clock")
    assert 'data-began="10" data-ends="70"' in shown("clock", Clock("x", began=10, ends=70), module="clock")


def test_only_a_row_that_may_be_accepted_has_the_button():
    assert "hx-post" not in shown("ticket_row", row(), module="tickets")
    assert 'hx-post="/t/4831/acceptance/"' in shown("ticket_row", row(accept="/t/4831/acceptance/"), module="tickets")


def test_staff_and_customers_are_told_apart_by_shape():
    assert 'data-hue="1"' in shown("avatar", face(Anna()), module="people")
    assert 'data-who="client"' in shown("avatar", Face("Вера", "ВС", "client"), module="people")
    assert face(None, "никто не принял").kind == "none"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Анна Белова", "АБ"), ("ООО «Вектор-Строй»", "ОВ"), ("vera@warm.example", "V"), ("", "?"), ("— —", "?")],
)
def test_two_letters_stand_for_a_name(name, letters):
    assert initials(name) == letters


def test_a_wrong_field_is_tied_to_its_error_and_its_hint():
    with translation.override("ru"):
        form = kit.sample_form()
        due = render('{% from "ui/parts/forms.html" import field %}{{ field(form.due) }}', form=form)
        subject = render('{% from "ui/parts/forms.html" import field %}{{ field(form.subject) }}', form=form)
    assert 'aria-invalid="true"' in due
    assert 'aria-describedby="id_due-error"' in due
    assert 'id="id_due-error"' in due
    assert 'aria-describedby="id_subject-hint"' in subject
    assert " required" in subject


def test_a_translated_field_gives_what_was_filled_in_each_language():
    assert kit.sample_form().cleaned_data["name"] == {"ru": "Ждём"}
    empty = kit.Sample({"name_ru": " ", "name_en": ""})
    assert "name" in empty.errors


def test_a_translated_field_shows_what_it_held():
    form = kit.Sample(initial={"name": {"ru": "Новое", "en": "New"}})
    shown_ = render('{% from "ui/parts/forms.html" import translated %}{{ translated(form.name) }}', form=form)
    assert 'lang="ru" value="Новое"' in shown_
    assert 'lang="uk" value=""' in shown_


def test_only_the_text_of_the_mode_is_sent():
    composer = shown("composer", desk.composer("note"), Markup(""), module="composer")
    assert re.findall(r'<textarea[^>]*data-mode="(\w+)"[^>]*disabled', composer) == ["reply", "solution"]


def test_a_reply_says_where_it_leaves_the_company_and_a_note_that_it_does_not():
    """R4."""
    with translation.override("ru"):
        composer = shown("composer", desk.composer("reply"), Markup(""), module="composer")
    assert "anna@tepliydom.example" in composer
    assert "Клиент не увидит." in composer
    assert 'value="ours"' in composer


def test_a_pressed_reaction_is_told_to_screen_readers():
    pressed = shown("reaction", "/r/", Choice("thanks", "Спасибо", True), module="portal")
    assert 'aria-pressed="true"' in pressed
