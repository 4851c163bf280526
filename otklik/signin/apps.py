from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "otklik.signin"
    default_auto_field = "django.db.models.BigAutoField"
