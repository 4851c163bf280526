"""Who listens to what: the only meeting point of domains, readable from top to bottom."""

from django.apps import AppConfig


class Wiring(AppConfig):
    name = "otklik.wiring"
    label = "wiring"

    def ready(self) -> None:
        connect()


def connect() -> None:
    """Join events to their followers, and questions to those who can answer them."""
