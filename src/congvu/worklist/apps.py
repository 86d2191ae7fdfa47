"""Django's entry for the app."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """Registers the app."""

    name = "congvu.worklist"
    label = "worklist"
    default_auto_field = "django.db.models.BigAutoField"
