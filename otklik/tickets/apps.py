from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "otklik.tickets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.tickets import codes  # noqa: F401  declares what can happen
