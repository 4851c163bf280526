"""What a process does with what it hears, without a server between."""

import asyncio

from otklik.live.hub import ROOM, Hub


def hub() -> Hub:
    return Hub()


def test_a_name_waits_once_however_often_it_was_said():
    mailbox = hub().join(["staff"])
    for name in ["desk", "ticket-1", "desk"]:
        mailbox.put(name)
    assert mailbox.take() == ["desk", "ticket-1"]
    assert mailbox.take() == []


def test_a_reader_who_is_too_slow_is_dropped():
    mailbox = hub().join(["staff"])
    for number in range(ROOM):
        mailbox.put(f"ticket-{number}")
    assert not mailbox.ended
    mailbox.put("one-too-many")
    assert mailbox.ended
    assert mailbox.wake.is_set()


def test_who_left_is_forgotten():
    ours = hub()
    mailbox = ours.join(["staff", "person-1"])
    ours.leave(mailbox)
    assert not ours._mailboxes


def test_who_comes_while_the_process_ends_is_sent_away():
    ours = hub()
    staying = ours.join(["staff"])
    ours.send_away()
    assert staying.ended
    assert ours.join(["staff"]).ended


def test_a_hub_that_never_reached_a_database_can_stop(settings, django_db_blocker):
    async def story():
        ours = hub()
        await ours.start()
        await ours.stop()

    asyncio.run(story())
