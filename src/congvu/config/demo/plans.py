"""The plans that the project was created from, among the issued documents of their agencies.

Facts (number, date, targets) from the press reports of the day; the sentences are ours.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PlanSpec:
    """A decision or plan of 2010-2011 on the use of information technology. Empty signer: not in the report."""

    agency_code: str
    type_name: str
    number: int
    notation: str
    issued_on: date
    subject: str
    signer: str
    signer_title: str
    capacity: str
    body: str
    note: str


PLANS = (
    PlanSpec(
        "G14", "Quyết định", 2016, "QĐ-BTTTT", date(2010, 12, 23),
        "Về việc phê duyệt Kế hoạch ứng dụng công nghệ thông tin trong hoạt động của Bộ Thông tin và Truyền thông "
        "giai đoạn 2011 - 2015",
        "Nguyễn Minh Hồng", "Thứ trưởng", "KT. BỘ TRƯỞNG",
        "## Mục tiêu đến năm 2015\n\n"
        "- Xây dựng hạ tầng thông tin, nâng cao năng lực điều hành, quản lý của các cơ quan, đơn vị thuộc Bộ.\n"
        "- Ứng dụng công nghệ thông tin phục vụ người dân và doanh nghiệp.\n\n"
        "## Giải pháp\n\n"
        "- Chỉ đạo: lãnh đạo Bộ và thủ trưởng đơn vị chịu trách nhiệm; Trung tâm Thông tin là cơ quan thường trực, "
        "kiểm tra và đôn đốc hằng kỳ.\n"
        "- Pháp lý: chuẩn hóa quy trình, ban hành chuẩn thông tin và quy chế khai thác cơ sở dữ liệu.\n"
        "- Tài chính: bảo đảm kinh phí, huy động các nguồn vốn.\n"
        "- Nhân lực: đào tạo, đưa việc ứng dụng công nghệ thông tin vào đánh giá hằng năm.",
        "Theo tin của Bộ Thông tin và Truyền thông về Quyết định 2016/QĐ-BTTTT.",
    ),
    PlanSpec(
        "G22", "Quyết định", 1935, "QĐ-VPCP", date(2010, 11, 26),
        "Về việc phê duyệt Kế hoạch ứng dụng công nghệ thông tin trong hoạt động của Văn phòng Chính phủ "
        "giai đoạn 2011 - 2015",
        "", "Bộ trưởng, Chủ nhiệm", "",
        "## Mục tiêu\n\n"
        "- 100% cuộc họp của Thủ tướng Chính phủ với các bộ, ngành, địa phương có thể họp trên môi trường mạng.\n"
        "- Văn bản chỉ đạo, điều hành của Chính phủ, Thủ tướng Chính phủ (trừ văn bản mật) gửi, nhận điện tử: "
        "70% đến năm 2012, 100% đến năm 2015.\n"
        "- 100% cán bộ, công chức các đơn vị tham mưu có chữ ký số và thư điện tử đến hết năm 2011.\n\n"
        "## Bốn nhiệm vụ\n\n"
        "- Hạ tầng kỹ thuật (6 dự án).\n- Phục vụ người dân, doanh nghiệp (8 dự án).\n"
        "- Hoạt động nội bộ của các đơn vị sự nghiệp.\n- Đào tạo, bồi dưỡng.",
        "Ngày ghi theo ngày đưa tin 26/11/2010; bản tin không nêu ngày ký và người ký.",
    ),
    PlanSpec(
        "G09", "Quyết định", 949, "QĐ-BNV", date(2011, 4, 20),
        "Ban hành Kế hoạch ứng dụng công nghệ thông tin trong hoạt động của Bộ Nội vụ giai đoạn 2011 - 2015",
        "Trần Văn Tuấn", "Bộ trưởng", "",
        "## Chỉ tiêu\n\n"
        "- 100% hồ sơ cán bộ, công chức các cấp được quản lý chung trên mạng, quy mô quốc gia.\n"
        "- Trung bình 90% thông tin chỉ đạo của lãnh đạo Bộ thực hiện trên mạng.\n"
        "- 80% văn bản, tài liệu chính thức giữa các đơn vị thuộc Bộ trao đổi hoàn toàn điện tử.\n"
        "- 100% cán bộ, chuyên viên có hộp thư điện tử; 90% thường xuyên dùng trong công việc.\n"
        "- 90% cán bộ, công chức, viên chức thường xuyên dùng phần mềm quản lý văn bản và điều hành.\n"
        "- 100% đơn vị trực thuộc có cổng hoặc trang thông tin điện tử.\n"
        "- Mọi dịch vụ công mức độ 2 và 13 đến 15 dịch vụ mức độ 3 trên Cổng của Bộ.",
        "Theo tin của Bộ Nội vụ về Quyết định 949/QĐ-BNV.",
    ),
    PlanSpec(
        "H58", "Kế hoạch", 58, "KH-UBND", date(2011, 6, 13),
        "Ứng dụng công nghệ thông tin trong hoạt động của cơ quan nhà nước tỉnh Tiền Giang giai đoạn 2011 - 2015",
        "", "Chủ tịch", "TM. ỦY BAN NHÂN DÂN",
        "## Mục tiêu đến năm 2015\n\n"
        "- 100% cơ quan nhà nước cấp xã nối mạng tốc độ cao; cơ quan đã nối mạng được cấp chứng thực chữ ký số.\n"
        "- 60% văn bản, tài liệu chính thức giữa các cơ quan nhà nước trao đổi hoàn toàn điện tử.\n"
        "- 100% cuộc họp của Chính phủ với Ủy ban nhân dân tỉnh có thể họp trên môi trường mạng.\n"
        "- 100% hồ sơ cán bộ, công chức có thể quản lý chung trên mạng, quy mô quốc gia.\n"
        "- 20% người dân dùng dịch vụ công trực tuyến; 70% dịch vụ được nâng lên mức độ 3.\n"
        "- 90% công chức sở, ngành, cấp huyện và 50% công chức cấp xã dùng thư điện tử.\n"
        "- Một cửa, một cửa liên thông nối với cổng thông tin điện tử.",
        "Theo tin của Cổng thông tin điện tử tỉnh Tiền Giang; bản tin không nêu người ký.",
    ),
)  # fmt: skip
