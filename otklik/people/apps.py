from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "otklik.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.people import codes  # noqa: F401  declares what can happen
