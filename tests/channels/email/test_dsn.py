"""Bounces are told from letters, whichever server wrote them (research: mail, §3.3)."""

import pytest

from otklik.channels.email import parsing
from tests.channels.email.returned import PEOPLE, RETURNED


@pytest.mark.parametrize("server", RETURNED)
def test_a_letter_that_came_back_is_a_bounce(server: str) -> None:
    raw, status = RETURNED[server]
    letter = parsing.read(raw)
    assert letter.bounce
    assert letter.bounce.recipient.startswith("vera@")
    if status:
        assert letter.bounce.status == status
    assert letter.bounce.action == ("delayed" if server == "exim delays" else "failed")
    assert not letter.auto_submitted
    if b"<ours@" in raw:
        assert letter.bounce.message_id == "ours@prichal.example"


@pytest.mark.parametrize("who", PEOPLE)
def test_what_people_write_about_bounces_is_none(who: str) -> None:
    assert parsing.read(PEOPLE[who]).bounce is None
