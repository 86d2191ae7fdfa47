"""Proofs to give away: JSON that `congvu verify FILE` checks offline with only the public key."""

from dataclasses import asdict
from typing import Any

from ..errors import NotFound
from ..models import AuditLeaf, AuditSeal
from .proof import DOCUMENT, merkle_path
from .sealing import acts, read_seal


def export_act(entry_id: int) -> dict[str, Any]:
    """Return the proof that an act stands in the log unchanged. Raises NotFound while it is not sealed yet.

    The caller has checked that the reader may see the act: the proof contains it.
    """
    leaf = AuditLeaf.objects.filter(entry_id=entry_id).first()
    if leaf is None:
        raise NotFound
    row = AuditSeal.objects.filter(first__lte=leaf.position).latest("first")
    return _document([row], [_act(leaf.entry_id, row)], complete=False)


def export_range(first_seal: int, last_seal: int, *, with_acts: bool = False) -> dict[str, Any]:
    """Return the seals from one number to another: that nothing between them was removed, added or moved.

    With the acts the document also shows what the log said. Raises NotFound when a seal is missing.
    """
    rows = list(AuditSeal.objects.filter(number__range=(first_seal, last_seal)).order_by("number"))
    if not rows or len(rows) != last_seal - first_seal + 1:
        raise NotFound
    shown = [act for row in rows for act in _acts(row)] if with_acts else []
    return _document(rows, shown, complete=with_acts)


def _document(rows: list[AuditSeal], shown: list[dict[str, Any]], *, complete: bool) -> dict[str, Any]:
    return {
        "type": DOCUMENT,
        "version": 1,
        "complete": complete,
        "seals": [asdict(read_seal(row)) for row in rows],
        "acts": shown,
    }


def _leaves(row: AuditSeal) -> list[AuditLeaf]:
    return list(AuditLeaf.objects.filter(position__range=(row.first, row.first + row.count - 1)).order_by("position"))


def _act(entry_id: int, row: AuditSeal) -> dict[str, Any]:
    leaves = _leaves(row)
    index = next(i for i, leaf in enumerate(leaves) if leaf.entry_id == entry_id)
    fields = next(acts([entry_id]), None)
    if fields is None:
        raise NotFound
    path = merkle_path([bytes(leaf.hash) for leaf in leaves], index)
    return {"position": leaves[index].position, "fields": fields, "path": [one.hex() for one in path]}


def _acts(row: AuditSeal) -> list[dict[str, Any]]:
    leaves = _leaves(row)
    hashes = [bytes(leaf.hash) for leaf in leaves]
    found = {act["id"]: act for act in acts(leaf.entry_id for leaf in leaves)}
    return [
        {
            "position": leaf.position,
            "fields": found.get(leaf.entry_id, {}),
            "path": [one.hex() for one in merkle_path(hashes, index)],
        }
        for index, leaf in enumerate(leaves)
    ]
