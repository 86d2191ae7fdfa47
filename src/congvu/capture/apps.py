"""Django's entry for the app."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    """Registers the app."""

    name = "congvu.capture"
    label = "capture"
    default_auto_field = "django.db.models.BigAutoField"
