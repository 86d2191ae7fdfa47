"""Points of NĐ 30/2020/NĐ-CP Phụ lục VI: what each asks, how it is met here, and how far.

The ids are ours (the decree only numbers its sections). The table at the end of a test run and docs/conformity-nd30.md
are both made from these rows. A point that stands as met or partly met has a test; a point that is missing has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MET, PARTLY, EXCHANGE, MISSING = "đạt", "một phần", "chưa: liên thông", "chưa có"
PROVEN: Final = frozenset({MET, PARTLY})


@dataclass(frozen=True, slots=True)
class Point:
    """One requirement: `how` says what meets it; `lacks` what is missing, empty only where it is met."""

    id: str
    asks: str
    standing: str
    how: str = ""
    lacks: str = ""


def _met(key: str, asks: str, how: str) -> Point:
    return Point(key, asks, MET, how)


def _partly(key: str, asks: str, how: str, lacks: str) -> Point:
    return Point(key, asks, PARTLY, how, lacks)


def _exchange(key: str, asks: str, lacks: str) -> Point:
    return Point(key, asks, EXCHANGE, lacks=lacks)


def _missing(key: str, asks: str, lacks: str) -> Point:
    return Point(key, asks, MISSING, lacks=lacks)


CREATION: Final = (
    _met(
        "F1.1",
        "Tạo lập văn bản, chuyển đổi định dạng, đính kèm tệp",
        "Dự thảo có phiên bản, tệp kèm theo; trang ký dựng thành PDF/A-2b; tệp Word, bảng tính sang PDF "
        "bằng LibreOffice của máy chủ (congvu doctor kiểm tra đã cài)",
    ),
    _met(
        "F1.2", "Cấp mã định danh cho văn bản đi", "Khi phát hành: mã cơ quan, ngày, số và ký hiệu; duy nhất trong năm"
    ),
    _met("F1.3", "Hiển thị mức độ khẩn", "Trang văn bản và việc cần làm ghi mức khẩn; việc khẩn xếp trước"),
    _met("F1.4.1", "Tự động cấp số văn bản đi theo thứ tự thời gian trong năm", "Dãy số của sổ, khóa khi lấy số"),
    _met("F1.4.2", "Tự động cấp số đến theo thứ tự thời gian trong năm", "Một dãy số đến cho một sổ, năm mới lại từ 1"),
    _met("F1.5", "Tự động báo cho nơi gửi biết đã nhận văn bản", "Biên nhận ký số và trạng thái 01 tự gửi về nơi gửi"),
    _met(
        "F1.6.1",
        "Tự động điền trường của văn bản đi 1.1, 1.2, 2, 4, 6, 10",
        "Lấy từ hồ sơ, dãy số, ngày phát hành và số trang của bản đã ký",
    ),
    _met(
        "F1.6.2",
        "Tự động điền trường 13.1 của văn bản đi: mã định danh nơi nhận",
        "Khi phát hành, nơi nhận lấy mã của cơ quan trong bản cài đặt hoặc danh bạ liên thông; có trong XML hồ sơ",
    ),
    _met(
        "F1.6.3",
        "Tự động điền trường của văn bản đến 1.1, 1.2, 2, 13",
        "Lấy từ hồ sơ mà văn bản được đưa vào và từ dãy số đến",
    ),
    _met(
        "F1.6.4",
        "Tự động điền trường 12 của văn bản đến: ngày đến",
        "Mẫu đăng ký và REST lấy lúc đang đăng ký; văn thư sửa được",
    ),
    _met(
        "F1.6.5",
        "Tự động điền trường 10 của văn bản đến: số trang",
        "PDF đếm khi đọc chữ, tệp Word đếm ở bản xem PDF (không có LibreOffice thì theo số trang Word tự ghi); "
        "văn thư đã ghi thì giữ",
    ),
    _met("F1.6.6", "Tự động điền trường của hồ sơ 1.1, 1.2, 9, 10", "Mã cơ quan, năm, tổng số văn bản, tổng số trang"),
    _met("F1.7.1", "Cảnh báo văn bản đến trùng mã định danh", "Từ chối kèm số đến đã có, đến khi văn thư xác nhận"),
    _met(
        "F1.7.2",
        "Cảnh báo văn bản đến trùng số, ký hiệu và cơ quan ban hành",
        "So sau khi bỏ dấu, bỏ hoa thường và số 0 đầu",
    ),
    _met("F1.8.1", "Thông báo khi có văn bản mới", "Người nhận có thông báo và việc cần làm trong cùng giao dịch"),
    _met(
        "F1.8.2",
        "Hiển thị tình trạng nhận và xử lý văn bản tại nơi nhận",
        "Trang văn bản đi hiện từng nơi nhận, trạng thái 01 đến 06 và giờ",
    ),
    _met(
        "F1.9.1",
        "Người có thẩm quyền phân phối, chỉ đạo văn bản đến",
        "Bút phê: chủ trì, phối hợp, để biết và thời hạn",
    ),
    _met(
        "F1.9.2", "Thống kê, theo dõi việc giải quyết văn bản đến", "Báo cáo theo đơn vị; mỗi con số mở ra các văn bản"
    ),
    _met("F1.9.3", "Đôn đốc giải quyết văn bản đến", "Nhắc trước hạn, khi đến hạn và khi quá hạn"),
    _met(
        "F1.10",
        "Người có thẩm quyền mở, sửa, trả lại dự thảo",
        "Người đang giữ bước duyệt sửa thành phiên bản mới hoặc trả lại",
    ),
)

LINKS: Final = (
    _met(
        "F2.1",
        "Kết nối, liên thông với Hệ thống của cơ quan khác",
        "edXML (QCVN 102) qua HTTPS giữa các bản cài đặt và qua API của trục",
    ),
    _exchange("F2.2", "Kết nối với Hệ thống của lưu trữ lịch sử", "Cần hệ thống của lưu trữ lịch sử nhận hồ sơ"),
    _met(
        "F2.3",
        "Làm việc trên thiết bị di động",
        "Mọi trang đổi bố cục theo bề rộng; cả luồng đăng ký, bút phê, xử lý, duyệt, ký số, phát hành được chạy "
        "ở bề rộng 390 px trong trình duyệt thật",
    ),
    _met(
        "F2.4",
        "Kết nối với hệ thống chuyên ngành",
        "REST có khóa truy cập, có mô tả OpenAPI: đăng ký văn bản đến, đọc sổ, lập và theo dõi dự thảo văn bản đi, "
        "mở hồ sơ, đưa văn bản vào hồ sơ",
    ),
)

SECURITY: Final = (
    _partly(
        "F3.1",
        "Bảo đảm các cấp độ an toàn thông tin",
        "Phân quyền ở mỗi hành động, nhật ký nối chuỗi không sửa được, văn bản mật không có nội dung trong hệ thống",
        "Cấp độ do cơ quan có thẩm quyền phê duyệt cho từng nơi cài đặt",
    ),
    _met(
        "F3.2", "Phân quyền truy cập từng văn bản", "Người không có phần việc không thấy văn bản ở trang, sổ, tìm kiếm"
    ),
    _met("F3.3", "Phân quyền truy cập từng hồ sơ", "Người lập, phối hợp, theo dõi; người khác không thấy hồ sơ"),
    _met(
        "F3.4",
        "Cảnh báo thay đổi quyền truy cập văn bản đến khi người có thẩm quyền xác nhận",
        "Đề nghị chờ xác nhận; quyền chỉ đổi sau khi lãnh đạo xác nhận",
    ),
    _met(
        "F3.5",
        "Cảnh báo thay đổi quyền truy cập hồ sơ đến khi người có thẩm quyền xác nhận",
        "Đổi chế độ sử dụng và mở văn bản cho người trong hồ sơ chờ xác nhận",
    ),
)

FILES: Final = (
    _met("F4.1", "Danh mục hồ sơ", "Lập, trình, phê duyệt, ban hành; hồ sơ mở từ danh mục"),
    _met("F4.2", "Mã cho từng hồ sơ", "Mã cơ quan, năm, số và ký hiệu; duy nhất trong năm"),
    _met("F4.3", "Tự động sắp thứ tự văn bản trong hồ sơ", "Theo ngày văn bản, đánh lại khi thêm hoặc rút"),
    _met("F4.4", "Một văn bản ở nhiều hồ sơ mà không nhân bản", "Hồ sơ trỏ tới văn bản; chỉ một dòng, một tệp"),
    _met("F4.5", "Thống kê, liệt kê hồ sơ của một tài khoản", "Trang hồ sơ, thẻ Tôi lập, có tổng số"),
    _met(
        "F4.6",
        "Kết xuất toàn bộ hồ sơ và siêu dữ liệu ra PDF",
        "Một PDF theo trình tự thời gian, có mục lục, dấu trang, tệp gốc",
    ),
    _met("F4.7", "Kết xuất toàn bộ hồ sơ và siêu dữ liệu ra XML", "Theo lược đồ hoso.xsd, tên trường của Phụ lục VI"),
)

KEEPING: Final = (
    _met(
        "F5.1", "Lưu ý kiến phân phối, chỉ đạo", "Bút phê, lượt xử lý và tiến độ không bị xóa; hiện ở vòng đời văn bản"
    ),
    _met("F5.2", "Lưu mọi bản thảo và ý kiến góp ý", "Mỗi lần lưu là một phiên bản; ý kiến gắn với phiên bản"),
    _met("F5.3", "Lưu việc duyệt nội dung và duyệt thể thức", "Các bước duyệt có người, lúc và kết quả"),
    _met("F5.4", "Lưu việc xem văn bản", "Ai mở trang nào, lần đầu, lần cuối, bao nhiêu lần"),
    _met(
        "F5.5",
        "Thông báo hồ sơ đến hạn nộp lưu trong 30 ngày",
        "Thông báo của lưu trữ tạo việc có hạn 30 ngày cho người lập",
    ),
    _met("F5.6", "Nộp lưu hồ sơ vào lưu trữ hiện hành", "Danh mục nộp, kiểm tra, biên bản, mã hồ sơ lưu trữ"),
    _met(
        "F5.7",
        "Nộp lưu vào lưu trữ lịch sử",
        "Mục lục hồ sơ vĩnh viễn được duyệt, gói SIP từng hồ sơ mà nơi nhận mở, kiểm tra, nhập được, kết quả từng hồ "
        "sơ và biên bản; nối tự động là F2.2",
    ),
    _met(
        "F5.8",
        "Bảo đảm toàn vẹn, phát hiện thay đổi",
        "SHA-256 của tệp so lại khi nộp lưu; hàng nhật ký không sửa được",
    ),
    _partly(
        "F5.9",
        "Di chuyển dữ liệu từ hệ thống khác",
        "Nạp hàng loạt dòng sổ kèm tệp, trạng thái, quyền xem",
        "Chưa có công cụ đọc riêng cho từng phần mềm đang dùng",
    ),
    _met(
        "F5.10",
        "Sao lưu định kỳ, sao lưu đột xuất và phục hồi trong hệ thống",
        "Mỗi ngày một bản theo lịch, bản đột xuất từ trang quản trị hoặc dòng lệnh; bản nào cũng được đọc lại toàn bộ",
    ),
)

USE: Final = (
    _met("F6.1", "Thống kê số văn bản, số hồ sơ", "Báo cáo văn bản đến, đi theo kỳ; danh sách hồ sơ có tổng số"),
    _met(
        "F6.2",
        "Thống kê số lượt truy cập từng văn bản và của toàn hệ thống",
        "Lượt mở từng văn bản, tệp, dự thảo, hồ sơ theo người; báo cáo lượt truy cập theo kỳ, đơn vị, mở ra từng ngày",
    ),
    _met(
        "F6.3",
        "Tìm theo mọi trường thông tin đầu vào",
        "Mẫu tìm có từng trường của Phụ lục VI, kết hợp được",
    ),
    _met("F6.4", "Tìm toàn văn", "Chữ trong tệp được đọc ra khi đăng ký và tìm không cần dấu"),
    _met("F6.5", "Chọn trường hiển thị trong kết quả", "Cột được chọn, giữ theo vị trí"),
    _met("F6.6", "Lưu câu tìm kiếm", "Bộ lọc lưu theo tên, dùng riêng hoặc chung trong cơ quan"),
    _met("F6.7", "Sắp xếp kết quả", "Theo cột, lên hoặc xuống"),
    _met("F6.8", "Kết xuất kết quả ra .doc, .docx, .pdf", "Ra .doc (Word 97–2003), .docx, .pdf, .xlsx, .csv"),
    _met("F6.9", "Tải về, in", "Tải tệp theo quyền; bản in sổ và phiếu giải quyết"),
    _met(
        "F6.10",
        "Đánh dấu văn bản, hồ sơ đã in",
        "Văn bản, hồ sơ được người in đánh dấu, một hay nhiều, kèm người, lúc, số bản; hiện ở trang của nó",
    ),
    _met("F6.11", "Lưu nhật ký sử dụng", "Mỗi hành động có dòng nhật ký với người, vị trí, lúc"),
)

METADATA: Final = (
    _met("F7.1", "Siêu dữ liệu được lưu cùng hồ sơ, văn bản", "Dòng sổ không xóa được; hủy số thì gạch và giữ lý do"),
    _met("F7.2", "Hiển thị siêu dữ liệu khi cần", "Trang văn bản và trang hồ sơ hiện đủ trường"),
    _met("F7.3", "Bổ sung siêu dữ liệu", "Sửa đăng ký; giá trị cũ và mới ở nhật ký"),
    _met(
        "F7.4",
        "Siêu dữ liệu về an ninh",
        "Độ mật, phạm vi lưu hành, quyền xem, kết quả kiểm tra chữ ký giữ theo văn bản",
    ),
    _met("F7.5", "Liên kết cố định", "Địa chỉ của văn bản, hồ sơ theo mã không đổi (UUID)"),
)

RECALL: Final = (
    _met(
        "F8.1",
        "Đóng băng văn bản đi và siêu dữ liệu khi có lệnh thu hồi",
        "Cơ sở dữ liệu từ chối mọi thay đổi của dòng đã thu hồi",
    ),
    _met(
        "F8.2",
        "Hủy văn bản đến và siêu dữ liệu tại nơi nhận",
        "Nơi nhận đồng ý thì nội dung, siêu dữ liệu và chữ đã đọc bị hủy; đồng ý hay không đều báo về nơi gửi",
    ),
    _met("F8.3", "Lưu siêu dữ liệu về việc thu hồi", "Liên kết tới văn bản thu hồi, lúc, lý do, nhật ký ở hai nơi"),
)

ADMINISTRATION: Final = (
    _met("F9.1", "Tạo nhóm người dùng theo cấp bậc, phân quyền", "Vị trí trong đơn vị mang vai trò; quyền theo vị trí"),
    _met("F9.2", "Thay đổi quyền khi luân chuyển", "Kết thúc và giao vị trí theo ngày; quyền đổi theo"),
    _met(
        "F9.3",
        "Phục hồi thông tin và báo cáo phục hồi",
        "congvu restore vào bản cài trống; báo cáo nêu đã phục hồi gì, khác gì, thiếu gì, nhật ký còn nguyên không",
    ),
    _met(
        "F9.4",
        "Khóa, đóng băng tập hợp (nhóm tài liệu) để ngăn xóa, sửa",
        "Quản trị viên khóa tập hồ sơ tự chọn: hồ sơ và văn bản trong đó không sửa, rút, hủy được; cơ sở dữ liệu giữ",
    ),
    _met(
        "F9.5",
        "Cảnh báo xung đột",
        "Quản trị viên cuối cùng, số và ký hiệu hồ sơ trùng, phiên bản cũ bị từ chối kèm câu nói rõ",
    ),
    _met(
        "F9.6",
        "Thiết lập kết nối, liên thông",
        "Quản trị viên khai báo đối tác liên thông (địa chỉ, khóa, mã cơ quan) và cấp khóa truy cập có hạn",
    ),
)

OUTPUTS: Final = (
    _met("F10.1", "Sổ đăng ký văn bản đến", "Trên màn hình, bản in đủ 10 cột, tệp .xlsx và .csv"),
    _met("F10.2", "Báo cáo tình hình giải quyết văn bản đến", "Sổ theo dõi 7 cột; báo cáo theo đơn vị, người, loại"),
    _met("F10.3", "Sổ đăng ký văn bản đi", "Tệp .docx, .pdf, .xlsx, .csv đủ cột"),
    _met("F10.4", "Báo cáo văn bản đi", "Theo kỳ: phát hành, ký số, gửi điện tử, trả lời"),
    _met("F10.5", "Mục lục văn bản trong hồ sơ", "Trang in và tệp theo Phụ lục V"),
    _met("F10.6", "Mục lục hồ sơ", "Danh mục hồ sơ của năm và mục lục hồ sơ nộp lưu, tệp .pdf"),
)

GENERAL: Final = (
    _met("G.1", "Ký số, kiểm tra, xác thực chữ ký số", "Ký của người có thẩm quyền và của cơ quan; kiểm tra từng bước"),
)

POINTS: Final = (
    *CREATION, *LINKS, *SECURITY, *FILES, *KEEPING, *USE, *METADATA, *RECALL, *ADMINISTRATION, *OUTPUTS, *GENERAL,
)  # fmt: skip
