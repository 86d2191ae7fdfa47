"""Django's entry for the app."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Registers the app."""

    name = "congvu.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"
