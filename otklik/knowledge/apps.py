from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "otklik.knowledge"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.knowledge import codes  # noqa: F401  declares what can happen
