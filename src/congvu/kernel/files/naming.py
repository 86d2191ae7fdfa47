"""Names of files: what is taken, what is refused, and how a name goes into a header."""

import unicodedata
from urllib.parse import quote

from django.utils.translation import gettext as _

from .. import text
from ..errors import FileNameRefused

LONGEST_NAME = 200  # letters; the column has the same length


def checked_name(name: str) -> str:
    """Return the name without what nobody sees (controls, direction marks, double spaces, final dots).

    Raises FileNameRefused for path parts, nothing left, or more than 200 letters: what the person would see
    changed is asked of the person, not changed behind her back.
    """
    clean = text.clean_line(name).rstrip(". ")
    if "/" in clean or "\\" in clean:
        raise FileNameRefused(name=clean[:LONGEST_NAME], reason=_("tên có dấu gạch chéo chỉ đường dẫn."))
    if not clean.strip(". "):
        raise FileNameRefused(name="", reason=_("tên trống."))
    if len(clean) > LONGEST_NAME:
        reason = _("tên dài %(length)d ký tự, tối đa %(most)d.") % {"length": len(clean), "most": LONGEST_NAME}
        raise FileNameRefused(name=f"{clean[:40]}…", reason=reason)
    return clean


def extension(name: str) -> str:
    """Return the extension in lower case without the dot, or an empty string."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem and ending.isalnum() and len(ending) <= 8 else ""


def disposition(name: str, *, inline: bool) -> str:
    """Return the Content-Disposition header (RFC 6266): an ASCII name for old programs, the true one in UTF-8."""
    kind = "inline" if inline else "attachment"
    plain = unicodedata.normalize("NFKD", text.fold(name)).encode("ascii", "ignore").decode()
    plain = "".join(char if char.isalnum() or char in " ._-()" else "_" for char in plain).strip() or "tep"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
