from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "otklik.clocks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.clocks import codes, fields, limits  # codes declare what can happen

        assert codes
        assert limits
        fields.register()
