"""The report of violations, its files, and «Мои нормативы» (R24, R25, H3)."""

import csv
import io
import re
import zipfile
from datetime import timedelta

import pytest

from otklik.clocks import excusing, norming, reporting, waking
from otklik.clocks.drafts import Draft
from otklik.clocks.models import Acknowledgement, Fault, Norm, Violation
from otklik.clocks.reporting import Key, Scope
from otklik.desk.written import harmless
from otklik.people.models import Level, Line, LineMembership
from otklik.routing import planning
from otklik.tickets.models import Status
from tests.clocks.test_norms import moscow, norm
from tests.desk.asking import text
from tests.desk.test_violations import LIST, MONDAY, shown
from tests.tickets.acting import opened

REPORT = LIST + "report/"
SCOPE = Scope(moscow(2026, 11, 1, 0), moscow(2026, 12, 1, 0))


@pytest.fixture
def boris(signed_in, cast):
    """Boris's browser."""
    return signed_in(cast.boris)


@pytest.fixture
def month(cast, time):
    """Two requests on Monday 16 November under 1, 2 and 4 hours. The first: anna half an hour, then oleg an hour and
    a half, degree II, then answered. The second: anna an hour, degree I, then a word that leaves the turn with her.
    """
    norm("in_work", 1, 2, 4)
    time.stands(MONDAY)
    first = opened(cast.vera)
    first.accept(by=cast.anna)
    time.passes(minutes=30)
    first.assign(to=cast.oleg, by=cast.anna)
    time.passes(minutes=95)
    waking.wake()
    first.reply(by=cast.oleg, body="Какой тариф?", end="asked")
    second = opened(cast.vera)
    second.accept(by=cast.anna)
    time.passes(minutes=65)
    waking.wake()
    second.reply(by=cast.anna, body="Смотрим", next_word_by=moscow(2026, 11, 16, 16))
    return [Violation.objects.get(ticket=ticket) for ticket in (first, second)]


def test_r25_violations_are_charged_by_shares_and_set_against_turns(cast, month):
    line = Line.objects.get(code="first").pk
    tallies = reporting.by_person(Violation.objects.all(), SCOPE)
    anna, oleg = tallies[Key(line, cast.anna.pk)], tallies[Key(line, cast.oleg.pk)]
    assert (anna.degrees, anna.turns) == ((1, 1, 0), 3)  # two accepted, one begun anew by her own word
    assert anna.parts == pytest.approx(1.25)
    assert anna.per_hundred == pytest.approx(100 * 1.25 / 3)
    assert (oleg.degrees, oleg.turns, oleg.parts) == ((0, 1, 0), 1, pytest.approx(0.75))


def test_each_violation_is_counted_once_by_status(cast, month):
    tallies = reporting.by_status(Violation.objects.all(), SCOPE)
    line, status = Line.objects.get(code="first").pk, Status.objects.of("in_work").pk
    assert tallies[Key(line, status)].degrees == (1, 1, 0)
    assert tallies[Key(line, status)].turns == 3
    assert tallies[Key(line, Status.objects.of("new").pk)].turns == 2


def test_an_answer_taken_back_began_no_turn(cast, time):
    time.stands(MONDAY)
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    time.passes(minutes=5)
    message = ticket.reply(by=cast.anna, body="Смотрим", next_word_by=moscow(2026, 11, 16, 16))
    key = Key(Line.objects.get(code="first").pk, cast.anna.pk)
    assert reporting.by_person(Violation.objects.none(), SCOPE)[key].turns == 2
    time.passes(seconds=3)
    ticket.take_back(message, by=cast.anna)
    assert reporting.by_person(Violation.objects.none(), SCOPE)[key].turns == 1


def test_excused_ones_are_apart_and_said_by_lead(cast, month, boris):
    excusing.excuse(month[0], reason="Авария", fault=Fault.OUTAGE, by=cast.boris)
    line = Line.objects.get(code="first").pk
    tally = reporting.by_person(Violation.objects.all(), SCOPE)[Key(line, cast.oleg.pk)]
    assert (tally.charged, tally.excused, tally.parts) == (0, 1, 0)
    given = reporting.leniency(Violation.objects.all())
    assert [(one.lead, one.fault, one.count, one.own) for one in given] == [(cast.boris.pk, "outage", 1, 0)]
    assert "Борис Королёв" in text(boris.get(REPORT))


