"""A node whose keys are not those of the database does not start."""

import pytest

from otklik.kernel.belonging import Foreign, belong
from otklik.kernel.keys import Keys, load

FIRST, SECOND, OTHER = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def keys(settings, db):
    def have(**encryption):
        settings.KEYS = Keys(session="s", encryption=encryption)

    return have


def test_the_first_start_notes_the_keys_and_another_machine_with_others_is_refused(keys):
    keys(a=FIRST)
    belong()
    belong()
    keys(a=OTHER)
    with pytest.raises(Foreign, match="keys"):
        belong()
    keys(a=FIRST)
    belong()


def test_a_key_that_is_added_is_known_from_then_on(keys):
    keys(a=FIRST)
    belong()
    keys(a=FIRST, b=SECOND)
    belong()
    keys(b=SECOND)
    belong()


def test_keys_are_made_once_and_only_for_their_owner(tmp_path):
    made = load(tmp_path / "secret" / "keys.json")
    assert load(tmp_path / "secret" / "keys.json") == made
    assert (tmp_path / "secret" / "keys.json").stat().st_mode & 0o777 == 0o600
