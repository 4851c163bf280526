from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "otklik.kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from otklik.kernel import codes, sweeping  # noqa: F401  declared once models and translations can load

        autodiscover_modules("jobs")
