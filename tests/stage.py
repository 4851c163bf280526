"""The scene that the walk and the browser look at: requests of two companies, a canary in every secret field."""

from datetime import timedelta

from otklik.conduct import noting
from otklik.kernel import clock
from otklik.tickets import attaching, drafting, reminding
from otklik.tickets.models import SavedView
from otklik.tickets.models.protecting import Given
from otklik.tickets.opening import open_ticket
from tests import canaries
from tests.cast import everybody
from tests.desk import stories
from tests.knowledge import shelf as knowledge

NUMBER, FOREIGN_NUMBER = 4812, 4813
"""Vera's request, which anna has accepted; the head of another company's, which nobody has."""


STORIES = 4821
"""Where the requests of tests/desk/stories.py begin."""


def set_up() -> None:
    """Let it happen an hour ago, by the verbs that the product has."""
    with clock.at(clock.now() - timedelta(hours=1)):
        _happen()


def _happen() -> None:
    cast = everybody()
    type(cast.vera).objects.filter(pk=cast.vera.pk).update(note=canaries.PERSON.word)
    ticket = open_ticket(
        customer=cast.vera,
        subject=canaries.SUBJECT.word,
        body="Сайт не открывается с утра",
        number=NUMBER,
        files=[attaching.attach(b"error 503", "журнал.txt", by=cast.vera)],
        letter={"html": f"<p>Сайт не открывается с <b>утра</b>, {canaries.LETTER.word}</p>"},
    )
    ticket.accept(by=cast.anna)
    ticket.hand_secret("Пароль от хостинга", Given(canaries.SECRET.word), by=cast.vera)
    ticket.note(by=cast.anna, body=f"Пароль: {canaries.PASTED.word}")
    ticket.reply(by=cast.anna, body=f"Смотрим журнал, {canaries.REPLY.word}")
    noted = attaching.attach(b"%PDF-1.4 journal", f"{canaries.NOTED_FILE.word}.pdf", by=cast.anna)
    ticket.note(by=cast.anna, body=f"Похоже на диск, {canaries.NOTE.word}", files=[noted])
    ticket.propose(by=cast.anna, body="Диск заменили, проверьте")
    ticket.note_privately(by=cast.vera, body=f"Паша, проверь оплату, {canaries.PRIVATE.word}")
    drafting.keep(cast.anna, ticket, "reply", f"Диск заменили, {canaries.DRAFT.word}")
    reminding.remind(ticket, at=clock.now() + timedelta(days=1), by=cast.anna, text=canaries.REMINDER.word)
    noting.write(cast.vera, f"Пишет ночью, {canaries.CONDUCT.word}", by=cast.anna)
    SavedView.objects.create(owner=cast.anna, name=canaries.VIEW.word)
    open_ticket(customer=cast.rival, subject=canaries.FOREIGN.word, body="Не приходят письма", number=FOREIGN_NUMBER)
    knowledge.set_up()
    stories.all_of_them(STORIES)
