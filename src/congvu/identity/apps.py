"""Django's entry for the app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Registers the app."""

    name = "congvu.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
