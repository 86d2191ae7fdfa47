"""The REST interface of documents, mounted by `config.rest` under /api/v1/documents."""

from .v1 import router

__all__ = ["router"]
