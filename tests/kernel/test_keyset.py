from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.kernel import clock, keyset
from otklik.kernel.jobs import FailedJob

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ORDERS = [["at"], ["-at"], ["task", "-at"], ["-attempts", "task", "at"], ["id"], ["-id"], []]


def fill(count, **more):
    return FailedJob.objects.bulk_create(
        FailedJob(task="ab"[place % 2], attempts=place % 3, at=NOON + timedelta(seconds=place % 5), **more)
        for place in range(count)
    )


def pages(queryset, **how):
    page = keyset.page(queryset, **how)
    yield page
    while page.next:
        page = keyset.page(queryset, cursor=page.next, **how)
        yield page


def _as_values(rows):
    return rows.values("id", "task", "attempts", "at")


def _as_they_are(rows):
    return rows


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.integers(0, 3)), max_size=12),
    order=st.sampled_from(ORDERS),
    size=st.integers(1, 5),
    as_values=st.booleans(),
    dressed=st.booleans(),
)
def test_f14_pages_forward_and_backward_are_the_plain_sort(rows, order, size, as_values, dressed):
    FailedJob.objects.all().delete()
    FailedJob.objects.bulk_create(
        FailedJob(task=task, attempts=attempts, at=NOON + timedelta(microseconds=moved))
        for task, attempts, moved in rows
    )
    queryset = FailedJob.objects.values("id", "task", "attempts", "at") if as_values else FailedJob.objects.all()
    id_ = "-id" if order and order[-1].startswith("-") else "id"
    plain = list(queryset.order_by(*order, id_))
    how = {"order": order, "size": size}
    if dressed:
        queryset, how["dress"] = FailedJob.objects.all(), _as_values if as_values else _as_they_are
    forward = list(pages(queryset, **how))
    assert [row for page in forward for row in page.rows] == plain
    page, backward = forward[-1], [forward[-1].rows]
    while page.previous:
        page = keyset.page(queryset, cursor=page.previous, **how)
        backward.append(page.rows)
    assert [row for rows in reversed(backward) for row in rows] == plain
    assert page.next or len(plain) <= size


def test_rows_that_arrive_meanwhile_neither_repeat_nor_push_out_others():
    first = fill(6)
    page = keyset.page(FailedJob.objects.all(), order=["-at"], size=3)
    FailedJob.objects.create(task="new", attempts=1, at=NOON + timedelta(hours=1))
    second = keyset.page(FailedJob.objects.all(), order=["-at"], size=3, cursor=page.next)
    assert {row.pk for row in [*page.rows, *second.rows]} == {row.pk for row in first}


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: "x" + c, lambda c: "nonsense", lambda c: "\0é"])
def test_f14_a_changed_cursor_shows_the_first_page(change):
    fill(6)
    first = keyset.page(FailedJob.objects.all(), order=["at"], size=3)
    again = keyset.page(FailedJob.objects.all(), order=["at"], size=3, cursor=change(first.next))
    assert again.rows == first.rows


@pytest.mark.parametrize("other", [{"view": "b", "order": ["at"]}, {"view": "a", "order": ["-at"]}])
def test_f14_a_cursor_belongs_to_its_view(other):
    fill(6)
    cursor = keyset.page(FailedJob.objects.all(), order=["at"], size=3, view="a").next
    assert keyset.page(FailedJob.objects.all(), size=3, cursor=cursor, **other).previous is None


def test_f14_deeper_pages_know_when_the_first_one_was_shown(time):
    fill(6)
    shown = time.stands(clock.now())
    first = keyset.page(FailedJob.objects.all(), order=["at"], size=3)
    time.passes(minutes=5)
    assert keyset.page(FailedJob.objects.all(), order=["at"], size=3, cursor=first.next).as_of == first.as_of == shown


def test_when_everything_behind_a_cursor_is_gone_the_list_begins_anew():
    rows = fill(4)
    cursor = keyset.page(FailedJob.objects.all(), order=["id"], size=2).next
    FailedJob.objects.filter(pk__in=[row.pk for row in rows[2:]]).delete()
    assert keyset.page(FailedJob.objects.all(), order=["id"], size=2, cursor=cursor).rows == rows[:2]


def test_a_column_with_nulls_cannot_be_paged_by():
    fill(4)
    with pytest.raises(ValueError, match="null"):
        keyset.page(FailedJob.objects.all(), order=["solved_at"], size=2)


def test_an_empty_list_has_one_empty_page():
    page = keyset.page(FailedJob.objects.none(), order=["at"], size=2)
    assert (page.rows, page.next, page.previous) == ([], None, None)


def test_a_page_is_one_query(django_assert_num_queries):
    fill(6)
    with django_assert_num_queries(1):
        keyset.page(FailedJob.objects.all(), order=["at"], size=3)
