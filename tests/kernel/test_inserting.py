"""A row that may be there already."""

import pytest

from otklik.kernel.files import StoredFile
from otklik.kernel.inserting import insert_once

pytestmark = pytest.mark.django_db


def test_the_first_is_inserted_and_the_second_is_not(django_assert_num_queries):
    first, second = (StoredFile(sha256="a" * 64, size=size, mime="text/plain") for size in (1, 2))
    with django_assert_num_queries(2):
        assert insert_once(first)
        assert not insert_once(second)
    assert StoredFile.objects.get() == first
    assert StoredFile.objects.get().size == 1
    assert second.pk is None
    first.size = 3
    first.save()
    assert StoredFile.objects.get().size == 3
