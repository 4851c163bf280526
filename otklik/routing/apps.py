from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "otklik.routing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.routing import codes  # noqa: F401  declares what can happen
