from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "otklik.live"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say at the start, not at the first name, that something is missing."""
        from otklik.live import redis

        redis.usable()
