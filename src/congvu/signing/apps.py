"""Django's entry for the app."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Registers the app."""

    name = "congvu.signing"
    label = "signing"
    default_auto_field = "django.db.models.BigAutoField"
