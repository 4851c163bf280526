from django.apps import AppConfig


class StyleConfig(AppConfig):
    name = "otklik.style"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.style import options  # noqa: F401  declares what can be set
