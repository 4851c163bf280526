"""Who listens to what: the only meeting point of domains, readable from top to bottom."""

from django.apps import AppConfig


class Wiring(AppConfig):
    name = "otklik.wiring"
    label = "wiring"

    def ready(self) -> None:
        connect()


def connect() -> None:
    """Join events to their followers, and questions to those who can answer them."""
    from otklik.kernel.events import follow
    from otklik.notices import jobs, telling
    from otklik.tickets import codes, following, naming, spans

    for code in codes.CODES:
        follow(code, now=[spans.extend, naming.touch])
    for code in ("ticket.replied", "solution.proposed", "ticket.closed"):
        follow(code, now=[following.wake_parent])
    follow("membership.ended", now=[following.inherit])
    for code in telling.HEARERS:
        follow(code, later=[jobs.tell])
