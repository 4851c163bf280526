from django.apps import AppConfig


class ConductConfig(AppConfig):
    name = "otklik.conduct"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.conduct import codes  # noqa: F401  declares what can happen
