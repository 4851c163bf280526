"""Who listens to what: the only meeting point of domains, readable from top to bottom."""

from django.apps import AppConfig


class Wiring(AppConfig):
    name = "otklik.wiring"
    label = "wiring"

    def ready(self) -> None:
        connect()


def connect() -> None:
    """Join events to their followers, and questions to those who can answer them."""
    listen()
    protect()
    notice_problems()
    price()
    behave()
    develop()
    know()
    answer()


def answer() -> None:
    """Give lower floors what only higher ones know (F6)."""
    from otklik.channels import ask as letters
    from otklik.channels import believed, tracing
    from otklik.channels.models import Mailbox
    from otklik.clocks import ask as clocks
    from otklik.development import dating
    from otklik.kernel import databases
    from otklik.live import ask as live
    from otklik.people import company as ours
    from otklik.people import describing, listening
    from otklik.routing import owning, relieving, staff, workdays
    from otklik.routing.overload import telling
    from otklik.tickets import ask as tickets
    from otklik.tickets.models import Ticket
    from otklik.ui import company

    describing.TABLES["ticket"] = Ticket._meta.db_table
    tickets.delivery_states = tracing.states
    tickets.letter_trust = believed.of
    tickets.is_begun_by_machine = believed.is_begun_by_machine
    databases.fetched_mailboxes = lambda: Mailbox.objects.fetching().count()
    tickets.is_available = staff.is_available
    tickets.away_until = staff.away_until
    clocks.holder_hours = owning.hours
    clocks.relieved = relieving.relieved
    clocks.others = [dating.wake]
    tickets.not_for_agents = relieving.waiting_tickets
    tickets.working_days = workdays.of_customer
    tickets.silence_rests = telling.silence_rests
    letters.said_to_all = telling.for_letters
    live.topics_of = listening.topics_of
    company.describe = lambda: company.Company(
        name=str(ours.NAME.value), logo=ours.logo_address(), hours=str(ours.HOURS.value), phone=ours.PHONE.value
    )


SOUGHT = ("ticket.opened", "ticket.returned", "ticket.woken", "ticket.reopened", "ticket.released", "ticket.unmerged")
"""What may leave a request without anybody responsible."""
SETTLED = (
    *("ticket.accepted", "ticket.assigned", "ticket.taken_up", "ticket.replied", "solution.proposed"),
    *("ticket.postponed", "ticket.awaiting_other", "ticket.in_development", "ticket.merged_away"),
    *("ticket.closed", "ticket.closed_by_silence", "ticket.withdrawn"),
)
"""What ends the search for somebody responsible."""
DECIDED = ("solution.accepted", "solution.accepted_in_words")
HANDED = ("ticket.accepted", "ticket.assigned", "ticket.closed", "ticket.closed_by_silence", "ticket.withdrawn")
"""What settles a hand-over."""
JUDGED = (
    "violation.objected",
    "violation.upheld",
    "violation.excused",
    "violation.charged",
    "norm.set",
    "overload.to_check",
    "wish.released",
    "wish.reviewed",
    "article.due",
)
"""What is said of violations, norms, the overload mode and wishes to those whom it concerns."""


def listen() -> None:
    """Say who follows what."""
    from otklik.channels import delivering, undeliverable
    from otklik.clocks import following as clocks
    from otklik.kernel.events import follow
    from otklik.notices import jobs, telling
    from otklik.people import listening
    from otklik.routing import expecting, handing, owning
    from otklik.routing import jobs as shifts
    from otklik.routing.overload import shelving
    from otklik.tickets import codes, following, naming, spans

    for code in codes.CODES:
        follow(code, now=[spans.extend, shelving.follow, clocks.follow, naming.touch])
    for code in ("ticket.replied", "solution.proposed", "ticket.closed"):
        follow(code, now=[following.wake_asking])
    for code in ("ticket.replied", "ticket.told", "solution.proposed", "ticket.reminded"):
        follow(code, now=[delivering.address])
    for code in ("ticket.written", "solution.rejected", "ticket.answered_already", "ticket.delivery_failed"):
        follow(code, later=[shifts.pass_by])
    follow("ticket.opened", now=[expecting.note_opened])
    for code in ("ticket.replied", "solution.proposed"):
        follow(code, now=[expecting.note_answered])
    follow("message.taken_back", now=[expecting.note_taken_back])
    follow("person.changed", now=[owning.move])
    for code in ("hours.changed", "absence.planned", "absence.cancelled", "skills.changed"):
        follow(code, later=[shifts.reckon_held])
    for code in HANDED:
        follow(code, now=[handing.settle])
    distribute()
    follow("message.taken_back", now=[delivering.take_back])
    for code in ("delivery.bounced", "delivery.failed"):
        follow(code, now=[undeliverable.judge])
    follow("membership.ended", now=[following.inherit])
    for code in listening.CUTTING:
        follow(code, now=[listening.cut])
    for code in telling.HEARERS:
        follow(code, later=[jobs.tell])
    alert()
    encode()


