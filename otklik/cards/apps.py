from django.apps import AppConfig


class CardsConfig(AppConfig):
    name = "otklik.cards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.cards import codes, options  # noqa: F401  declare what can happen and what can be set
