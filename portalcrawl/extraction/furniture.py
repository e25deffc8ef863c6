"""The catalogue of furniture: what stands on portals' pages around an article and is none of it.

Each kind has the selectors of the elements that hold it and the wording of the lines it leaves
when a page is flattened to text. Lines match whole: the same words inside a sentence are prose.
Kinds and wordings come from pages of the portals; every kind has a test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from portalcrawl.extraction.text import CAPITALS, clean, is_stray


@dataclass(frozen=True, slots=True)
class Furniture:
    """One kind of furniture."""

    kind: str
    lines: re.Pattern[str]
    """Matched against a whole line, case ignored."""
    names: str = ""
    """Class names and ids of the elements that hold it, separated by spaces: whole ones, or with
    ``*`` for anything. Case is ignored."""
    ends_article: bool = False
    """What follows it on a page is never the article any more."""


def _lines(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in patterns), re.IGNORECASE)


def _tools(*patterns: str) -> re.Pattern[str]:
    """Tools stand in a row: one line holds any number of them.

    The first pattern that fits a tool is final (else a row could be read in 2^n ways): longer
    wordings go before those that they begin with.
    """
    one = "|".join(f"(?:{each})" for each in patterns)
    return re.compile(rf"[\s|•.,/]*+(?:(?>{one})[\s|•.,/]*+)++", re.IGNORECASE)


# A unit is named in capitals ("tỉnh Lạng Sơn"); "tỉnh họp phiên thường kỳ" is a headline.
_UNIT_KIND = r"(?:tỉnh|thành phố|tp\.?|huyện|thị xã|quận|phường|xã|sở|ban)"
_HOST = r"[a-z0-9-]++(?:\.[a-z0-9-]++){1,5}"
_OFFICE_KIND = r"(?:ủy ban|uỷ ban|ubnd|hđnd|hội đồng|đoàn đbqh)"
_DEPARTMENT = (
    r"sở (?:nội vụ|ngoại vụ|tài chính|tư pháp|xây dựng|công thương|y tế|du lịch|"
    r"giáo dục (?:và|&) đào tạo|khoa học (?:và|&) công nghệ|kế hoạch (?:và|&) đầu tư|"
    r"văn h(?:óa|oá),?(?: thể thao)?(?: và (?:du lịch|thể thao))?|giao thông vận tải|"
    r"lao động\b.{3,25} xã hội|nông nghiệp và (?:ptnt|phát triển nông thôn|môi trường)|"
    r"thông tin (?:và|&) truyền thông|tài nguyên (?:và|&) môi trường|dân tộc và tôn giáo)"
)
_UNIT = (
    rf"(?:{_DEPARTMENT}|{_UNIT_KIND})"
    rf"(?:\s+(?!(?:{_UNIT_KIND}|{_OFFICE_KIND}|văn phòng)\b)(?-i:[{CAPITALS}])[\w-]*+){{0,4}}"
)
_OFFICE = (
    rf"(?:văn phòng\s+)?{_OFFICE_KIND}"
    rf"(?:\s+nhân\s+dân)?(?:\s*(?:và|,|-)\s*(?:hđnd|ubnd))?\s+{_UNIT}"
)

CATALOGUE: tuple[Furniture, ...] = (
    Furniture(
        "skip-link",
        _lines(
            r"truy cập nội dung luôn",
            r"nhảy đến nội dung(?: chính)?",
            r"(?:chuyển|đi) (?:đến|tới) nội dung(?: chính)?",
            r"bỏ qua nội dung",
            r"skip (?:ribbon commands?|to (?:main )?content)(?: skip to main content)?",
        ),
        names="skip-link skip-to-content element-focusable",
    ),
    Furniture(
        "site-banner",
        _lines(
            r"(?:(?:cổng|trang|website)\s+(?:thông tin|tt)\s*(?:điện tử|đt)?|cổng ttđt)"
            rf"(?:\s+(?:tổng hợp|thành phần|của))*(?:\s+(?:{_OFFICE}|{_UNIT}|{_HOST}))*"
            r"(?:\s*[-–|].{0,60})?",
            _OFFICE,
            r"(?:chào mừng|hoan nghênh)\b.{0,30}\b(?:đến|tới)\b.{0,160}",
            r"quyết tâm thực hiện thắng lợi nghị quyết\b.{0,160}",
            r"nhiệt liệt chào mừng\b.{0,160}",
            r"trang chủ",
            r"thực đơn|menu",
        ),
    ),
    Furniture(
        "breadcrumb",
        _lines(r"(?:trang chủ\s*)?[>»›/]\s*\S.{0,200}", r"trang chủ\s*[>»›/|].{0,200}"),
        names="BreadcrumbList *crumb* *crumbs site-path",
    ),
    Furniture(
        "reading-tools",
        _tools(
            r"a\s*[-−+]|aa|a",
            r"(?:tăng|giảm) tương phản|tương phản\s*:?",
            r"(?:mặc định |tăng |giảm )?(?:xem (?:với )?)?cỡ chữ(?: mặc định| nhỏ hơn| to hơn)?:?",
            r"\d{1,3}\s?%",
            r"(?:đọc|nghe) (?:bài viết|bài này|bài|tin)\b",
            r"chế độ (?:ban đêm|tối)",
            r"in (?:trang|bài này|bài viết(?: này)?|bài|tin|ra)\b",
            r"lưu (?:bài viết(?: này)?|bài|tin)\b",
            r"giới thiệu bài viết cho bạn bè|đóng cửa sổ này",
            r"(?:bản|phiên bản)(?: để)? in",
            r"tự động phát bài sau\s*:?",
            r"your browser does not support\b.{0,80}",
            r"xuất pdf",
            r"gửi (?:e-?mail|cho bạn bè|bài viết|tin này|bài này)",
            r"0:00\s*/\s*0:00",
            r"(?:giọng )?(?:nam|nữ) miền (?:bắc|nam|trung)",
            r"chia sẻ(?: bài viết)?(?: (?:qua|lên))?"
            r"(?: (?:facebook|zalo|twitter|google\+?|email))?:?",
            r"(?:thích(?: \d+)?|tweet|lưu|copy link|sao chép liên kết|facebook|zalo|print|trở lại)",
            r"quay lại|trở về|về đầu trang|đầu trang",
        ),
        names="""
            reading-tools audio* social-connect block_share network-share
            share-social addthis_toolbox taglib-social-bookmarks fb-like
            fb-share-button sharethis social-share article-tools
            tool-bar-article font-size-tool zalo-share-button tuongphan
            cms-tuongphan wvag article-tool change-font-size print-action print-link
            locale-actions user-tool-asset-addon-entries tool tools tool-* *-tools
            share share-* *-share sharing
            social socials social-* *-social addtoany* a2a_* sharedaddy
        """,
    ),
    Furniture(
        "clock",
        _lines(
            r"(?:hôm nay\s*:?\s*)?(?:thứ\s+\w+|chủ nhật)\s*,?\s*(?:ngày)\s*\d{1,2}/\d{1,2}/\d{4}"
            r"(?:\s*-|\s*,?\s*\d{1,2}:\d\d:\d\d(?:\s*[ap]m)?)",
        ),
        names="clock site-clock datetime-now current-date",
    ),
    Furniture(
        "counter",
        _lines(
            r"\|?\s*(?:số )?l(?:ượt|ần) (?:xem|đọc|truy cập)\s*:?\s*[\d.,]*",
            r"(?:đã xem|view count|views?)\s*:?\s*[\d.,]+",
            r"[\d.,]+\s*lượt (?:xem|đọc)",
            r"thống kê(?: truy cập)?\s*:?\s*[\d.,]*",
            r"(?:đang )?(?:online|trực tuyến)\s*:?\s*[\d.,]*",
            r"đang truy cập\s*:?\s*[\d.,]*",
            r"(?:hôm nay|hôm qua|tuần này|tháng (?:hiện tại|này|trước)|tổng (?:lượt )?truy cập|"
            r"tất cả)\s*:?\s*[\d.,]*",
            r"số người (?:đang )?truy cập\s*:?\s*[\d.,]*",
            r"\d+ phút đọc",
            r"mục lục(?: bài viết)?",
        ),
        names="""
            view-count article-views luot-xem visitor-counter thongke counter
            articlehit post-views
        """,
    ),
    Furniture(
        "rating",
        _lines(
            r"đánh giá\s*:?",
            r"(?:\d+\s*)?lượt đánh giá\s*:?\s*\d*\s*,\s*trung bình\s*:?\s*[\d.,]*"
            r"(?:\s*tin liên quan)?",
            r"click để (?:đánh giá|xếp hạng) bài viết",
            r"tổng số điểm là\b.{0,60}|điểm trung bình theo thang điểm 5 là\b.{0,20}",
            r"xếp hạng bài viết:?|article rating|bạn đã xếp hạng bài viết này rồi",
            r"bài viết(?: này)? có hữu ích\b.{0,60}",
            r"bạn thấy (?:thông tin|bài viết) này thế nào\??",
            r"tổng số điểm của bài viết là\b.{0,60}",
            r"xếp hạng\s*:.{0,60}",
            r"(?:\d ?(?:★|sao)\s*)+",
            r"đánh giá người dùng\s*:.{0,20}|đánh giá bài viết:?",
            r"bạn đánh giá bài viết này thế nào\??",
        ),
        names="""
            rating taglib-ratings article-rating stringrating stringrating*
            star-rating danh-gia danhgia vote vote-* kksr-* kk-star-ratings
        """,
        ends_article=True,
    ),
    Furniture(
        "comments",
        _lines(
            r"(?:\d+\s*)?bình luận(?:\s*\(\d+\))?:?",
            r"ý kiến (?:bạn đọc|của bạn|bình luận|độc giả)(?:\s*\(\d+\))?:?",
            r"(?:gửi|viết) (?:bình luận|phản hồi|ý kiến)(?: của bạn)?:?",
            r"mã (?:xác thực|an toàn|bảo mật|kiểm tra)(?: không đúng)?\s*\.?\s*:?",
            r"(?:nhập )?(?:họ và tên|họ tên|email|e-mail|nội dung)\s*(?:\(\*\)|\*)?\s*:?",
            r"bạn (?:cần|phải) đăng nhập\b.{0,80}",
            r"leave a reply|post a comment|phản hồi|bình luận mới|báo cáo nội dung lỗi",
        ),
        names="""
            comments idcomment comment-form commentform taglib-discussion
            formcomment comment* *captcha* fb-comments bcommentpanel
            articlecomments disqus* respond
        """,
        ends_article=True,
    ),
    Furniture(
        "related",
        _lines(
            r"(?:các )?(?:tin|bài)(?: tức| viết| bài)? (?:liên quan|khác|cùng chuyên mục|cùng loại)"
            r"(?:\s*(?:mới|đã đưa))?\s*:?",
            r"(?:các |những )?tin (?:mới|cũ)(?: hơn| nhất)?\s*:?",
            r"(?:các |những )?(?:tin|bài)(?: viết)? (?:đã đưa|đã đăng|mới hơn|cũ hơn|khác)\s*:?",
            r"(?:tin )?cùng chuyên mục\s*:?",
            r"tin (?:nổi bật|xem nhiều|đọc nhiều|mới nhận|tiêu điểm|nóng)\s*:?",
            r"xem (?:thêm|tiếp|nhiều|tất cả)\s*[:.…]*|đọc (?:thêm|nhiều|tiếp)\s*[:.…]*",
            r"có thể bạn quan tâm\s*:?|tham khảo thêm\s*:?|mới nhất|tiêu điểm|video liên quan",
            r"(?:theo )?dòng sự kiện\s*:?|chi tiết tin|chưa có bài liên quan\.?",
            r"các tin đã đưa(?: theo)? ngày\s*:?|(?:xem|tìm) theo ngày\s*:?",
            r"thông tin (?:mới|cần biết)",
        ),
        names="""
            related relatedArticles related-news related-articles
            show-article tin-lien-quan tinlienquan other-news news-other
            othernews *related* *lien-quan* *tin-khac* box-related
            list-news-other relate-* *-relate box-relate cms-relate
            *-article-other newsdetailbox tptabtitle frame-involve ulActiveReference
            listNewsInContent tindnd jp-relatedposts yarpp* *-relatedposts
        """,
        ends_article=True,
    ),
    Furniture(
        "print-footer",
        _lines(
            r"(?:bản in|in|trích) từ\s*:?\s*(?:https?://|www\.)\S+",
            r"(?:url|địa chỉ|đường dẫn|link)(?: của)? (?:bản tin|bài viết|bài|tin|trang)(?: này)?"
            r"\s*:{1,2}\s*\S{1,200}",
            r"ngày in\s*:.{4,40}",
            r"url của bản tin này\s*:{0,2}",
            r"\(\*\)\s*không sao chép dưới mọi hình thức\b.{0,160}",
        ),
    ),
    Furniture(
        "tags",
        _lines(r"(?:tags?|từ khóa|từ khoá|thẻ)\s*:.{0,200}", r"tags?|từ khóa|từ khoá"),
        names="""
            tags news_keywords keywords tag-list entry-tags tags-detail td-tags
            article__tag tag-row tags-links tagcloud field-name-field-tags
        """,
    ),
    Furniture(
        "attachments-label",
        _lines(
            r"(?:tệp|tập tin|file|văn bản|tài liệu)\s+(?:đính kèm|kèm theo)\s*:?",
            r"(?:tải về|tải xuống|download|tải file|tập tin|xem trước)\s*:?",
            r"nhấn vào để tải file\.?",
        ),
    ),
    Furniture(
        "link-box",
        _lines(r"liên kết\s*(?:web\s?site|trang|web)?\s*:?", r"web\s?site liên kết"),
        names="link-box lien-ket weblinks weblink",
        ends_article=True,
    ),
    Furniture(
        "system-message",
        _lines(
            r"dữ liệu đang được cập nhật\W*",
            r"phiên làm việc của bạn đã hết hạn\b.{0,120}",
            r"(?:chú ý\s*:\s*)?bài viết này chưa được xuất bản\b.{0,80}",
        ),
    ),
    Furniture(
        "copyright",
        _lines(
            r"(?:[©®]|\(c\)|copyright)(?!\w).{0,160}",
            r"bản quyền\s*(?:©|\(c\)|\d{4}\b|thuộc\b|của\b|website\b|:|$).{0,160}",
            r"(?:chú ý\s*:\s*)?(?:việc đăng lại bài viết|(?:vui lòng |đề nghị )?ghi rõ nguồn)"
            r".{0,200}",
            # The licence of the site; one for a quarry is news.
            r"(?:giấy phép|gp)\b.{0,60}\b(?:gp-?(?:b?tttt|ttđt|stttt|bc|cbc)|báo chí|"
            r"trang (?:tin|thông tin)|cổng thông tin).{0,120}",
            r"(?:người )?chịu trách nhiệm (?:chính|nội dung|xuất bản|quản lý)[^:]{0,20}:.{0,120}",
        ),
        names="copyright footer site-footer page-footer main-footer",
        ends_article=True,
    ),
)

_HEADING_WORDS = re.compile(
    r"(?:đánh giá|bình luận|chia sẻ|thống kê|liên kết|nội dung|hôm nay|hôm qua|thực đơn|tất cả|"
    r"từ kh[óo][áa]?|email|tin tiêu điểm|tin mới)\s*:?",
    re.IGNORECASE,
)
#: Nothing longer is one line of furniture.
_MAX_CHARS = 300
_BY_KIND = {each.kind: each for each in CATALOGUE}

_OFFICE_NAME = re.compile(rf"(?:{_OFFICE}|{_UNIT})(?:\s+{_UNIT})?", re.IGNORECASE)
#: Side parts of a page: as names less telling than those of the catalogue (editors paste whole
#: ``<section class="sidebar-1">`` from other sites), so that what has prose in it stays.
_SIDE_NAMES = """
    sidebar sidebar-right sidebar-left sidebar-2 *-sidebar
    mainmenu main-menu mega-menu megamenu navbar navigation modal popup
    newsletter* ads ads-* *-ads ads_* adsweb_* advert* banner-* quangcao
    quang-cao author-box cookie*"""
#: Elements that never hold an article, whatever they are called.
TAGS = frozenset(
    ("nav", "noscript", "template", "dialog", "select", "button", "audio", "video", "textarea")
)


def _name_pattern(names: str) -> str:
    return "|".join(re.escape(each).replace(r"\*", r"[\w:-]*") for each in names.split())


_NAMES = re.compile(
    "|".join(_name_pattern(each.names) for each in CATALOGUE if each.names), re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a line is furniture."""

    kind: str
    ends_article: bool = field(default=False)


