from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "otklik.work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.work import codes  # noqa: F401  declares what can happen
