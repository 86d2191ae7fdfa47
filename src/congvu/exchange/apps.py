"""Django's entry for the app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers the app."""

    name = "congvu.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
