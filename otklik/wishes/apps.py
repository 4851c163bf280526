from django.apps import AppConfig


class WishesConfig(AppConfig):
    name = "otklik.wishes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.wishes import codes  # noqa: F401  declares what can happen
