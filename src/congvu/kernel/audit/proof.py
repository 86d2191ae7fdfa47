"""What a seal is and how a proof is checked. Needs only Python and `cryptography`: no database, no Django.

An act's row is written canonically (`canonical`) and hashed to a leaf. A batch of leaves becomes a Merkle tree
(RFC 6962, 2.1: leaves and nodes are hashed under different first bytes). A seal signs the batch's root, its place in
the log and the hash of the seal before it with Ed25519. So a changed act breaks its leaf, a removed or moved one
the root or the places, and a removed batch the chain.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = 1
# The order is part of the format: a new column needs a new format number, old seals keep theirs.
FIELDS = (
    "id", "at", "code", "subject_type", "subject_id", "agency_id", "person_id", "person_name", "post_id",
    "post_title", "delegation_id", "address", "data",
)  # fmt: skip
GENESIS = bytes(32)
_ACT = b"congvu-act-1\n"
_SEAL = b"congvu-audit-seal-1\n"
DOCUMENT = "congvu-audit-proof"
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
Keys = Mapping[str, Ed25519PublicKey]


class BadProof(ValueError):
    """The document is not a proof of ours; the message says where."""


def canonical(act: Mapping[str, Any]) -> bytes:
    """Return the bytes of an act that are hashed: a JSON list in the order of FIELDS, keys of `data` sorted, UTF-8.

    `at` is text in UTC with microseconds and "Z".
    """
    values = [act[name] for name in FIELDS]
    return _ACT + _json(values)


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 6962)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over at least one leaf."""
    level = list(leaves)
    while len(level) > 1:
        level = _up(level)
    return level[0]


def merkle_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes that lead from leaf `index` to the root, lowest first."""
    level, path = list(leaves), []
    while len(level) > 1:
        if (index ^ 1) < len(level):
            path.append(level[index ^ 1])
        level, index = _up(level), index // 2
    return path


def root_from_path(leaf: bytes, index: int, size: int, path: Iterable[bytes]) -> bytes | None:
    """Return the root that a path leads to, or None when the path does not fit the place (RFC 9162, 2.1.3.2)."""
    place, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


def _up(level: list[bytes]) -> list[bytes]:
    """Hash neighbours together; a last one without a neighbour rises as it is."""
    pairs = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return [*pairs, level[-1]] if len(level) % 2 else pairs


def _json(value: Any) -> bytes:
    return _ENCODER.encode(value).encode()


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed root: the acts at places first … first + count - 1 of the log. Hashes in hexadecimal."""

    log: str  # which log: the fingerprint of the key that made its first seal
    number: int
    first: int
    count: int
    root: str
    previous: str
    sealed_at: str
    key: str
    signature: str = ""
    format: int = FORMAT

    def payload(self) -> bytes:
        """Return the bytes that are signed: everything but the signature, under a prefix of their own."""
        return _SEAL + _json({name: value for name, value in asdict(self).items() if name != "signature"})

    def digest(self) -> bytes:
        """Return what the next seal names as its previous one."""
        return hashlib.sha256(self.payload() + bytes.fromhex(self.signature)).digest()

    def signed_by(self, keys: Keys) -> bool:
        """Return whether one of the trusted keys made the signature."""
        key = keys.get(self.key)
        if key is None:
            return False
        try:
            key.verify(bytes.fromhex(self.signature), self.payload())
        except InvalidSignature:
            return False
        return True


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the name of a key: the first 16 bytes of its SHA-256, in hexadecimal."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:32]


def read_public_key(pem: bytes) -> Ed25519PublicKey:
    """Return the public key of a PEM text, which may also hold the private key. Raises ValueError."""
    if b"PRIVATE" in pem:
        private = serialization.load_pem_private_key(pem, None)
        if isinstance(private, Ed25519PrivateKey):
            return private.public_key()
    else:
        public = serialization.load_pem_public_key(pem)
        if isinstance(public, Ed25519PublicKey):
            return public
    raise ValueError("not an Ed25519 key")


def seal_faults(seals: Sequence[Seal], keys: Keys, *, before: Seal | None = None) -> list[str]:
    """Return what is wrong with a run of seals: signature, number, chain, places; empty when all is well.

    `before` is the checked seal in front of the run; without it the run must begin the log or is trusted by its
    first signature alone.
    """
    faults = []
    for seal in seals:
        if not seal.signed_by(keys):
            faults.append(f"con dấu {seal.number}: chữ ký không phải của khóa được tin cậy")
        expected = _expected(before) if before else (_expected_first(seal))
        if (seal.number, seal.first, seal.previous, seal.log) != expected:
            faults.append(f"con dấu {seal.number}: không nối tiếp con dấu trước")
        if seal.count < 1 or seal.format != FORMAT:
            faults.append(f"con dấu {seal.number}: sai dạng")
        before = seal
    return faults


def _expected(before: Seal) -> tuple[int, int, str, str]:
    return before.number + 1, before.first + before.count, before.digest().hex(), before.log


def _expected_first(seal: Seal) -> tuple[int, int, str, str]:
    if seal.number != 1:
        return seal.number, seal.first, seal.previous, seal.log
    return 1, 0, GENESIS.hex(), seal.key


def check_document(document: Any, keys: Keys) -> list[str]:
    """Return the faults of an exported proof, empty when it proves what it says. Raises BadProof for anything else.

    The document holds `seals` in order and `acts`; each act has its place, its fields and the path to the root of
    its seal. With `complete` true the acts are all those of the seals.
    """
    try:
        if document["type"] != DOCUMENT or document["version"] != 1:
            raise BadProof("không phải tệp chứng minh phiên bản 1")
        seals = [Seal(**seal) for seal in document["seals"]]
        acts = [
            (int(act["position"]), act["fields"], [bytes.fromhex(h) for h in act["path"]]) for act in document["acts"]
        ]
        faults = seal_faults(seals, keys)
        faults += [fault for act in acts if (fault := _act_fault(act, seals))]
        if document["complete"] and [act[0] for act in acts] != _places(seals):
            faults.append("các việc: không đủ hoặc không đúng thứ tự của con dấu")
        if not seals:
            raise BadProof("tệp không có con dấu nào")
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise error if isinstance(error, BadProof) else BadProof(f"sai dạng: {error!r}") from error
    return faults


def _places(seals: Sequence[Seal]) -> list[int]:
    if sum(seal.count for seal in seals) > 10_000_000:
        raise BadProof("quá nhiều việc")
    return [seal.first + i for seal in seals for i in range(seal.count)]


def _act_fault(act: tuple[int, Mapping[str, Any], list[bytes]], seals: Sequence[Seal]) -> str | None:
    position, fields, path = act
    seal = next((seal for seal in seals if seal.first <= position < seal.first + seal.count), None)
    if seal is None:
        return f"việc ở chỗ {position}: không con dấu nào phủ"
    if set(fields) != set(FIELDS):
        return f"việc ở chỗ {position}: thiếu hoặc thừa trường"
    root = root_from_path(leaf_hash(canonical(fields)), position - seal.first, seal.count, path)
    return None if root == bytes.fromhex(seal.root) else f"việc ở chỗ {position}: không phải việc đã được niêm phong"
