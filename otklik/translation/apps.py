from django.apps import AppConfig


class TranslationConfig(AppConfig):
    name = "otklik.translation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.translation import options  # noqa: F401  declares what can be set
