from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "otklik.channels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.channels import codes, delivering, form, ledger, options, receiving  # noqa: F401  codes, tasks, and a channel
        from otklik.channels.email import channel  # noqa: F401  the channel adds itself
