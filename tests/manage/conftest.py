"""Who comes to the settings."""

import pytest

from otklik.kernel.audit import AuditEntry


@pytest.fixture
def gleb(signed_in, cast):
    """The administrator's browser."""
    return signed_in(cast.gleb)


@pytest.fixture
def boris(signed_in, cast):
    """The lead's."""
    return signed_in(cast.boris)


@pytest.fixture
def anna(signed_in, cast):
    """An agent's."""
    return signed_in(cast.anna)


@pytest.fixture
def last(db):
    """`last("status.changed")` is the newest entry of the audit with that code."""
    return lambda code: AuditEntry.objects.filter(code=code).latest("pk")
