"""Django's entry for the app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Registers the app."""

    name = "congvu.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
