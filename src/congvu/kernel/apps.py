"""Django's entry for the app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    """Registers the app."""

    name = "congvu.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Write lists our way; have each `migrate` bring the shipped holidays, which are no act of anybody."""
        from .binding import register
        from .worktime.shipped import load_holidays

        register()
        post_migrate.connect(load_holidays, sender=self, dispatch_uid="kernel.holidays")
