"""Invented Vietnamese names from a seeded generator, long ones and names of several peoples among them."""

import random

FAMILY = (
    "Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Phạm Huỳnh Huỳnh Phan Vũ Võ Võ Đặng Bùi Đỗ Hồ Ngô "
    "Dương Lý Đoàn Đinh Trịnh Mai Cao Lâm Châu Tạ Thái Tô Lương Hà Từ Kiều Quách Trương Trương"
).split()
MIDDLE_WOMAN = ["Thị", "Thị", "Thị Ngọc", "Thị Kim", "Thị Thanh", "Thị Mỹ", "Ngọc", "Thị Bích", "Thị Hồng", "Thị Thúy"]
GIVEN_WOMAN = (
    "Ánh Bé Chi Diễm Diệu Dung Duyên Giang Hà Hạnh Hiền Hoa Hương Hường Khánh Lan Liên Loan Mai My Nga "
    "Ngân Nhung Như Oanh Phượng Quyên Tâm Thảo Thơ Thủy Tiên Trang Trinh Tuyết Uyên Vân Vy Xuân Yến"
).split()
MIDDLE_MAN = ("Văn Văn Minh Hoàng Quốc Thanh Hữu Đức Công Tấn Trọng Ngọc").split()
GIVEN_MAN = (
    "An Anh Bảo Bình Chiến Cường Dũng Duy Đạt Đông Giàu Hải Hậu Hiếu Hòa Hưng Huy Khải Khoa Kiệt Lâm Lợi "
    "Long Lực Mẫn Nam Nghĩa Nhân Phong Phú Phúc Quân Quang Quý Sang Sơn Tài Thắng Thành Thịnh Toàn Trí "
    "Trung Tú Tuấn Tùng Vinh"
).split()

# Tên dài và tên của nhiều dân tộc: không bao giờ được tách, cắt hay viết sai dấu.
LONG = [
    "Công Tằng Tôn Nữ Thị Diệu Huyền Trang",
    "Nguyễn Phúc Vĩnh Thụy Hoàng Gia Bảo Khánh",
    "H’Hen Niê Kđăm Ksơr Ayŭn",
    "Lê Hoàng Hiếu Nghĩa Đệ Nhất Thương Tâm Nhân",
    "Thạch Thị Sà Vẹt Kim Ngọc Thúy Phượng",
    "Đặng Nguyễn Trương Hồng Quỳnh Uyên Phương",
    "Y Bhĩu Êban Krông Ana",
    "Trần Lê Quốc Toàn Nguyễn Hữu Thiện Nhân",
]


class People:
    """A deterministic supply of people: the same seed gives the same names in the same order."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  (names, not secrets)
        self._count = 0
        self._given: set[str] = set()

    def next(self) -> str:
        """Return a name not given before; every ninth is a long one while they last."""
        self._count += 1
        index, rest = divmod(self._count, 9)
        if rest == 0 and index <= len(LONG):
            return LONG[index - 1]
        while True:
            name = self._ordinary()
            if name not in self._given:
                self._given.add(name)
                return name

    def _ordinary(self) -> str:
        choose = self._random.choice
        if self._random.random() < 0.5:
            return f"{choose(FAMILY)} {choose(MIDDLE_WOMAN)} {choose(GIVEN_WOMAN)}"
        return f"{choose(FAMILY)} {choose(MIDDLE_MAN)} {choose(GIVEN_MAN)}"
