"""The main job by e-mail, from the first letter to the last, through Dovecot and SMTP (issue: the core loop)."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from otklik.channels.email import connecting
from otklik.channels.email.fetching import Fetcher
from otklik.channels.models import Delivery, Inbound, Mailbox
from otklik.kernel import jobs
from otklik.people import identifying
from otklik.tickets.models import Message, Ticket
from tests.cast import Cast
from tests.channels.conftest import SUPPORT, by_imap
from tests.channels.email.letters import letter
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Server

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


class Post:
    """The mail between olga@new.example and support: her letters arrive in Dovecot, ours at the recording server."""

    def __init__(self, dovecot: Dovecot, user: str, smtp: Server, time: Any) -> None:
        self.dovecot, self.user, self.smtp, self.time = dovecot, user, smtp, time
        self.mailbox = Mailbox.add(by=None, **SUPPORT, smtp_port=smtp.port, **by_imap(user, dovecot))

    def bring(self, message: EmailMessage) -> Inbound:
        """A letter comes, is fetched and read."""
        to = str(message["To"].addresses[0].addr_spec)
        self.dovecot.deliver(self.user, message.as_bytes(), to=to.replace("support", self.user, 1))
        mailbox = Mailbox.objects.get(pk=self.mailbox.pk)
        box = connecting.opened(mailbox)
        Fetcher(mailbox.pk).fetch(mailbox, box)
        box.logout()
        jobs.run_due()

        return Inbound.objects.order_by("-id")[0]

    def take(self) -> EmailMessage:
        """The letter that leaves once the undo window is over."""
        before = len(self.smtp.recorder.letters)
        self.time.passes(seconds=30)
        jobs.run_due()
        (received,) = self.smtp.recorder.letters[before:]
        return received.letter


def answering(to: EmailMessage, text: str) -> EmailMessage:
    """An answer as a mail program writes it: below it the letter that it answers, quoted."""
    body = to.get_body(("plain",))
    quoted = "\n".join(f"> {line}" for line in str(body.get_content()).splitlines()) if body else ""
    return letter(
        f"{text}\n\nвт, 24 нояб. 2026 г. в 10:00, {to['From']} написал(а):\n\n{quoted}",
        sender="Ольга <olga@new.example>",
        to=str(to["Reply-To"]),
        subject=str(to["Subject"]),
        In_Reply_To=str(to["Message-ID"]),
        References=f"{to['References'] or ''} {to['Message-ID']}".strip(),
    )


def test_the_whole_loop_by_e_mail(cast: Cast, dovecot: Dovecot, imap_user: str, smtp: Server, time: Any) -> None:
    post = Post(dovecot, imap_user, smtp, time)
    first = letter("Не уходят письма", sender="Ольга <olga@new.example>", subject="Почта", Message_ID="<1@new.example>")
    ticket = post.bring(first).ticket
    assert ticket
    assert smtp.recorder.letters == []

    ticket.accept(by=cast.anna)
    ticket.note(by=cast.anna, body="канарейка")
    ticket.reply(by=cast.anna, body="Какая ошибка?", end="asked")
    asked = post.take()
    assert asked["In-Reply-To"] == "<1@new.example>"

    answer = post.bring(answering(asked, "Ошибка 550"))
    assert answer.ticket == ticket
    assert answer.message
    assert answer.message.body == "Ошибка 550"
    ticket.propose(by=cast.anna, body="Исправили запись SPF")
    proposed = post.take()
    assert proposed["Subject"] == asked["Subject"] == "Re: Почта"
    assert proposed["References"].split()[-1] == proposed["In-Reply-To"]

    refusal = post.bring(answering(proposed, "Нет, всё так же"))
    assert refusal.ticket == ticket
    ticket.refresh_from_db()
    ticket.reject_solution(by=cast.anna, reason="так же", words=refusal.message)
    ticket.propose(by=cast.anna, body="Исправили и DKIM")
    thanks = post.bring(answering(post.take(), "Спасибо, заработало"))
    ticket.refresh_from_db()
    assert ticket.is_open
    assert thanks.message
    ticket.close_in_words(thanks.message, by=cast.anna)

    assert Ticket.objects.count() == 1
    assert Inbound.objects.exclude(state="processed").count() == 0
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    olga = identifying.find("email", "olga@new.example")
    assert list(Ticket.objects.visible_to(olga)) == [ticket]
    assert not [sent for sent in smtp.recorder.letters if "канарейка" in sent.octets.decode()]


def test_a_late_answer_goes_on_in_a_new_request(
    cast: Cast, dovecot: Dovecot, imap_user: str, smtp: Server, time: Any
) -> None:
    """R9, by the old letter's mark."""
    post = Post(dovecot, imap_user, smtp, time)
    ticket = post.bring(letter("Раз", sender="Ольга <olga@new.example>")).ticket
    assert ticket
    ticket.propose(by=cast.anna, body="Вот")
    proposed = post.take()
    ticket.close("solved", by=cast.anna)
    time.passes(days=timedelta(days=20).days)
    later = post.bring(answering(proposed, "Опять не работает"))
    assert later.ticket
    assert later.ticket.continues == ticket
    assert Message.objects.filter(ticket=ticket).count() == 2
