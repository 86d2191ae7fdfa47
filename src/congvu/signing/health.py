"""Whether the signature keys of the installation can be opened."""

from datetime import datetime

from congvu.kernel.api import health
from congvu.kernel.types import Finding

from . import vault
from .errors import VaultLocked
from .models import SigningKey


@health.part("signing", asks_database=True)
def key_store(_now: datetime) -> Finding:
    """The installation's key opens what it has locked."""
    sealed = SigningKey.objects.order_by("-pk").values_list("sealed_key", flat=True).first()
    if sealed is None:
        return Finding(True, "chưa có khóa ký nào")
    try:
        vault.unlock(bytes(sealed))
    except VaultLocked:
        return Finding(
            False,
            "không mở được kho khóa ký",
            "Khôi phục keys/signing.key hoặc CONGVU_SIGNING_KEY.",
        )
    return Finding(True, "mở được kho khóa ký")
