"""What the tests of the desk share."""

import re

import pytest

from otklik.desk import counting


@pytest.fixture(autouse=True)
def _counted_anew():
    """Figures are a second old at most, and another test was here a moment ago."""
    counting.forget()


@pytest.fixture
def anna(signed_in, cast):
    """Anna's browser."""
    return signed_in(cast.anna)


@pytest.fixture
def numbers():
    """`numbers(page)`: the requests of a page, from top to bottom."""
    return lambda page: [int(number) for number in re.findall(r'id="t-(\d+)"', page.content.decode())]
