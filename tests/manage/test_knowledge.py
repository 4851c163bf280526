"""Rooms of knowledge: what to write, and how far likeness can be trusted (E5, B7)."""

import pytest

from otklik.kernel import jobs
from otklik.knowledge import embedding, missing
from otklik.knowledge.models import Trust, Unanswered
from tests.knowledge.shelf import publish
from tests.knowledge.test_suggesting import solve
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db


def test_what_was_looked_for_in_vain_begins_an_article_or_is_put_aside(client, cast):
    missing.note("факсимиле печати", "ru")
    client.force_login(cast.anna)
    page = client.get("/manage/missing/").content.decode()
    assert "факсимиле печати" in page
    fresh = client.get("/manage/articles/new/", {"title": "факсимиле печати"}).content.decode()
    assert 'value="факсимиле печати"' in fresh
    client.post(f"/manage/missing/{Unanswered.objects.get().pk}/settlement/")
    assert "факсимиле" not in client.get("/manage/missing/").content.decode()


def test_groups_of_requests_and_hours_saved_are_told(client, cast, django_assert_max_num_queries):
    for number in range(3):
        solve(opened(cast.vera, f"не приходят письма от банка, раз {number}"), "Убрали", cast.anna, cast.vera)
    jobs.run_due()
    missing.prevented(publish(), "ru", by=cast.vera)
    client.force_login(cast.anna)
    with django_assert_max_num_queries(30):
        page = client.get("/manage/missing/").content.decode()
    assert "3 похожих решённых обращения" in page
    assert "0,2 ч" in page or "0,3 ч" in page


def test_progress_and_trust_are_shown(client, cast):
    opened(cast.vera)
    embedding.advance()
    client.force_login(cast.boris)
    page = client.get("/manage/likeness/").content.decode()
    assert "letters@1" in page
    assert "Ещё ничего не измерено" in page
    Trust.objects.create(
        encoder="letters@1", examined=120, first=0.8, third=0.94, threshold=0.4, accuracy=0.96, coverage=0.5
    )
    page = client.get("/manage/likeness/").content.decode()
    assert "верна в 80 %" in page
    assert "из них верны 96 %" in page
    assert client.post("/manage/likeness/examination/").status_code == 303
    assert Trust.objects.count() == 2
