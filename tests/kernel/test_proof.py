"""The arithmetic of seals, without a database; vectors that other programs can check."""

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from congvu.kernel.audit import proof
from congvu.kernel.audit.proof import Seal, check_document, leaf_hash, merkle_path, merkle_root, root_from_path

ACT = {
    "id": 41, "at": "2026-10-14T03:20:00.000001Z", "code": "documents.incoming_registered",
    "subject_type": "documents.document", "subject_id": 7, "agency_id": 1, "person_id": 3,
    "person_name": "Đỗ Thị Bé Ba", "post_id": None, "post_title": "Văn thư", "delegation_id": None,
    "address": "10.0.0.8", "data": {"số": 15, "a": [1.5, None, True]},
}  # fmt: skip


def test_the_canonical_form_is_fixed():
    """Changing it would make every seal of every installation worthless."""
    assert proof.canonical(ACT).decode() == (
        'congvu-act-1\n[41,"2026-10-14T03:20:00.000001Z","documents.incoming_registered","documents.document",7,1,3,'
        '"Đỗ Thị Bé Ba",null,"Văn thư",null,"10.0.0.8",{"a":[1.5,null,true],"số":15}]'
    )
    assert leaf_hash(proof.canonical(ACT)).hex() == hashlib.sha256(b"\x00" + proof.canonical(ACT)).hexdigest()


# The eight leaves of the Certificate Transparency test vectors (RFC 6962; google/certificate-transparency).
CT_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_rfc_6962(size):
    assert merkle_root([leaf_hash(leaf) for leaf in CT_LEAVES[:size]]).hex() == CT_ROOTS[size - 1]


@given(st.integers(1, 70), st.data())
def test_every_path_leads_to_the_root_and_only_from_its_place(size, data):
    leaves = [leaf_hash(bytes([n])) for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    root, path = merkle_root(leaves), merkle_path(leaves, index)
    assert root_from_path(leaves[index], index, size, path) == root
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert root_from_path(leaves[index], other, size, path) != root
        assert root_from_path(leaves[other], index, size, path) != root
    assert root_from_path(leaves[index], index, size, [*path, bytes(32)]) != root
    assert not path or root_from_path(leaves[index], index, size, path[:-1]) != root


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = proof.fingerprint(KEY.public_key())
KEYS = {NAME: KEY.public_key()}


def chain(*counts, key=KEY):
    """A document whose seals hold so many acts each."""
    seals, acts, before = [], [], None
    for count in counts:
        first = before.first + before.count if before else 0
        batch = [{**ACT, "id": 100 + first + n} for n in range(count)]
        leaves = [leaf_hash(proof.canonical(act)) for act in batch]
        previous = before.digest().hex() if before else proof.GENESIS.hex()
        values = {
            "log": NAME, "number": len(seals) + 1, "first": first, "count": count,
            "root": merkle_root(leaves).hex(), "previous": previous,
            "sealed_at": "2026-10-14T03:21:00.000000Z", "key": NAME,
        }  # fmt: skip
        before = Seal(**values, signature=key.sign(Seal(**values).payload()).hex())
        seals.append({name: getattr(before, name) for name in Seal.__dataclass_fields__})
        acts += [
            {"position": first + n, "fields": act, "path": [h.hex() for h in merkle_path(leaves, n)]}
            for n, act in enumerate(batch)
        ]
    return {"type": proof.DOCUMENT, "version": 1, "complete": True, "seals": seals, "acts": acts}


def test_the_payload_of_a_seal_is_fixed():
    seal = Seal(**chain(1)["seals"][0])
    assert seal.payload().startswith(b'congvu-audit-seal-1\n{"count":1,"first":0,"format":1,"key":"')
    assert b"signature" not in seal.payload()


def test_a_true_document_has_no_fault():
    document = chain(3, 1, 5)
    assert check_document(document, KEYS) == []
    assert check_document(json.loads(json.dumps(document)), KEYS) == []


def test_a_single_act_with_its_seal_has_no_fault():
    document = chain(3, 4)
    part = {**document, "complete": False, "seals": document["seals"][1:], "acts": document["acts"][5:6]}
    assert check_document(part, KEYS) == []


@pytest.mark.parametrize("name", proof.FIELDS)
def test_any_changed_field_of_an_act_is_found(name):
    document = chain(3)
    document["acts"][1]["fields"] = {**document["acts"][1]["fields"], name: "khác"}
    assert check_document(document, KEYS) == ["việc ở chỗ 1: không phải việc đã được niêm phong"]


@pytest.mark.parametrize("name", ["number", "first", "count", "root", "previous", "sealed_at", "log", "format"])
def test_any_changed_field_of_a_seal_is_found(name):
    document = chain(3, 2, 2)
    seal = document["seals"][1]
    old = seal[name]
    seal[name] = old + 1 if isinstance(old, int) else "00" * 32 if name in {"root", "previous"} else old[:-1] + "0"
    if name == "log":
        seal[name] = "0" * 32
    faults = check_document(document, KEYS)
    number = seal["number"]
    assert f"con dấu {number}: chữ ký không phải của khóa được tin cậy" in faults


def changed(document, change):
    change(document)
    return document


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["seals"].pop(1),
        lambda d: d["seals"].reverse(),
        lambda d: d["acts"].pop(2),
        lambda d: d["acts"].append(d["acts"][0]),
        lambda d: d["acts"].reverse(),
        lambda d: d["seals"].pop(0),
        lambda d: d["acts"][0].update(position=1),
        lambda d: d["acts"][0]["fields"].update(more=1),
        lambda d: d["acts"][0]["fields"].pop("code"),
        lambda d: d["seals"][0].update(key="0" * 32),
        lambda d: d["seals"][0].update(signature="00" * 64),
    ],
)
def test_removed_moved_and_added_parts_are_found(change):
    assert check_document(changed(chain(3, 2, 4), change), KEYS)


def test_a_document_signed_by_another_key_is_not_believed():
    assert len(check_document(chain(2, 2, key=Ed25519PrivateKey.generate()), KEYS)) >= 2
    assert check_document(chain(2), {}) != []


@pytest.mark.parametrize(
    "document",
    [
        None, 5, [], {}, {"type": "x"}, {**chain(1), "version": 2}, {**chain(1), "seals": []},
        {**chain(1), "seals": [{}]}, {**chain(1), "acts": [{"position": "a"}]}, {**chain(1), "acts": "abc"},
        {**chain(1), "acts": [{"position": 0, "fields": {}, "path": ["zz"]}]},
        changed(chain(1), lambda d: d["seals"][0].update(count="1")),
        changed(chain(1), lambda d: d["seals"][0].update(count=10**18)),
        changed(chain(1), lambda d: d["seals"][0].update(root="x")),
        changed(chain(1), lambda d: d["acts"][0]["fields"].update(data=float("nan"))),
        changed(chain(1), lambda d: d["acts"][0].update(position=float("inf"))),
    ],
)  # fmt: skip
def test_anything_else_is_said_to_be_no_proof(document):
    with pytest.raises(proof.BadProof):
        check_document(document, KEYS)
