from django.apps import AppConfig


class DevelopmentConfig(AppConfig):
    name = "otklik.development"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.development import codes, options  # noqa: F401  declare what can happen and what can be set
