"""What other apps may use of the user interface."""

from .audience import OfficeRequest, citizen, machine, office, public

__all__ = ["OfficeRequest", "citizen", "machine", "office", "public"]
