"""An article whose day has come is named to its owner, once, while they are at work (E1)."""

from datetime import UTC, date, datetime

import pytest

from otklik.kernel import clock
from otklik.kernel.events import Event
from otklik.knowledge import arranging, minding
from otklik.notices import waiting
from otklik.notices.models import Notice
from tests.knowledge import shelf

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2027, 3, 2, 12, tzinfo=UTC)


def owned(cast, day, owner=None):
    article = shelf.publish()
    arranging.place(
        article,
        section=shelf.section(),
        visibility="everyone",
        owner=owner or cast.anna,
        review_by=day,
        by=cast.boris,
    )
    return article


def test_the_owner_is_told_once_and_again_of_another_day(cast, signed_in):
    article = owned(cast, date(2027, 3, 2))
    with clock.at(TUESDAY.replace(day=1)):
        assert minding.mind() == 0
    with clock.at(TUESDAY):
        assert (minding.mind(), minding.mind()) == (1, 0)
        waiting.tell()
        notice = Notice.objects.get(reason="article")
        assert (notice.person, notice.path) == (cast.anna, "/manage/articles/?only=review")
        assert shelf.TITLE in signed_in(cast.anna).get(notice.path).content.decode()
        assert "пора проверить" in signed_in(cast.anna).get("/desk/notices/").content.decode().lower()
    arranging.place(
        article,
        section=shelf.section(),
        visibility="everyone",
        owner=cast.anna,
        review_by=date(2027, 3, 3),
        by=cast.boris,
    )
    with clock.at(TUESDAY.replace(day=3)):
        assert minding.mind() == 1


def test_nobody_is_told_of_what_was_looked_at_meanwhile_or_has_no_owner(cast):
    article = owned(cast, date(2027, 3, 2))
    with clock.at(TUESDAY):
        minding.mind()
        arranging.place(article, section=shelf.section(), visibility="everyone", owner=cast.anna, by=cast.boris)
        waiting.tell()
    assert not Notice.objects.filter(reason="article").exists()
    arranging.place(
        article, section=shelf.section(), visibility="everyone", review_by=date(2027, 3, 1), owner=None, by=cast.boris
    )
    with clock.at(TUESDAY):
        assert minding.mind() == 0
    assert Event.objects.filter(code="article.due").count() == 1
