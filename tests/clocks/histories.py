"""Histories of two requests at random, told in steps: what happens, to which, so many minutes later."""

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from tests.tickets.test_spans import DOINGS


def histories(staff: Iterable[str]) -> Any:
    """Up to fourteen steps, of requests and of `staff`, by name."""
    step = st.one_of(st.sampled_from(sorted(staff)), st.sampled_from(sorted(DOINGS)))
    return st.lists(st.tuples(step, st.integers(0, 2), st.integers(0, 400)), min_size=1, max_size=14)
