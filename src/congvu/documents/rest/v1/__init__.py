"""Version 1 of the REST interface."""

from ninja import Router

from . import drafts, incoming

router = Router()
router.add_router("", drafts.router)
router.add_router("", incoming.router)

__all__ = ["router"]