_SIDE = re.compile(_name_pattern(_SIDE_NAMES), re.IGNORECASE)


@lru_cache(maxsize=8192)
def is_side_name(attribute: str) -> bool:
    """Whether a class attribute or an id names a side part of the page."""
    return any(_SIDE.fullmatch(name) for name in attribute.split())


@lru_cache(maxsize=8192)
def is_furniture_name(attribute: str) -> bool:
    """Whether a class attribute or an id names furniture; pages of one portal repeat theirs."""
    return any(_NAMES.fullmatch(name) for name in attribute.split())


def judge_line(text: str) -> Verdict | None:
    """The kind of furniture that a whole line is, or None for a line of the article."""
    line = clean(text)
    if is_stray(line):
        return Verdict("stray-punctuation")
    if len(line) > _MAX_CHARS:
        return None
    for each in CATALOGUE:
        if each.lines.fullmatch(line):
            return Verdict(each.kind, each.ends_article)
    return None


def names_an_office(text: str) -> bool:
    """Whether a whole line is the name of a province, a department or their like."""
    return _OFFICE_NAME.fullmatch(clean(text)) is not None


def may_be_heading(text: str) -> bool:
    """Whether a line of furniture is worded as editors word headings too (``Đánh giá``)."""
    return _HEADING_WORDS.fullmatch(clean(text)) is not None


def is_furniture(text: str, *kinds: str) -> bool:
    """Whether a whole line is furniture, of one of the kinds if any are named.

    Raises KeyError for a kind that the catalogue does not know.
    """
    if kinds:
        line = clean(text)
        patterns = [_BY_KIND[kind].lines for kind in kinds]
        return len(line) <= _MAX_CHARS and any(each.fullmatch(line) for each in patterns)
    return judge_line(text) is not None
