"""Drafts, uploads, reminders and mentions: what a person has beside what they said."""

from datetime import timedelta

import pytest
from markupsafe import Markup

from otklik.kernel import clock
from otklik.kernel.files import FileTooLarge
from otklik.kernel.models import Event
from otklik.kernel.verbs import Refused
from otklik.notices import telling
from otklik.notices.models import Reason
from otklik.people.models import Person
from otklik.tickets import attaching, drafting, jobs, mentioning, reminding
from otklik.tickets.models import Attachment, Draft, Ticket
from tests.tickets.acting import opened


@pytest.fixture
def ticket(cast):
    return opened(cast.vera)


def test_each_mode_keeps_a_text_of_its_own(cast, ticket):
    drafting.keep(cast.anna, ticket, "reply", "Здравствуйте")
    drafting.keep(cast.anna, ticket, "note", "Клиент сложный")
    drafting.keep(cast.oleg, ticket, "reply", "Чужой")
    kept = drafting.kept(cast.anna, ticket)
    assert {mode: draft.body for mode, draft in kept.items()} == {"reply": "Здравствуйте", "note": "Клиент сложный"}


def test_a_file_for_a_note_waits_with_the_note_alone(cast, ticket):
    mine, foreign = (attaching.attach(b"text", "a.txt", by=person) for person in (cast.anna, cast.oleg))
    drafting.keep_files(cast.anna, ticket, "note", [mine.pk, foreign.pk])
    assert {mode: draft.choices for mode, draft in drafting.kept(cast.anna, ticket).items()} == {
        "note": {"files": [mine.pk]}
    }
    drafting.keep(cast.anna, ticket, "note", "")
    assert drafting.kept(cast.anna, ticket)
    drafting.keep_files(cast.anna, ticket, "note", [])
    assert not drafting.kept(cast.anna, ticket)


def test_an_emptied_draft_is_forgotten(cast, ticket):
    drafting.keep(cast.anna, ticket, "reply", "Здравствуйте")
    drafting.keep(cast.anna, ticket, "reply", "  \n")
    assert not Draft.objects.exists()


def test_a_draft_of_an_unknown_mode_is_refused(cast, ticket):
    with pytest.raises(Refused):
        drafting.keep(cast.anna, ticket, "shout", "Здравствуйте")


def test_an_upload_belongs_to_its_owner_until_it_is_sent(cast, ticket):
    file = attaching.attach(b"%PDF-1.7 ...", "../счёт.pdf", by=cast.anna)
    assert file.name == "счёт.pdf"
    assert list(Attachment.objects.visible_to(cast.anna)) == [file]
    assert not Attachment.objects.visible_to(cast.boris)
    assert attaching.waiting([file.pk], by=cast.oleg) == []
    ticket.note(by=cast.anna, body="", files=attaching.waiting([file.pk], by=cast.anna))
    assert list(Attachment.objects.visible_to(cast.boris)) == [file]
    assert attaching.waiting([file.pk], by=cast.anna) == []


def test_what_was_sent_cannot_be_thrown_away(cast, ticket):
    file = attaching.attach(b"text", "a.txt", by=cast.anna)
    ticket.note(by=cast.anna, body="", files=[file])
    attaching.discard(file, by=cast.anna)
    assert Attachment.objects.count() == 1


def test_an_upload_that_nobody_sent_goes_after_two_weeks(cast, ticket, time):
    sent, kept = (attaching.attach(b"text", name, by=cast.anna) for name in ("a.txt", "b.txt"))
    ticket.note(by=cast.anna, body="", files=[sent])
    time.passes(days=13)
    assert attaching.sweep() == 0
    time.passes(days=2)
    assert attaching.sweep() == 1
    assert list(Attachment.objects.all()) == [sent]
    assert kept.pk != sent.pk


def test_a_file_that_is_too_large_is_refused(cast, monkeypatch):
    monkeypatch.setattr("otklik.kernel.files.store.__kwdefaults__", {"limit": 10})
    with pytest.raises(FileTooLarge):
        attaching.attach(b"x" * 11, "a.txt", by=cast.anna)


def test_a_reminder_reaches_its_person_and_changes_nothing(cast, ticket, time):
    """R19."""
    before = ticket.state()
    reminding.remind(ticket, at=clock.now() + timedelta(hours=1), by=cast.anna, text="Спросить про диск")
    jobs.remind_due()
    assert not Event.objects.filter(code="reminder.came").exists()
    time.passes(hours=2)
    jobs.remind_due()
    jobs.remind_due()
    event = Event.objects.get(code="reminder.came")
    assert [(one.person, one.reason) for one in telling.tell(event)] == [(cast.anna, Reason.REMINDED)]
    assert Ticket.objects.get(pk=ticket.pk).state() == before


def test_a_reminder_in_the_past_is_refused(cast, ticket):
    with pytest.raises(Refused):
        reminding.remind(ticket, at=clock.now() - timedelta(minutes=1), by=cast.anna)


def test_nobody_takes_away_a_foreign_reminder(cast, ticket):
    reminder = reminding.remind(ticket, at=clock.now() + timedelta(hours=1), by=cast.anna)
    reminding.forget(reminder, by=cast.boris)
    reminder.refresh_from_db()
    assert reminder.done_at is None


def people(*names):
    return [Person(pk=pk, name=name) for pk, name in enumerate(names, 1)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Анна Белова посмотри", ["Анна Белова"]),
        ("@Олег, посмотри", ["Олег Дёмин"]),
        ("посмотри, @олег дёмин", ["Олег Дёмин"]),
        ("@Анна", []),  # two of them
        ("@Олегу это знать незачем", []),
        ("пишите на help@Олег.example", []),
        ("нет никого", []),
        ("@Олег и @Анна Белова", ["Олег Дёмин", "Анна Белова"]),
    ],
)
def test_an_at_sign_and_a_name_call_a_colleague(text, found):
    staff = people("Анна Белова", "Анна Серова", "Олег Дёмин")
    assert [person.name for person in mentioning.mentioned(text, staff)] == found


def test_a_called_name_is_marked_and_nothing_else_is():
    html = Markup('<p>@Олег, <a href="https://t.me/@Олег">@Олег Дёмин</a> help@Олег &lt;@Чужой&gt;</p>')
    mark = '<span class="mention">@{}</span>'.format
    assert mentioning.marked(html, ["Олег Дёмин"]) == (
        f'<p>{mark("Олег")}, <a href="https://t.me/@Олег">{mark("Олег Дёмин")}</a> help@Олег &lt;@Чужой&gt;</p>'
    )


def test_who_is_called_in_a_note_is_told_and_sees_the_request(cast, ticket):
    note = ticket.note(by=cast.anna, body="@Дана, глянь журнал")
    assert [(one.person, one.is_mention) for one in note.notifications.all()] == [(cast.dana, True)]
    assert Ticket.objects.visible_to(cast.dana).filter(pk=ticket.pk).exists()
