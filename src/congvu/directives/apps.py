"""Django's entry for the app."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """Registers the app."""

    name = "congvu.directives"
    label = "directives"
    default_auto_field = "django.db.models.BigAutoField"