def protect() -> None:
    """Say what ends with a request (R22)."""
    from otklik.kernel.events import follow
    from otklik.tickets import codes
    from otklik.tickets.models.protecting import erase_at_closing

    for code in codes.CODES:
        follow(code, now=[erase_at_closing])


def alert() -> None:
    """Say what is told of clocks, and when (D3)."""
    from otklik.kernel.events import follow
    from otklik.notices import alerting, waiting

    for code in JUDGED:
        follow(code, now=[waiting.note])
    for code in ("overload.changed", "overload.ended"):
        follow(code, now=[waiting.checked])
    for code in ("norm.broken", "promise.broken", "limit.passed"):
        follow(code, now=[alerting.note])
    for code in ("shift.entered", "shift.resumed"):
        follow(code, now=[alerting.somebody_came])


def encode() -> None:
    """Keep the meanings of texts up to date (E7)."""
    from otklik.kernel.events import follow
    from otklik.knowledge import jobs as knowledge
    from otklik.knowledge import linking

    for code in ("ticket.opened", "ticket.renamed", "ticket.merged_away", "ticket.unmerged"):
        follow(code, later=[knowledge.encode_ticket])
    for code in ("article.published", "article.withdrawn", "article.changed"):
        follow(code, later=[knowledge.encode_article])
    for code in ("ready_answer.added", "ready_answer.changed"):
        follow(code, later=[knowledge.encode_answer])
    follow("ticket.opened", later=[knowledge.fill_category])
    for code in ("ticket.replied", "solution.proposed"):
        follow(code, now=[linking.note])
    for code in ("solution.accepted", "solution.accepted_in_words"):
        follow(code, now=[linking.learn])
    for code in ("solution.rejected", "ticket.reopened"):
        follow(code, now=[linking.unlearn])


def develop() -> None:
    """Say who hears of development (R5)."""
    from otklik.development import errands, jobs, noting
    from otklik.kernel.events import follow
    from otklik.tickets import naming
    from otklik.wishes import hearing

    for code in ("ticket.accepted", "ticket.assigned"):
        follow(code, now=[noting.suggest])
    follow("tracker.changed", now=[errands.follow_change])
    follow("task.released", now=[hearing.release])
    follow("task.undated", now=[naming.touch])
    for code in ("calendar.changed", "calendar.frozen"):
        follow(code, later=[jobs.reckon_dates])


def know() -> None:
    """Say who hears of what is done through a customer's card (C2, R22)."""
    from otklik.cards import codes, vouching
    from otklik.kernel.events import follow
    from otklik.tickets import naming

    for code in codes.SHOWN:
        follow(code, now=[naming.touch])
    follow("message.taken_back", now=[vouching.take_back])


def behave() -> None:
    """Say who hears of steps towards difficult customers (C10); no step follows from anything."""
    from otklik.conduct import codes, taking
    from otklik.kernel.events import follow
    from otklik.tickets import naming

    for code in codes.SHOWN:
        follow(code, now=[naming.touch])
    follow("message.taken_back", now=[taking.take_back])


def price() -> None:
    """Say what follows from an estimate whose words were taken back (R15)."""
    from otklik.kernel.events import follow
    from otklik.work import estimating

    follow("message.taken_back", now=[estimating.take_back])


def assist() -> None:
    """Say what ends a call for help (R20), and what gives a request back from the leads (C10)."""
    from otklik.kernel.events import follow
    from otklik.routing import calling, relieving
    from otklik.tickets import naming

    for code in ("ticket.returned", "ticket.line_changed"):
        follow(code, now=[relieving.settle])
    for code in ("ticket.help_called", "ticket.help_ended", "ticket.passed_up"):
        follow(code, now=[naming.touch])
    for code in calling.ENDING:
        follow(code, now=[calling.settle])


def distribute() -> None:
    """Say what begins and what ends the search for somebody responsible (C1)."""
    from otklik.kernel.events import follow
    from otklik.routing import jobs, offering, placing

    assist()
    for code in SOUGHT:
        follow(code, now=[placing.begin])
    for code in SETTLED:
        follow(code, now=[offering.settle])
    for code in ("ticket.accepted", "ticket.assigned"):
        follow(code, now=[offering.note_given])
    follow("ticket.line_changed", now=[offering.move])
    follow("ticket.urged", now=[placing.follow_urgency])
    follow("ticket.shelved", now=[offering.rest])
    for code in ("ticket.resumed", "ticket.rescheduled"):
        follow(code, now=[placing.begin_again])
    follow("shift.entered", now=[placing.come_back], later=[jobs.give_back])
    follow("shift.left", later=[jobs.give_back])


def notice_problems() -> None:
    """Say what follows from requests for the same thing, asked by many or again (C4, C5)."""
    from otklik.kernel.events import follow
    from otklik.problems import jobs as problems

    follow("ticket.opened", later=[problems.look, problems.compare])
    follow("ticket.written", later=[problems.insist])
    follow("ticket.woken", later=[problems.ask])
    for code in ("ticket.closed", "ticket.withdrawn", "ticket.closed_by_silence", *DECIDED):
        follow(code, later=[problems.judge])
