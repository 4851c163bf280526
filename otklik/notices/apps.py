from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "otklik.notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.notices import codes, options  # noqa: F401  declare what can happen and be set
