"""What `otklik check` says of mail."""

from collections.abc import Iterator
from datetime import timedelta

from otklik.channels import ledger
from otklik.channels.models import Delivery, DeliveryState, Inbound, Mailbox
from otklik.kernel import clock
from otklik.kernel.checks import Finding, check, failure, fine, warning

LATE = timedelta(minutes=10)


@check
def mailboxes() -> Iterator[Finding]:
    """Each mailbox works, and there is one to send from."""
    if not Mailbox.objects.sending().exists():
        yield warning("mail", "there is no mailbox to send from; replies and sign-in codes wait")
    for mailbox in Mailbox.objects.active():
        for way, since, error in (
            ("fetching", mailbox.fetch_failing_since, mailbox.fetch_error),
            ("sending", mailbox.send_failing_since, mailbox.send_error),
        ):
            if since:
                yield failure(f"mailbox {mailbox.address}", f"{way} fails since {since:%Y-%m-%d %H:%M} UTC: {error}")
        if not mailbox.fetch_failing_since and not mailbox.send_failing_since:
            yield fine(f"mailbox {mailbox.address}")


@check
def letters() -> Iterator[Finding]:
    """Nothing waits for longer than it should."""
    late = clock.now() - LATE
    if parked := Inbound.objects.parked().count():
        yield warning("letters", f"{parked} wait for a decision")
    if unread := Inbound.objects.unread().filter(received_at__lt=late).count():
        yield failure("letters", f"{unread} were stored and not read; is the worker running?")
    overdue = Delivery.objects.filter(
        state__in=[DeliveryState.QUEUED, DeliveryState.SENDING], next_try_at__lt=late
    ).count()
    if overdue:
        yield failure("deliveries", f"{overdue} are late; is the worker running?")


@check
def balance() -> Iterator[Finding]:
    """The ledger of letters balances, and nothing on a server is missing here."""
    for alarm in ledger.alarms():
        where = alarm.mailbox.address if alarm.mailbox else "without a mailbox"
        since = f"{alarm.since:%Y-%m-%d %H:%M} UTC" if alarm.since else ""
        if alarm.code == "differs":
            yield failure("ledger", f"{alarm.day} {where}: differs by {alarm.count}; open the ledger in the settings")
        elif alarm.code == "missing":
            yield failure("ledger", f"{where}: {alarm.count} letters on the server are not stored, since {since}")
        elif alarm.code == "found":
            yield warning("ledger", f"{where}: {alarm.count} letters had been missed and were fetched at {since}")
