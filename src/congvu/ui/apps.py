"""Django's entry for the app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the app."""

    name = "congvu.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
