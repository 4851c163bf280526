from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "otklik.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.people import codes, company, describing  # noqa: F401  declare what can happen, be set, be done later
