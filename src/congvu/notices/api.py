"""What other apps may use of notices."""

from .actions.send import send
from .queries import sent

__all__ = ["send", "sent"]
