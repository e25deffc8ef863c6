"""The pages of a portal that are no news: introductions, internal notices, documents, digests."""

from __future__ import annotations

from portalcrawl.replicas.content import Block, ReplicaArticle

_DUTIES = (
    "Tham mưu, tổng hợp, giúp lãnh đạo tỉnh theo dõi, đôn đốc việc thực hiện chương trình.",
    "Kiểm soát thủ tục hành chính; tổ chức tiếp nhận, giải quyết hồ sơ theo cơ chế một cửa.",
    "Quản lý cổng thông tin điện tử và hệ thống văn bản điều hành; thực hiện văn thư, lưu trữ.",
    "Quản trị công sở, bảo đảm phương tiện và kinh phí cho hoạt động thường xuyên của cơ quan.",
)
_STRUCTURE = (
    "Phòng Tổng hợp",
    "Phòng Hành chính - Quản trị",
    "Ban Tiếp công dân",
    "Trung tâm Tin học",
)


def introduction(number: int, title: str) -> ReplicaArticle:
    """What an office says of itself: no date, no author, nothing new."""
    return ReplicaArticle(
        id=number,
        title=title,
        date_line="",
        blocks=(
            Block("h", "I. Chức năng, nhiệm vụ"),
            *(Block("p", text) for text in _DUTIES),
            Block("h", "II. Cơ cấu tổ chức"),
            *(Block("li", text) for text in _STRUCTURE),
        ),
    )


def internal_notice(number: int) -> ReplicaArticle:
    """A notice under an address that robots.txt forbids; it reads like an article."""
    return ReplicaArticle(
        id=number,
        title="Thông báo nội bộ về lịch trực cơ quan",
        published="2024-02-05T07:15",
        lead="Phòng Hành chính thông báo lịch trực cơ quan tuần tới để cán bộ, công chức biết và"
        " thực hiện; nội dung này chỉ lưu hành trong cơ quan.",
        blocks=(
            Block("p", "Ca sáng bắt đầu từ 7 giờ, ca chiều bắt đầu từ 13 giờ 30 phút mỗi ngày."),
            Block(
                "p", "Người trực bàn giao sổ theo dõi cho ca sau và báo cáo khi có việc đột xuất."
            ),
        ),
    )


def legal_document(number: int) -> ReplicaArticle:
    """A document page of the legal library, behind the grammar of the news."""
    return ReplicaArticle(
        id=number,
        title="Quyết định ban hành Quy chế quản lý tài sản công tại các đơn vị sự nghiệp",
        date_line="",
        blocks=(
            Block(
                "table",
                rows=(
                    ("Số ký hiệu", "27/2023/QĐ-UBND"),
                    ("Ngày ban hành", "14/08/2023"),
                    ("Ngày hiệu lực", "01/09/2023"),
                    ("Loại văn bản", "Quyết định"),
                    ("Cơ quan ban hành", "Ủy ban nhân dân tỉnh"),
                    ("Người ký", "Hoàng Văn Lợi"),
                    ("Trích yếu", "Ban hành Quy chế quản lý tài sản công tại đơn vị sự nghiệp"),
                ),
            ),
        ),
        attachments=(("27-2023-QD-UBND.pdf", "27-2023-qd-ubnd.pdf"),),
    )
