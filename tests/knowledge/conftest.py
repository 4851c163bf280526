"""An assistant beside us, set up."""

import pytest

from otklik.knowledge import assistant
from tests.knowledge.fake_model import KEY, MODEL, model_at


@pytest.fixture
def model(settings):
    """The fake; our own program may ask it although it is inside."""
    with model_at() as fake:
        settings.OUTSIDE_ALSO = frozenset([f"127.0.0.1:{fake.port}"])
        yield fake


@pytest.fixture
def set_up(model, cast):
    """`set_up(**changed)`: the administrator names the server."""

    def change(**changed):
        known = {"is_on": True, "address": model.url, "model": MODEL, "key": KEY, **changed}
        assistant.change({f"assistant.{name}": value for name, value in known.items()}, by=cast.gleb)

    change()
    return change
