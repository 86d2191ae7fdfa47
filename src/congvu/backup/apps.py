"""Django's entry for the app."""

from django.apps import AppConfig


class BackupConfig(AppConfig):
    """Registers the app."""

    name = "congvu.backup"
    label = "backup"
    default_auto_field = "django.db.models.BigAutoField"
