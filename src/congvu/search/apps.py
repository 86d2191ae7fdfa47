"""Django's entry for the app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers the app."""

    name = "congvu.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
