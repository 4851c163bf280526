"""Wishes: two become one, the leads' list of a month, the owner hears of a release (R14)."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from otklik.development.models import Task
from otklik.kernel import clock, events, jobs
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.notices import mailing, waiting
from otklik.notices.models import Notice
from otklik.people import rights
from otklik.wishes import merging, recording, reviewing
from otklik.wishes.models import Asking, Review, Wish
from tests.clocks.test_norms import moscow
from tests.desk.asking import text
from tests.wishes.test_wishes import asks, now

pytestmark = pytest.mark.django_db
SECOND = datetime(2027, 3, 1, 5, 0, tzinfo=UTC)
"""A Monday, before anybody works."""


@pytest.fixture
def pair(cast):
    """The same wish, recorded twice."""
    return recording.record("Выгрузка в XLSX", by=cast.anna), recording.record("Отчёт в Excel", by=cast.boris)


def test_two_wishes_become_one_with_askers_words_and_task(cast, pair):
    one, other = pair
    asks(one, cast.vera, cast.anna)
    second = asks(other, cast.stranger, cast.anna)
    recording.decide(one, "planned", by=cast.boris, texts={("ru", "polite"): "Возьмём."})
    recording.change(one, by=cast.anna, public={"ru": "Выгрузка"})
    merging.merge(one, into=other, by=cast.anna)
    other = now(other)
    assert set(Asking.objects.filter(wish=other).values_list("person", flat=True)) == {cast.vera.pk, cast.stranger.pk}
    assert str(other.public) == "Выгрузка"
    assert [(d.state, d.say is not None) for d in other.decisions.all()] == [("planned", True)]
    assert not Wish.objects.open().filter(pk=one.pk).exists()
    recording.decide(other, "done", by=cast.boris, texts={("ru", "polite"): "Сделали.", ("uk", "polite"): "Зробили."})
    jobs.run_due()
    assert "Сделали" in now(Asking.objects.get(person=cast.vera).ticket).last_public_message.body
    assert now(second).last_public_message.body


def test_the_old_address_leads_to_the_one_that_stays_through_every_merge(signed_in, cast, pair):
    one, other = pair
    third = recording.record("Таблица", by=cast.anna)
    merging.merge(one, into=other, by=cast.anna)
    merging.merge(other, into=third, by=cast.anna)
    anna = signed_in(cast.anna)
    for old in (one, other):
        answer = anna.get(f"/desk/wishes/{old.pk}/")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/wishes/{third.pk}/")
    page = text(anna.get(f"/desk/wishes/{third.pk}/"))
    assert f"Пожелание {other.pk} присоединено к этому" in page
    listed = text(anna.get("/desk/wishes/?state=all"))
    assert "Таблица" in listed
    assert "Отчёт в Excel" not in listed


def test_it_is_merged_by_a_form_that_offers_those_that_look_alike(signed_in, cast, pair):
    one, other = pair
    alike = recording.record("Выгрузка в XLSX по дням", by=cast.anna)
    anna = signed_in(cast.anna)
    place = f"/desk/wishes/{one.pk}/merge/"
    assert "Выгрузка в XLSX по дням" in text(anna.get(place))
    for wrong in ({}, {"number": "999999"}, {"number": str(one.pk)}):
        page = anna.post(place, wrong)
        assert page.status_code == 422
        assert "Выберите другое" in text(page)
    assert anna.post(place, {"chosen": str(alike.pk), "number": str(other.pk)}).status_code == 303
    assert now(one).merged_into == other


def test_a_trainee_merges_nothing(signed_in, cast, pair):
    one, other = pair
    with pytest.raises(Forbidden):
        merging.merge(one, into=other, by=cast.misha)
    assert not cast.misha.may(rights.MERGE)


def test_what_is_decided_or_merged_or_itself_is_not_merged_and_nothing_is_lost(cast, pair):
    one, other = pair
    with pytest.raises(Refused, match=r"wish\.itself"):
        merging.merge(one, into=one, by=cast.anna)
    recording.decide(other, "declined", by=cast.boris, why="Нет")
    with pytest.raises(Refused, match=r"wish\.ended"):
        merging.merge(one, into=other, by=cast.anna)
    third = recording.record("Таблица", by=cast.anna)
    merging.merge(one, into=third, by=cast.anna)
    with pytest.raises(Stale):
        merging.merge(one, into=third, by=cast.anna)
    with pytest.raises(Stale):
        recording.change(one, by=cast.anna, title="Иначе")
    with pytest.raises(Stale):
        asks(one, cast.vera, cast.anna)
    assert now(third).merged_into is None


def at(day, hour=12, month=2):
    return clock.at(datetime(2027, month, day, hour, tzinfo=UTC))


def test_the_month_is_listed_on_its_first_working_day_once(cast):
    with at(10):
        wish = recording.record("Выгрузка в XLSX", by=cast.anna)
        asks(wish, cast.vera, cast.anna)
        asks(wish, cast.stranger, cast.anna)
        recording.decide(wish, "planned", by=cast.boris)
    with at(28):
        january = reviewing.review()
        assert (january.month.month, january.changed) == (1, 0)
    with clock.at(SECOND):
        assert reviewing.review() is None
    with at(1, month=3):
        review = reviewing.review()
        assert (review.month.isoformat(), review.changed) == ("2027-02-01", 1)
        assert reviewing.review() is None
        (change,) = reviewing.changes(review)
        assert (change.is_new, change.began, change.people, change.decisions) == (True, 2, 2, ("planned",))


def test_a_month_that_begins_with_days_off_waits_for_the_first_one_at_work(cast):
    with at(10, month=4):
        recording.record("Выгрузка", by=cast.anna)
    with at(2, month=5):  # Sunday, after a holiday on Saturday
        assert reviewing.review() is None
    with at(6, month=5):
        assert reviewing.review() is not None


def test_a_month_without_changes_is_told_to_nobody(cast):
    with at(1, month=3):
        review = reviewing.review()
        assert review.changed == 0
    assert not events.Event.objects.filter(code="wish.reviewed").exists()
    assert Review.objects.count() == 1


def test_every_lead_gets_a_notice_and_a_letter_with_counts(signed_in, cast):
    with at(10):
        wish = recording.record("Выгрузка в XLSX", by=cast.anna)
        asks(wish, cast.vera, cast.anna)
    with at(1, month=3):
        review = reviewing.review()
        waiting.tell()
        notice = Notice.objects.get(person=cast.boris, reason="wishes")
        assert notice.path == f"/desk/wishes/months/{review.pk}/"
        assert not Notice.objects.filter(person=cast.anna, reason="wishes").exists()
        mailing.mail(cast.boris)
        (letter,) = [one for one in mail.outbox if "пожелани" in one.subject]
        assert "Выгрузка в XLSX\nновое пожелание; попросил ещё 1 человек; всего просит 1 человек" in letter.body
        page = text(signed_in(cast.boris).get(notice.path))
    assert "Февраль 2027" in page
    assert "Выгрузка в XLSX новое пожелание" in page


def released(cast, wish):
    task = Task.objects.create(key="WEB-7", title="XLSX", created_at=clock.now())
    recording.change(wish, by=cast.anna, task=task)
    events.record("task.released", by=None, noun=task)


def test_the_owner_hears_when_the_task_is_released_and_one_notice_for_each_wish(cast, pair, time):
    time.stands(moscow(2026, 11, 16, 10))
    one, other = pair
    recording.change(other, by=cast.boris, owner=cast.anna)
    released(cast, one)
    events.record("wish.released", by=None, noun=other)
    waiting.tell()
    paths = {notice.path for notice in Notice.objects.filter(person=cast.anna, reason="wish")}
    assert paths == {f"/desk/wishes/{one.pk}/", f"/desk/wishes/{other.pk}/"}
    assert not Notice.objects.filter(person=cast.boris, reason="wish").exists()


def test_of_a_wish_that_was_decided_on_meanwhile_nobody_hears(cast, pair, time):
    time.stands(moscow(2026, 11, 16, 10))
    one, _other = pair
    released(cast, one)
    recording.decide(one, "declined", by=cast.boris, why="Нет")
    waiting.tell()
    assert not Notice.objects.filter(reason="wish").exists()
    assert not now(one).is_open


def test_the_chosen_state_is_marked(signed_in, cast):
    page = signed_in(cast.anna).get("/desk/wishes/?state=done").content.decode()
    assert page.count('class="chip" href="/desk/wishes/?state=done" aria-current="true"') == 1
