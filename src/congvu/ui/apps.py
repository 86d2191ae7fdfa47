"""Django's entry for the app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    """Registers the app and lets every app fill the frame from its `menu.py`."""

    name = "congvu.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import each installed app's `menu` module."""
        autodiscover_modules("menu")
