"""What other apps may use of notices."""

from .actions.send import send

__all__ = ["send"]
