"""What `congvu documents export-file` and `import-package` do: words on the terminal, an exit code."""

from __future__ import annotations

import sys
from pathlib import Path

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor
from congvu.kernel.errors import DomainError, NotAllowed, NotFound

from .export import export_package, uid_of_code
from .importing import Preview, preview_package
from .importing import import_package as take_in
from .types import Kind


def export_file(code: str, *, kind: str, out: str, as_zip: bool, user: str) -> int:
    """Write a package and say where it is; return 0, or 1 with the reason."""
    now = timezone.now()
    try:
        actor = _actor(user)
        uid = uid_of_code(actor=actor, code=code, today=timezone.localdate(now))
        Path(out).mkdir(parents=True, exist_ok=True)
        made = export_package(actor=actor, uid=uid, kind=Kind(kind), folder=Path(out), now=now, as_zip=as_zip)
    except NotFound:
        return _refused(_("Không có hồ sơ “%(code)s” mở cho tài khoản này.") % {"code": code})
    except (DomainError, OSError) as error:
        return _refused(str(error))
    print(made.path)
    print(_("%(kind)s %(objid)s: %(files)d tệp, %(size)d byte") % {
        "kind": made.kind, "objid": made.objid, "files": made.files, "size": made.size,
    })  # fmt: skip
    for note in made.notes:
        print(f"! {note}")
    return 0


def import_package(place: str, *, only_check: bool, user: str) -> int:
    """Check a package and take it in; return 0, or 1 with what is wrong."""
    now = timezone.now()
    try:
        actor = _actor(user)
        if only_check:
            return _show(preview_package(actor=actor, place=Path(place), now=now))
        found = take_in(actor=actor, place=Path(place), now=now)
    except (DomainError, OSError) as error:
        return _refused(str(error))
    if not found.is_new:
        print(_("Gói %(objid)s đã nhập trước đây thành hồ sơ %(file)s; không thay đổi gì.") % {
            "objid": found.objid, "file": found.file_code,
        })  # fmt: skip
        return 0
    for one in found.warnings:
        print(f"! {one.rule} {one.path}: {one.text}")
    print(_("Đã nhập hồ sơ %(file)s: %(n)d tài liệu.") % {"file": found.file_code, "n": found.documents})
    return 0


def _show(preview: Preview) -> int:
    for one in preview.verdict.problems:
        print(f"{'✗' if one.severity == 'error' else '!'} {one.rule} {one.path}: {one.text}")
    if preview.export is None or not preview.verdict.is_sound:
        return _refused(_("Gói không đạt."))
    print(_("Gói đạt: %(kind)s %(objid)s, hồ sơ %(file)s “%(title)s”, %(n)d tài liệu.") % {
        "kind": preview.verdict.kind, "objid": preview.verdict.objid, "file": preview.export.file_code,
        "title": preview.export.title, "n": len(preview.export.documents),
    })  # fmt: skip
    if preview.known:
        print(_("Đã nhập trước đây thành hồ sơ %(file)s.") % {"file": preview.known})
    return 0


def _actor(user: str) -> Actor:
    """Return the actor of an account in its main post. Raises NotAllowed."""
    account = get_user_model().objects.filter(username=user, is_active=True).first()
    actor = identity.actor_in(account, "", now=timezone.now()) if account is not None else None
    if actor is None:
        raise NotAllowed(reason=_("Không có tài khoản “%(user)s” đang giữ một vị trí.") % {"user": user})
    return actor


def _refused(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1