def test_an_excuse_of_ones_own_time_is_named(cast, time):
    norm("in_work", 1)
    time.stands(MONDAY)
    opened(cast.vera).accept(by=cast.boris)
    time.passes(minutes=90)
    waking.wake()
    excusing.excuse(Violation.objects.get(), reason="Ждали", by=cast.boris)
    assert [one.own for one in reporting.leniency(Violation.objects.all())] == [1]


def test_h3_every_figure_opens_into_exactly_what_it_counts(cast, month, boris):
    excusing.excuse(month[1], reason="Авария", fault=Fault.OUTAGE, by=cast.boris)
    page = boris.get(REPORT).content.decode()
    links = re.findall(r'href="(/desk/violations/\?[^"]*)"[^>]*>([\d,]+)</a>', page)
    counted = [(url.replace("&amp;", "&"), int(number)) for url, number in links if "," not in number]
    assert len(counted) >= 6
    for url, number in counted:
        assert len(shown(boris.get(url))) == number, url


def test_the_report_narrows_and_says_when_there_is_nothing(cast, month, boris):
    page = text(boris.get(f"{REPORT}?person={cast.oleg.pk}"))
    assert "Олег Дёмин 1 0 1 0" in page
    assert "Анна Белова 3" not in page
    assert "За период ничего не было" in text(boris.get(f"{REPORT}?period=2026-01-01..2026-01-31"))
    assert "За период ничего не было" in text(boris.get(f"{REPORT}?line={Line.objects.get(code='second').pk}"))
    narrowed = boris.get(f"{REPORT}?status={Status.objects.of('in_work').pk}&period=month").content.decode()
    assert f"status={Status.objects.of('in_work').pk}" in narrowed


def test_the_report_is_for_leads(cast, anna, month):
    assert anna.get(REPORT).status_code == 403
    assert anna.get(REPORT + "csv/").status_code == 403


