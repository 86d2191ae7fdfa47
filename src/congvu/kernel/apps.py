"""Django's entry for the app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    """Registers the app."""

    name = "congvu.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have each `migrate` bring the shipped holidays: reference data of the program, not an act of anybody."""
        from .worktime.shipped import load_holidays

        post_migrate.connect(load_holidays, sender=self, dispatch_uid="kernel.holidays")
