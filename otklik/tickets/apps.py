from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "otklik.tickets"
    default_auto_field = "django.db.models.BigAutoField"
