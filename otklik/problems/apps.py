from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "otklik.problems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.problems import codes  # noqa: F401  declares what can happen