def test_the_cost_of_the_report_does_not_grow(cast, month, boris, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        boris.get(REPORT)


def test_csv_reads_as_the_page(cast, month, boris):
    response = boris.get(REPORT + "csv/?period=month")
    assert response["Content-Disposition"].endswith('.csv"')
    content = response.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    oleg = next(row for row in rows if row[1] == "Олег Дёмин")
    assert oleg[2:] == ["1", "0", "1", "0", "0,75", "75,0", "0"]


def test_a_workbook_has_its_sheets_and_no_formula(cast, month, boris):
    type(cast.oleg).objects.filter(pk=cast.oleg.pk).update(name='=HYPERLINK("http://evil.example")')
    response = boris.get(REPORT + "xlsx/")
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        words = book.read("xl/sharedStrings.xml").decode()
    assert len(sheets) == 3
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert "=HYPERLINK" in words
    assert boris.get(REPORT + "pdf/").status_code == 404
    assert "'=HYPERLINK" in boris.get(REPORT + "csv/").content.decode()


@pytest.mark.parametrize("said", ["=1+1", "+7 912", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_of_a_csv_is_a_formula(said):
    assert harmless(said) == f"'{said}"
    assert harmless("Анна =") == "Анна ="


@pytest.fixture
def coming(cast, time):
    """From 21 November a norm of an hour instead of two; it is the 17th."""
    norm("new", 2)
    time.stands(moscow(2026, 11, 17, 12))
    draft = Draft(Status.objects.of("new"), None, (timedelta(hours=1),))
    return norming.set_norm(draft, by=cast.boris, valid_from=moscow(2026, 11, 21, 0))


def test_r24_everybody_reads_what_changes_and_says_so(coming, cast, anna):
    page = anna.get("/desk/norms/").content.decode()
    assert "2 ч" in text(page)
    assert re.search(r"<span>Мои нормативы</span><span class=\"count\"[^>]*>1<", page)
    assert "с 21 ноября" in text(page)
    assert anna.post("/desk/norms/reading/", {"norm": [str(coming.pk), "чепуха"]}).status_code == 303
    assert Acknowledgement.objects.get().person == cast.anna
    page = anna.get("/desk/norms/").content.decode()
    assert "прочитано:" in page
    assert 'name="norm"' not in page


def test_what_was_not_shown_is_not_read(coming, cast, anna):
    anna.post("/desk/norms/reading/", {"norm": []})
    assert not Acknowledgement.objects.exists()


def test_a_norm_taken_back_is_no_longer_news(coming, cast, anna):
    norming.withdraw(coming, by=cast.boris)
    assert "Что меняется" not in text(anna.get("/desk/norms/"))
    anna.post("/desk/norms/reading/", {"norm": [str(coming.pk)]})
    assert not Acknowledgement.objects.exists()


def test_a_norm_that_has_come_is_news_for_a_month(coming, anna, time):
    time.stands(moscow(2026, 12, 10, 12))
    assert "действует с 21 ноября" in text(anna.get("/desk/norms/"))
    time.stands(moscow(2026, 12, 25, 12))
    assert "Что меняется" not in text(anna.get("/desk/norms/"))


def test_a_line_with_norms_of_its_own_shows_them(cast, anna):
    norm("new", 2)
    norm("new", 5, line=Line.objects.get(code="first"))
    page = text(anna.get("/desk/norms/"))
    assert "5 ч" in page
    assert "2 ч" not in page
    assert Norm.objects.count() == 2


def test_the_report_is_narrowed_by_degree_while_turns_stay_all(boris, cast, month):
    """Oleg's two turns stand beside no violation of degree I; every figure leads to that degree."""
    page = boris.get(REPORT, {"degree": "1"})
    shown_text, links = (
        text(page),
        re.findall(r'href="(/desk/violations/\?[^"]*state=charged[^"]*)"', page.content.decode()),
    )
    assert links
    assert all("degree=1" in link for link in links)
    assert {one for link in links for one in shown(boris.get(link.replace("&amp;", "&")))} == {month[1].pk}
    assert re.search(r"Анна Белова 3 1 0 0 1 ", shown_text)
    assert re.search(r"Олег Дёмин \d+ 0 0 0 0 ", shown_text)


@pytest.fixture
def learner(cast, time):
    """Anna is a novice when she breaks a norm of novices, one hour, on Monday 16 November."""
    time.stands(MONDAY)
    membership = LineMembership.objects.get(line__code="first", person=cast.anna)
    planning.set_skills(membership, level=Level.NOVICE, by=cast.boris)
    norm("in_work", 8)
    novices = norm("in_work", 1)
    Norm.objects.filter(pk=novices.pk).update(level=Level.NOVICE)
    opened(cast.vera).accept(by=cast.anna)
    time.passes(minutes=65)
    waking.wake()
    return Violation.objects.get()


def test_r21_a_novice_and_a_lead_see_what_is_not_charged(cast, learner, boris, signed_in):
    tag = "не засчитывается, первые два уровня: Анна Белова"
    for browser in (boris, signed_in(cast.anna)):
        assert tag in text(browser.get(LIST))
        page = text(browser.get(f"{LIST}{learner.pk}/"))
        assert tag in page
        assert "уровень: новичок" in page
    page = boris.get(REPORT).content.decode()
    assert "state=excused" in page
    assert "state=charged" not in page
    assert shown(boris.get(f"{LIST}?person={cast.anna.pk}&state=excused")) == [learner.pk]
    assert shown(boris.get(f"{LIST}?person={cast.anna.pk}&state=charged")) == []


def test_r21_everybody_reads_the_norm_of_their_own_level(cast, learner, signed_in):
    hers, his = (text(signed_in(one).get("/desk/norms/")) for one in (cast.anna, cast.oleg))
    assert "уровень: новичок" in hers
    assert "уровень: новичок" not in his
