"""Messages as the systems in use write them, and the means to change one thing in them."""

import base64
import hashlib
import io
import zipfile
from datetime import date, datetime

from congvu.exchange.edxml.carrying import File, attach
from congvu.exchange.edxml.reader import read
from congvu.exchange.edxml.types import (
    Business,
    Code,
    DocumentType,
    Edoc,
    Organ,
    OtherInfo,
    Promulgation,
    ResponseFor,
    Signer,
    StaffInfo,
    Status,
    ToPlaces,
    TraceHeader,
    TraceHeaderList,
)
from congvu.exchange.edxml.values import VIETNAM
from congvu.exchange.edxml.writer import write

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"
DOCUMENT_ID = "000.00.00.G22,2015/09/30,7816/VPCP-TTĐT"
ANSWERED = "000.00.00.H58,2015/09/01,05/UBND-VX"
WHEN = datetime(2015, 9, 30, 14, 5, 6, tzinfo=VIETNAM)
QCVN = "http://www.mic.gov.vn/TBT/QCVN_102_2016"


def file(name="7816-vpcp-ttdt.pdf", content=PDF, media_type="application/pdf"):
    return File(name, media_type, len(content), hashlib.sha256(content).hexdigest(), lambda: io.BytesIO(content))


def edoc(*files, zipped=True, **changes):
    said = {
        "sender": Organ(
            "G22", "Chính phủ", "Văn phòng Chính phủ", "Số 1 Hoàng Hoa Thám, Hà Nội", "vpcp@chinhphu.vn",
            "080 43162", "080 48924", "vpcp.chinhphu.vn",
        ),
        "receivers": (Organ("H58", name="UBND tỉnh Tiền Giang"), Organ("H20.14", name="Sở Xây dựng")),
        "document_id": DOCUMENT_ID,
        "code": Code("7816", "VPCP-TTĐT"),
        "promulgation": Promulgation("Hà Nội", date(2015, 9, 30)),
        "document_type": DocumentType(2, 18, "Công văn"),
        "subject": "Về việc triển khai kết nối, liên thông phần mềm quản lý văn bản",
        "content": "Triển khai “liên thông” & báo cáo <trước 15/10>",
        "signer": Signer("KT. BỘ TRƯỞNG, CHỦ NHIỆM", "Phó Chủ nhiệm", "Nguyễn Khắc Định"),
        "due_on": date(2015, 10, 15),
        "to_places": ToPlaces(("Như trên", "Lưu: VT, TTĐT (3b)")),
        "other": OtherInfo(1, "Toàn quốc", "PL", 10, 2, False),
        "responses": (ResponseFor("H58", Code("05", "UBND-VX"), date(2015, 9, 1), ANSWERED),),
        "steering": 2,
        "trace": TraceHeaderList(
            (TraceHeader("G22", WHEN),),
            Business(0, "Văn bản mới", paper=0, staff=StaffInfo("Văn thư", "Trần Thị Hoa", "hoa@chinhphu.vn", "0912")),
        ),
        "attachments": attach(files, zipped=zipped),
    }  # fmt: skip
    return Edoc(**{**said, **changes})


def status(code="03", **changes):
    said = {
        "sender": Organ("H58", name="UBND tỉnh Tiền Giang"),
        "about": ResponseFor("G22", Code("7816", "VPCP-TTĐT"), date(2015, 9, 30), DOCUMENT_ID),
        "code": code,
        "description": "Đã vào sổ",
        "at": WHEN,
        "staff": StaffInfo("Phòng Hành chính", "Lê Văn Ba", "ba@tiengiang.gov.vn", "0987"),
    }  # fmt: skip
    return Status(**{**said, **changes})


def written(message, **how):
    out = io.BytesIO()
    write(message, out, **how)
    return out.getvalue()


def reading(data, folder, **how):
    """Read bytes; the folder is emptied for it."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    return read(io.BytesIO(data), folder, **how)


def archive(name, content=PDF):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return out.getvalue()


def b64(content):
    return base64.b64encode(content).decode()
