"""The proofs in our own addresses (research: mail, §3.1 and §3.3)."""

import pytest

from otklik.channels.email import tokens


def test_the_envelope_sender_names_its_delivery_and_proves_it() -> None:
    address = tokens.bounce_address("support@prichal.example", 311)
    assert tokens.bounced_delivery(address.upper()) == 311
    assert tokens.tag_in(address) is None


@pytest.mark.parametrize("damage", [("+b311.", "+b312."), ("@prichal", "a@prichal"), ("+b311.", "+b311.b")])
def test_a_forged_envelope_sender_names_nothing(damage: tuple[str, str]) -> None:
    assert tokens.bounced_delivery(tokens.bounce_address("support@prichal.example", 311).replace(*damage)) is None


def test_an_address_that_would_be_too_long_stays_as_it_is() -> None:
    base = f"{'x' * 60}@prichal.example"
    assert tokens.bounce_address(base, 311) == base
