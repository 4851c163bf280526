"""Nothing is lost, nothing loops, nobody is written to by a machine, whatever is killed meanwhile (issue: mail)."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db.models import Sum

from otklik.channels import ledger
from otklik.channels.email import connecting
from otklik.channels.email.fetching import Fetcher
from otklik.channels.models import Comparison, Delivery, Fetched, Inbound, Mailbox, MailDay
from otklik.kernel import settings
from otklik.tickets.models import Message, Ticket
from tests.cast import Cast, everybody
from tests.channels.conftest import SUPPORT, by_imap
from tests.servers import dovecot as dovecots
from tests.servers import postfix as postfixes
from tests.servers import smtp as smtps
from tests.storm import house as houses
from tests.storm import post
from tests.storm.house import House
from tests.storm.post import Person, Robot, Sending

USER = "support"
MARK = re.compile(r"mark\d+x\d+x")


class Storm:
    """Real servers around a house that is killed; `people` write, some are answered, some of these answer."""

    def __init__(self, letters: int, place: Path, dovecot: dovecots.Dovecot, relay: smtps.Server) -> None:
        self.dovecot, self.relay, self.place, self.letters = dovecot, relay, place, letters
        self.people = [Person(number) for number in range(letters * 45 // 100)]
        self.robots = [Robot("honest", is_honest=True), Robot("liar", is_honest=False)]
        self.expected, self.restarts = 0, 0
        for person in self.people:
            if person.is_gone:
                relay.recorder.refused[person.email] = "550 5.1.1 no such user"

    def first(self) -> list[post.Sent]:
        """Everybody writes, some twice the same; machines and broken programs do too."""
        few = max(self.letters // 25, 3)
        letters = [person.writes() for person in self.people]
        letters += letters[:few]
        for kind in (post.broken, post.newsletter, post.strange_bounce):
            letters += [kind(number) for number in range(few)]
        return post.shuffled([*letters, *(robot.writes() for robot in self.robots)], 1)

    def answered(self) -> list[Person]:
        """Whom support answers: half of the people."""
        return self.people[: len(self.people) // 2 + 10]

    def second(self) -> list[post.Sent]:
        """Whoever got an answer answers; some are away, some answers come twice; robots answer everything."""
        got = [person for person in self.answered() if person.answer]
        answers = [person.answers() for person in got]
        few = max(len(got) // 10, 2)
        letters = [*answers, *answers[:few], *(person.is_away() for person in got[-few:])]
        for robot in self.robots:
            letters += [robot.writes(subject=f"Re: Заявка {number}") for number in range(6)]
            letters += [robot.writes(to=to) for to in self._answers_to(robot)]
        return post.shuffled(letters, 2)

    def _answers_to(self, robot: Robot) -> list[str]:
        return [str(one.letter["Reply-To"]) for one in self.relay.recorder.to(robot.email)]

    def restart(self) -> None:
        """Dovecot goes and comes back; letters wait in Postfix meanwhile."""
        self.dovecot.stop()
        self.restarts += 1
        self.dovecot.start()


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Callable[[int], tuple[Storm, postfixes.Postfix]]]:
    """Dovecot, Postfix and the relay."""
    try:
        with (
            dovecots.running() as dovecot,
            smtps.running(dovecots.free_port()) as relay,
            postfixes.running(lmtp=dovecot.lmtp, relay=relay.port) as postfix,
        ):
            yield lambda letters: (Storm(letters, tmp_path, dovecot, relay), postfix)
    except (dovecots.Missing, postfixes.Missing) as reason:
        pytest.skip(str(reason))


def wait(happened: Callable[[], object], house: House, seconds: float, what: str) -> None:
    """Wait for the thing itself; say what everybody said when it never comes."""
    for _ in range(int(seconds / 0.2)):
        if happened():
            return
        Event().wait(0.2)
    counted = Counter(Inbound.objects.values_list("state", "reason"))
    raise AssertionError(f"{what}: {Fetched.objects.count()} fetched, {dict(counted)}\n{house.said()}")


def blow(storm: Storm, house: House, port: int, letters: list[post.Sent], kills: list[int], restart: int) -> None:
    """Send letters; kill the house and restart Dovecot when so many percent of them have been fetched."""
    before = Fetched.objects.count()
    sending = Sending(port, letters)
    sending.start()
    blows = sorted(
        [(share, house.kill) for share in kills] + ([(restart, storm.restart)] if restart else []), key=_share
    )
    for share, strike in blows:
        wanted = before + len(letters) * share // 100
        wait(lambda wanted=wanted: Fetched.objects.count() >= wanted, house, 300, f"{share} %")  # type: ignore[misc]
        strike()
    sending.finish()
    storm.expected += len(letters)
    wait(lambda: Fetched.objects.count() >= storm.expected and _is_read(), house, 600, "all read")


def _share(blow: tuple[int, object]) -> int:
    return blow[0]


def _is_read() -> bool:
    return not Inbound.objects.unread().exists()


def answer(storm: Storm, house: House, cast: Cast, kills: int) -> None:
    """Anna answers half of the people and both robots; what cannot be delivered comes back as genuine bounces."""
    settings.change("tickets.undo_send", timedelta(), by=None)
    wanted = {person.email: person for person in storm.answered()}
    emails = [*wanted, *(robot.email for robot in storm.robots)]
    for ticket in Ticket.objects.filter(reply_to__normalised__in=emails).select_related("reply_to"):
        ticket.reply(by=cast.anna, body=f"Здравствуйте, смотрим. Обращение {ticket.number}")
    gone = sum(person.is_gone for person in wanted.values())
    if kills:
        enough = len(emails) // 3
        wait(lambda: len(storm.relay.recorder.letters) >= enough, house, 120, "answers leave")
        house.kill()
    wait(lambda: not Delivery.objects.unfinished().exists(), house, 300, "answers sent")
    wait(lambda: Delivery.objects.filter(state="bounced").count() == gone, house, 300, "bounces")
    storm.expected = Fetched.objects.count()
    wait(
        lambda: len({to for one in storm.relay.recorder.letters for to in one.recipients}) == len(emails) - gone,
        house,
        60,
        "answers arrive",
    )
    for one in storm.relay.recorder.letters:
        if person := wanted.get(one.recipients[0]):
            person.answer = one.letter


def judge(storm: Storm) -> dict[str, int]:
    """What must be true afterwards; the figures."""
    _every_word_once_in_its_request(storm)
    _nothing_automatic_left(storm)
    return _balanced(storm)


def _every_word_once_in_its_request(storm: Storm) -> None:
    found: dict[str, list[int]] = defaultdict(list)
    for ticket_id, body in Message.objects.values_list("ticket_id", "body"):
        for mark in MARK.findall(body):
            found[mark].append(ticket_id)
    tickets = dict(Ticket.objects.values_list("reply_to__normalised", "pk"))
    wrong = [
        (mark, found[mark], tickets.get(person.email))
        for person in storm.people
        for mark in person.marks
        if found[mark] != [tickets.get(person.email)]
    ]
    assert not wrong, f"{len(wrong)} letters are not exactly once in their request: {wrong[:5]}"
    owners = Counter(Ticket.objects.values_list("reply_to__normalised", flat=True))
    assert not [email for email, count in owners.items() if count > 1 and str(email).startswith("p")]


def _nothing_automatic_left(storm: Storm) -> None:
    assert not Delivery.objects.filter(message=None).exists()
    assert set(Delivery.objects.values_list("message__author__login", flat=True)) == {everybody().anna.login}
    ours = {delivery.octets() for delivery in Delivery.objects.select_related("raw")}
    for one in storm.relay.recorder.letters:
        assert one.octets.split(b"\r\n\r\n", 1)[1] in {raw.split(b"\r\n\r\n", 1)[1] for raw in ours}
    for robot in storm.robots:
        twice = Delivery.objects.filter(address=robot.email, may_have_been_sent_twice=True).count()
        assert 1 <= len(storm.relay.recorder.to(robot.email)) <= 1 + twice


def _balanced(storm: Storm) -> dict[str, int]:
    mailbox = Mailbox.objects.get()
    box = connecting.opened(mailbox)
    Fetcher(mailbox.pk).compare(mailbox, box)
    box.logout()
    ledger.reckon(ledger.today() - timedelta(days=1), ledger.today())
    names = ("taken", "again", "missed", "stored", "tickets", "notices", "copies", "aside", "parked", "unread")
    sums = MailDay.objects.aggregate(**{name: Sum(name) for name in (*names, "sent", "bounced", "failed", "waiting")})
    compared = Comparison.objects.get()
    assert list(ledger.alarms()) == []
    assert (compared.missing, compared.on_server) == (0, sums["taken"]), (compared.on_server, sums)
    assert compared.on_server == len(storm.dovecot.letters(USER))
    assert sums["taken"] - sums["again"] == sums["stored"] == Inbound.objects.count()
    return {name: int(count or 0) for name, count in sums.items()}


def run(storm: Storm, postfix: postfixes.Postfix, *, kills: tuple[list[int], int, list[int]], restarts: bool) -> str:
    """The whole storm; what is said about it."""
    cast = everybody()
    Mailbox.add(by=None, **{**SUPPORT, "smtp_port": postfix.port}, **by_imap(USER, storm.dovecot))
    began = time.monotonic()
    with houses.standing(storm.place) as house:
        blow(storm, house, postfix.port, storm.first(), kills[0], 30 if restarts else 0)
        answer(storm, house, cast, kills[1])
        blow(storm, house, postfix.port, storm.second(), kills[2], 60 if restarts else 0)
        wait(lambda: postfix.waiting() == 0, house, 60, "Postfix is empty")
        took = time.monotonic() - began
    figures = judge(storm)
    said = ", ".join(f"{name} {count}" for name, count in figures.items())
    human = sum(len(person.marks) for person in storm.people)
    return (
        f"\nstorm: {figures['taken']} letters in {took:.0f} s ({figures['taken'] / took:.0f}/s), {house.kills} kills, "
        f"{storm.restarts} restarts of Dovecot\n  {said}\n  {human} human letters, each once in its request; "
        f"{Ticket.objects.count()} requests; {len(storm.relay.recorder.letters)} letters left, none of them automatic"
    )


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_a_small_storm_loses_nothing(
    servers: Callable[[int], tuple[Storm, postfixes.Postfix]], capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(*servers(40), kills=([40], 0, []), restarts=False)
    with capsys.disabled():
        print(said)


@pytest.mark.storm
@pytest.mark.django_db(transaction=True)
def test_two_thousand_letters_and_five_kills_lose_nothing_and_answer_nobody(
    servers: Callable[[int], tuple[Storm, postfixes.Postfix]], capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(*servers(2250), kills=([15, 45, 75], 1, [40]), restarts=True)
    with capsys.disabled():
        print(said)
