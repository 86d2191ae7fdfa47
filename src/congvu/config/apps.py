"""Django's entry for the top of the house."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConfigConfig(AppConfig):
    """Loads what the apps register at start: event subscribers and measures."""

    name = "congvu.config"
    label = "config"

    def ready(self) -> None:
        """Import `subscribers`, `measures` and `health` of every app that has them."""
        autodiscover_modules("subscribers", "measures", "health")
