"""Django's entry for the app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the app."""

    name = "congvu.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
