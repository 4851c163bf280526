"""Dig deeper: typed queries of the example's source and of a hostile one, beside a request (C2)."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.cards import doing, inquiring, looking, querying
from otklik.cards.models import Inquiry, Permit, Source
from otklik.kernel.audit import AuditEntry
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.people.models import Line
from otklik.tickets.models import Message
from tests.cards.conftest import KEY, allow
from tests.cards.test_example import fragment, said
from tests.cards.test_hostile import JSON, answer, anything, trickles, waits
from tests.desk.asking import HTMX, address, opened_page, post, text
from tests.tickets.acting import codes

pytestmark = pytest.mark.django_db
PLACE = "account/queries/sessions/"
NAME = {"ru": "Входы в почту"}
FILLED = {"q-since": "2026-11-25", "q-outcome": "", "q-most": "10", "q-mailbox": "info"}


def opens(cast, *, line="second", **more):
    return allow(cast, "sessions", line=line, kind=Permit.Kind.QUERY, **{"name": NAME, **more})


@pytest.fixture
def boris(signed_in, cast):
    """A lead, on the second line as well."""
    Line.objects.get(code="second").people.add(cast.boris)
    return signed_in(cast.boris)


def note_of(ticket):
    return Message.objects.filter(ticket=ticket, kind="note").order_by("id").last()


def test_a_query_is_asked_by_a_form_and_its_table_is_shown(boris, ticket, source, cast):
    opens(cast)
    assert "Копнуть глубже Входы в почту" in said(fragment(boris, ticket))
    form = boris.get(address(ticket, PLACE), headers=HTMX).content.decode()
    assert 'type="date"' in form
    assert 'max="50"' in form
    assert 'maxlength="64"' in form
    assert "не вошли" in form
    page = said(post(boris, ticket, PLACE, **FILLED))
    assert "Наша система ответила" in page
    assert "info вошли 203.0.113.7" in page
    assert "198.51.100.4" not in page
    narrowed = said(post(boris, ticket, PLACE, **FILLED | {"q-outcome": "failed"}))
    assert "info вошли" not in narrowed
    assert "info не вошли 203.0.113.7" in narrowed


def test_every_run_is_in_the_audit_and_in_the_history_with_its_parameters(boris, ticket, source, cast):
    opens(cast)
    post(boris, ticket, PLACE, **FILLED)
    entry = AuditEntry.objects.get(code="inquiry.asked")
    assert entry.actor_id == cast.boris.pk
    assert entry.after == {
        "query": "sessions",
        "ticket": ticket.number,
        "customer": cast.vera.pk,
        "parameters": {"since": "2026-11-25", "most": "10", "mailbox": "info"},
    }
    assert codes(ticket)[-1] == "inquiry.asked"
    assert "Спрошено в нашей системе: «Входы в почту»" in said(opened_page(boris, ticket))
    inquiry = Inquiry.objects.get()
    assert (inquiry.state, inquiry.by, inquiry.customer) == ("answered", cast.boris, cast.vera)


def test_one_press_takes_the_answer_into_the_request_as_a_note_and_only_once(boris, ticket, source, cast):
    opens(cast)
    post(boris, ticket, PLACE, **FILLED)
    place = f"{PLACE}answers/{Inquiry.objects.get().pk}/note/"
    assert post(boris, ticket, place).status_code == 200
    note = note_of(ticket)
    assert "Спрошено в нашей системе: «Входы в почту»" in note.body
    assert "Ящик: info" in note.body
    assert "| info | вошли | 203.0.113.7" in note.body.replace("\N{NO-BREAK SPACE}", " ")
    assert Inquiry.objects.get().message == note
    assert post(boris, ticket, place).status_code == 409
    assert Message.objects.filter(ticket=ticket, kind="note").count() == 1
    assert not Message.objects.visible_to(cast.vera).filter(pk=note.pk).exists()


def test_without_javascript_form_answer_and_note_are_pages(boris, ticket, source, cast):
    opens(cast)
    assert "<!doctype html>" in boris.get(address(ticket, PLACE)).content.decode()
    page = post(boris, ticket, PLACE, htmx=False, **FILLED)
    assert "<!doctype html>" in page.content.decode()
    assert "203.0.113.7" in text(page)
    place = f"{PLACE}answers/{Inquiry.objects.get().pk}/note/"
    assert post(boris, ticket, place, htmx=False).status_code == 303
    assert "203.0.113.7" in note_of(ticket).body


def test_the_first_line_neither_sees_nor_asks_what_is_open_to_the_second(signed_in, ticket, source, cast):
    opens(cast)
    anna = signed_in(cast.anna)
    shown = said(fragment(anna, ticket))
    assert "договор 17-204" in shown
    assert "Входы в почту" not in shown
    assert anna.get(address(ticket, PLACE), headers=HTMX).status_code == 404
    assert post(anna, ticket, PLACE, **FILLED).status_code == 404
    query = looking.look(source, ticket).account.queries[0]
    with pytest.raises(Forbidden):
        inquiring.run(source, ticket, query, {}, by=cast.anna)
    assert not Inquiry.objects.exists()


def test_without_a_permit_nobody_asks_and_a_permit_of_an_action_opens_no_query(boris, ticket, source, cast):
    allow(cast, "sessions", line="second")
    assert "Входы в почту" not in said(fragment(boris, ticket))
    assert post(boris, ticket, PLACE, **FILLED).status_code == 404
    opens(cast)
    assert doing.permit("sessions", cast.boris).kind == Permit.Kind.ACTION
    assert "Входы в почту" in said(fragment(boris, ticket))


def test_who_asked_may_attach_and_nobody_else(boris, signed_in, ticket, source, cast):
    opens(cast)
    post(boris, ticket, PLACE, **FILLED)
    Line.objects.get(code="second").people.add(cast.oleg)
    place = f"{PLACE}answers/{Inquiry.objects.get().pk}/note/"
    assert post(signed_in(cast.oleg), ticket, place).status_code == 404
    Permit.objects.all().delete()
    assert post(boris, ticket, place).status_code == 404
    with pytest.raises(Forbidden):
        inquiring.attach(Inquiry.objects.get(), body="x", by=cast.boris)
    assert note_of(ticket) is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"q-most": "51"}, "50"),
        ({"q-most": ""}, "Обязательное"),
        ({"q-most": "NaN"}, "число"),
        ({"q-since": "2026-13-40"}, "дат"),
        ({"q-outcome": "none"}, "none"),
        ({"q-mailbox": "x" * 65}, "64"),
    ],
)
def test_what_does_not_fit_is_said_beside_it_and_nothing_is_asked(boris, ticket, source, cast, wrong, words):
    opens(cast)
    page = post(boris, ticket, PLACE, **FILLED | wrong)
    assert page.status_code == 422
    assert words in text(page)
    assert 'value="info"' in page.content.decode() or "q-mailbox" in wrong
    assert not Inquiry.objects.exists()


def test_a_query_that_demands_it_waits_for_a_confirmed_identity(boris, ticket, source, cast):
    opens(cast, needs_proof=True)
    assert "после подтверждения личности" in said(fragment(boris, ticket))
    page = post(boris, ticket, PLACE, **FILLED)
    assert page.status_code == 422
    assert not Inquiry.objects.exists()


QUERY = {"code": "sessions", "name": "Входы"}
CARD = answer(found=True, queries=[QUERY])


@pytest.fixture
def hostile(odd, cast, boris):
    """A source that offers one query and then misbehaves."""
    opens(cast)
    Source.set_up(by=cast.gleb, url=odd.url, key=KEY, seconds=1)

    def then(*answers):
        odd.answers = [CARD, *answers]

    return then


@pytest.mark.parametrize("slow", [waits, trickles])
def test_a_slow_query_is_cut_off_and_the_card_stays(boris, ticket, odd, hostile, slow):
    hostile(slow(odd))
    page = post(boris, ticket, PLACE)
    assert page.status_code == 422
    assert "Ответа нет: наша система отвечает слишком медленно" in text(page)
    assert (Inquiry.objects.get().state, Inquiry.objects.get().error) == ("failed", "slow")
    assert Source.objects.get().failing_since is None
    assert AuditEntry.objects.filter(code="inquiry.asked").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ((200, JSON, b'{"contract": 1, "text": "' + b"x" * 300_000 + b'"}'), "слишком большой"),
        ((200, JSON, b"[1]"), "не такой, как в договорённости"),
        ((200, {"Content-Type": "text/html"}, b"<html>Login</html>"), "не такой, как в договорённости"),
        ((403, JSON, b"{}"), "не принимает ключ"),
        ((500, JSON, b"{}"), "ошибка"),
        ((302, {"Location": "https://evil.example/"}, b""), "другое место"),
    ],
    ids=["huge", "list", "html", "key", "broken", "redirect"],
)
def test_whatever_comes_the_form_says_why(boris, ticket, hostile, wrong, words):
    hostile(wrong)
    page = post(boris, ticket, PLACE)
    assert page.status_code == 422
    assert words in text(page)
    assert Inquiry.objects.get().state == "failed"


def test_an_answer_is_bounded_and_its_markup_is_shown_as_typed(boris, ticket, hostile):
    evil = "<script>alert(1)</script>"
    columns = [{"name": evil}, {"name": "Число", "type": "number"}, {"name": "Адрес", "type": "link"}]
    rows = [[evil, "1", "javascript:alert(2)"], ["a"], "row", [None, "NaN", "https://ok.example/"]]
    rows += [["x" * 1000, 2, None]] * 100
    hostile(answer(text="<b>Жирно</b>\nи ещё", columns=columns, rows=rows))
    page = post(boris, ticket, PLACE)
    html = page.content.decode()
    assert "<script>" not in html
    assert "<b>Жирно" not in html
    assert "javascript:alert" not in html
    assert "&lt;b&gt;Жирно&lt;/b&gt;\nи ещё" in html
    assert "x" * 300 in html
    assert "x" * 301 not in html
    assert "Ещё 54 строки не показаны" in said(page)
    assert "4 части ответа не поняты" in said(page) or "4 части ответа не понято" in said(page)
    assert post(boris, ticket, f"{PLACE}answers/{Inquiry.objects.get().pk}/note/").status_code == 200
    assert len(note_of(ticket).body) < 21_000
    assert "<script>" not in opened_page(boris, ticket).split("<main", 1)[1].replace("<script src", "")


def test_an_answer_without_anything_says_so(boris, ticket, hostile):
    hostile(answer(columns=[{"name": "Когда"}], rows=[]))
    assert "Ничего не нашлось" in said(post(boris, ticket, PLACE))


@pytest.mark.parametrize(
    "query",
    [
        {"code": "../x", "name": "Имя"},
        {"code": "x"},
        {"code": "x", "name": "Имя", "parameters": [{"code": "a", "name": "А", "type": "file"}]},
        {"code": "x", "name": "Имя", "parameters": [{"code": "a", "name": "А", "type": "choice"}]},
        {"code": "x", "name": "Имя", "parameters": [{"code": "a", "name": "А"}] * 2},
        {"code": "x", "name": "Имя", "parameters": [{"code": f"a{n}", "name": "А"} for n in range(9)]},
        {"code": "x", "name": "Имя", "parameters": [{"code": "a", "name": "А", "type": "number", "min": 2, "max": 1}]},
        {"code": "x", "name": "Имя", "parameters": [{"code": "a", "name": "А", "max_length": 10**9}]},
        {"code": "x", "name": "Имя", "parameters": "all"},
        {"code": "x", "name": "Имя", "lines": [7]},
    ],
)
def test_a_query_with_a_piece_that_does_not_fit_is_left_out_as_a_whole(boris, ticket, odd, hostile, query):
    odd.answers = [answer(found=True, title="Здесь", queries=[query, QUERY])]
    source = Source.objects.get()
    account = looking.look(source, ticket).account
    assert [one.code for one in account.queries] == ["sessions"]
    assert account.left_out == ("queries[0]",)


def test_the_source_may_keep_a_query_for_some_lines(boris, ticket, odd, hostile):
    odd.answers = [answer(found=False, queries=[QUERY | {"lines": ["third"]}])]
    assert "Входы" not in said(fragment(boris, ticket))
    assert post(boris, ticket, PLACE).status_code == 409
    odd.answers = [answer(found=False, queries=[QUERY | {"lines": ["second"]}])]
    assert "Входы" in said(post(boris, ticket, "account/"))
    assert len(odd.asked) == 2


def test_while_two_wait_for_the_source_a_third_is_told_so_and_nothing_is_written(boris, ticket, hostile, cast):
    hostile(answer(text="x"))
    source = Source.objects.get()
    query = looking.look(source, ticket).account.queries[0]
    with looking.slot(), looking.slot(), pytest.raises(Refused, match=r"inquiry\.busy"):
        inquiring.run(source, ticket, query, {}, by=cast.boris)
    assert not Inquiry.objects.exists()
    assert inquiring.run(source, ticket, query, {}, by=cast.boris).answer.text == "x"


def test_after_half_an_hour_the_answer_is_gone_and_says_so(boris, ticket, hostile, time):
    hostile(answer(text="x"))
    post(boris, ticket, PLACE)
    inquiry = Inquiry.objects.get()
    assert inquiring.answered(inquiry).text == "x"
    time.passes(minutes=31)
    with pytest.raises(Stale):
        inquiring.answered(inquiry)


def test_what_leaves_is_signed_and_says_who_asks_what(boris, ticket, odd, hostile, cast):
    parameters = [{"code": "limit", "name": "Порог", "type": "number"}, {"code": "word", "name": "Слово"}]
    odd.answers = [answer(found=True, queries=[QUERY | {"parameters": parameters}]), answer(text="x")]
    post(boris, ticket, PLACE, **{"q-limit": "12.50", "q-word": ""})
    asked = json.loads(odd.asked[1][1])
    assert (asked["ask"], asked["query"], asked["parameters"]) == ("query", "sessions", {"limit": "12.5"})
    assert asked["by"] == {"id": cast.boris.pk, "name": cast.boris.name}
    assert asked["ticket"] == ticket.number


def test_not_too_often(boris, ticket, odd, hostile):
    hostile(answer(text="x"))
    for _ in range(20):
        assert post(boris, ticket, PLACE).status_code == 200
    assert "Слишком часто" in text(post(boris, ticket, PLACE))


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(["text", "columns", "rows", "queries"]), anything | st.lists(anything, max_size=4))
)
def test_no_answer_breaks_the_reader_of_answers(told):
    found = querying.answer(told)
    assert len(found.text) <= querying.LONGEST_TEXT
    assert all(len(row) == len(found.columns) for row in found.rows)


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=400) | st.none() | st.integers(), max_size=3), max_size=60))
def test_a_table_never_shifts_a_cell_into_another_column(rows):
    found = querying.answer({"columns": [{"name": "А"}, {"name": "Б", "type": "number"}], "rows": rows})
    whole = [row for row in rows[: querying.MOST_ROWS] if len(row) == 2]
    assert len(found.rows) == len(whole)
    assert found.more == max(0, len(rows) - querying.MOST_ROWS)
    for shown, (first, second) in zip(found.rows, whole, strict=True):
        assert shown[0] is None or isinstance(shown[0], str)
        assert shown[1] is None or str(second) == str(shown[1]) or float(second) == float(shown[1])
        assert first not in (None, "") or shown[0] is None
