"""Django's entry for the app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the app."""

    name = "congvu.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
