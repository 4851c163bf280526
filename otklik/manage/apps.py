from django.apps import AppConfig


class ManageConfig(AppConfig):
    name = "otklik.manage"
    default_auto_field = "django.db.models.BigAutoField"
