"""Views made by hand, one for each page, with all that can be in them."""

from __future__ import annotations

from dataclasses import replace

from db.records import Answer, Attachment, Image, Record, Version, VersionLine
from db.search.results import FacetValue, Found, Hit
from db.similar import Shown
from portalcrawl.differences import row, rows
from portalcrawl.provinces import lookup, provinces
from portalcrawl.web import views
from portalcrawl.web.faults import Told
from portalcrawl.web.rendering import FaultView

HOSTILE = '<script>alert("1")</script>'
BEFORE = (
    "Sáng 12/3, UBND tỉnh họp về chuyển đổi số.\n\nĐoạn giữ nguyên thứ nhất.\n\n"
    "Đoạn giữ nguyên thứ hai.\n\nĐoạn giữ nguyên thứ ba.\n\nĐoạn giữ nguyên thứ tư.\n\n"
    "Đoạn giữ nguyên thứ năm.\n\nKinh phí 1,2 tỷ đồng lấy từ ngân sách tỉnh.\n\nĐoạn bị bỏ đi."
)
AFTER = BEFORE.replace("1,2 tỷ", "1,5 tỷ").replace("\n\nĐoạn bị bỏ đi.", "")
ARTICLE_ID = "quangngai.gov.vn/https://quangngai.gov.vn/tin?id=7&trang=2"
LINES = (
    VersionLine(
        number=1,
        origin="portal",
        recorded_at="2026-11-20T05:53:15Z",
        captured_at="2026-11-20T05:53:14Z",
        title="Họp về chuyển đổi số",
        characters=len(BEFORE),
    ),
    VersionLine(
        number=2,
        origin="portal",
        recorded_at="2026-11-22T05:53:15Z",
        captured_at="2026-11-22T05:53:14Z",
        title="Họp bàn về chuyển đổi số",
        characters=len(AFTER),
    ),
)
VERSION = Version(
    number=2,
    origin="portal",
    recorded_at="2026-11-22T05:53:15Z",
    url="https://quangngai.gov.vn/tin?id=7&trang=2",
    title="Họp bàn về chuyển đổi số",
    lead="Sáng 12/3, UBND tỉnh họp về chuyển đổi số.",
    text=AFTER,
    published_at="2023-12-28T21:10+07:00",
    published_precision="minute",
    published_from="visible",
    modified_at="2024-01-02",
    author="Trần Quốc Vinh",
    source="TTXVN",
    section="Chính trị",
    language="vi",
    captions=("Quang cảnh cuộc họp", "Chú thích không có ảnh"),
    images=(
        Image(url="https://quangngai.gov.vn/a.jpg", caption="Quang cảnh cuộc họp"),
        Image(url="https://quangngai.gov.vn/b.jpg", caption=None),
    ),
    attachments=(
        Attachment(
            url="https://quangngai.gov.vn/kh.pdf",
            name="Kế hoạch.pdf",
            captured_at="2026-11-22T05:54:14Z",
            warc_file="warc/quang_ngai-1.warc.gz",
            warc_offset=5012,
        ),
        Attachment(
            url="javascript:alert(1)",
            name="Phụ lục.docx",
            captured_at=None,
            warc_file=None,
            warc_offset=None,
        ),
    ),
    extraction_method="profile:liferay",
    extractor_version="0.1.0",
    content_digest="8f4724a61d6240e59b84d55a2ffcec9331b69d6076032fc7e2a0dc0431c496fd",
    captured_at="2026-11-22T05:53:14Z",
    http_status=200,
    payload_digest="sha1:V4CSB47WNJWAK67FFWBY5YYSQK7RD3K7",
    warc_file="warc/quang_ngai-1.warc.gz",
    warc_offset=418,
)
RECORD = Record(
    article_row=1,
    article_id=ARTICLE_ID,
    portal="quangngai.gov.vn",
    province="kon_tum",
    province_name="Kon Tum",
    province_now="quang_ngai",
    province_now_name="Quảng Ngãi",
    canonical_url="https://quangngai.gov.vn/tin?id=7&trang=2",
    first_seen="2026-11-20T05:53:14Z",
    last_seen="2026-11-22T05:53:14Z",
    status="gone",
    gone_since="2026-11-23T05:53:14Z",
    current=2,
    version=VERSION,
    versions=LINES,
    answers=(
        Answer(
            captured_at="2026-11-23T05:53:14Z",
            url="https://quangngai.gov.vn/tin?id=7&trang=2",
            http_status=404,
            is_revisit=False,
            revision=None,
            payload_digest=None,
            warc_file=None,
            warc_offset=None,
        ),
        Answer(
            captured_at="2026-11-22T05:53:14Z",
            url="https://quangngai.gov.vn/tin?id=7&trang=2",
            http_status=200,
            is_revisit=True,
            revision=2,
            payload_digest="sha1:V4CSB47WNJWAK67FFWBY5YYSQK7RD3K7",
            warc_file="warc/quang_ngai-1.warc.gz",
            warc_offset=418,
        ),
    ),
    more_answers=3,
    similar=(
        (
            0.87,
            Shown(
                article_row=2,
                revision_row=3,
                article_id="kontum.gov.vn/9",
                portal="kontum.gov.vn",
                published_at="2023-12",
                title="Họp về chuyển đổi số tại tỉnh",
                canonical_url="https://kontum.gov.vn/9",
            ),
        ),
    ),
)
HIT = Hit(
    article_row=1,
    article_id=ARTICLE_ID,
    portal="quangngai.gov.vn",
    province="kon_tum",
    province_name="Kon Tum",
    province_now="quang_ngai",
    province_now_name="Quảng Ngãi",
    canonical_url="https://quangngai.gov.vn/tin?id=7&trang=2",
    title=(("Họp bàn về ", False), ("chuyển đổi số", True)),
    snippet=(("… UBND tỉnh họp về ", False), ("chuyển đổi số", True), (HOSTILE, False)),
    published_at="2023-12-28T21:10+07:00",
    published_precision="minute",
    section="Chính trị",
    author=None,
    status="gone",
    revisions=2,
)
BARE_HIT = replace(
    HIT,
    article_id="127.0.0.1:8902/118022",
    portal="127.0.0.1:8902",
    province=None,
    province_name=None,
    province_now=None,
    province_now_name=None,
    title=(),
    snippet=(),
    published_at=None,
    published_precision=None,
    section=None,
    status="live",
    revisions=1,
)


def unit(slug: str) -> views.Unit:
    """A unit as it was."""
    named = lookup(slug)
    return views.Unit(slug=slug, name_vi=named.name_vi, name_en=named.name_en)


def count(slug: str, articles: int) -> views.UnitCount:
    return views.UnitCount(unit=unit(slug), articles=articles, portals=min(articles, 2))


YEARS = (
    *(views.YearCount(year=year, articles=(year * 37) % 50) for year in range(2008, 2027)),
    views.YearCount(year=None, articles=3),
)
TODAY = tuple(
    count(each.slug, 3**at % 977 if at % 4 else 0)
    for at, each in enumerate(each for each in provinces() if each.lives_on)
)
HOME = views.Home(
    articles=1234567,
    revisions=1300000,
    edited=12,
    gone=1,
    portals=142,
    first_seen="2026-01-20T05:53:14Z",
    last_seen="2026-11-22T18:53:14Z",
    years=YEARS,
    provinces=TODAY,
    newest=(HIT, BARE_HIT),
    recent_changes=((ARTICLE_ID, LINES[1]),),
)
EMPTY_HOME = views.Home(
    articles=0,
    revisions=0,
    edited=0,
    gone=0,
    portals=0,
    first_seen=None,
    last_seen=None,
    years=(),
    provinces=tuple(count(each.unit.slug, 0) for each in TODAY),
    newest=(),
    recent_changes=(),
)
FOUND = Found(
    text="chuyen doi so province:quang_ngai from:2023",
    order="newest",
    hits=(HIT, BARE_HIT),
    total=54321,
    facets_are_estimated=True,
    facets={
        "province": (
            FacetValue(
                value="quang_ngai", name="Quảng Ngãi", count=1200, word="province:quang_ngai"
            ),
        ),
        "former": (FacetValue(value="kon_tum", name="Kon Tum", count=300, word="former:kon_tum"),),
        "portal": (),
        "year": (
            FacetValue(value="2024", name="2024", count=900, word="from:2024 to:2024"),
            FacetValue(value="0", name="", count=3, word=""),
        ),
        "section": (FacetValue(value="Tin", name="Tin", count=17, word='section:="Tin"'),),
    },
    page=2,
    pages=50,
)
SEARCH = views.Search(text=FOUND.text, found=FOUND, fault=None)
NOTHING = views.Search(
    text="khong co province:hue from:2030",
    found=Found(
        text="khong co province:hue from:2030",
        order="best",
        hits=(),
        total=0,
        facets_are_estimated=False,
        facets={},
        page=1,
        pages=1,
    ),
    fault=None,
)
FAULTY = views.Search(
    text="from:hom-qua", found=None, fault=Told("'hom-qua' is no date; write from:2024")
)
ARTICLE = views.Article(record=RECORD, paragraphs=tuple(AFTER.split("\n\n")), has_warc=True)
OLD_ARTICLE = views.Article(
    record=replace(
        RECORD,
        version=replace(
            VERSION,
            number=1,
            title=None,
            published_at=None,
            published_precision=None,
            published_from=None,
            modified_at=None,
            author=None,
            source=None,
            section=None,
            captions=(),
            images=(),
            attachments=(),
            warc_file=None,
            warc_offset=None,
            captured_at=None,
            payload_digest=None,
            http_status=None,
        ),
        status="live",
        gone_since=None,
        province=None,
        province_name=None,
        province_now=None,
        province_now_name=None,
        similar=(),
    ),
    paragraphs=tuple(BEFORE.split("\n\n")),
    has_warc=False,
)
DIFFERENCE = views.Difference(
    article_id=ARTICLE_ID,
    portal="quangngai.gov.vn",
    canonical_url="https://quangngai.gov.vn/tin?id=7&trang=2",
    before=LINES[0],
    after=LINES[1],
    versions=LINES,
    fields=(
        views.FieldChange(field="author", before=None, after="Trần Quốc Vinh"),
        views.FieldChange(field="published_at", before="2023-12-27", after="2023-12-28"),
    ),
    title=row(LINES[0].title, LINES[1].title),
    rows=rows(BEFORE, AFTER),
)
PORTAL = views.PortalLine(
    host="quangngai.gov.vn",
    unit=unit("quang_ngai"),
    role="portal",
    engine="liferay",
    since=None,
    until=None,
    articles=12000,
    revisions=12100,
    first_seen="2026-01-20T05:53:14Z",
    last_seen="2026-11-22T05:53:14Z",
    state="ok",
    cause=None,
    evidence=(),
    needs_person=False,
    judged="2026-11-22",
    nights=("ok",) * 30,
)
PORTALS = (
    replace(
        PORTAL,
        host="binhthuan.gov.vn",
        unit=unit("binh_thuan"),
        state="blocked",
        cause="403",
        evidence=("No listing was read; failed: 403 12",),
        needs_person=True,
        nights=(None, *("ok",) * 20, "silent", "silent", "degraded", *("blocked",) * 6),
    ),
    *(
        replace(PORTAL, host=f"p{at}.gov.vn", state=state, nights=("ok",) * 9 + (state,))
        for at, state in enumerate(("layout changed", "unreachable", "gone", "degraded", "silent"))
    ),
    PORTAL,
    replace(
        PORTAL,
        host="vp.example.vn",
        unit=None,
        role=None,
        state=None,
        judged=None,
        until="2025-07-01",
        articles=0,
        first_seen=None,
        last_seen=None,
        nights=(None,) * 30,
    ),
)
HEALTH = views.Health(
    night="20261122T170000Z",
    day="2026-11-22",
    states=(("gone", 1), ("unreachable", 1), ("blocked", 1), ("ok", 1)),
    portals=PORTALS,
)
NO_HEALTH = views.Health(night=None, day=None, states=(), portals=())
PROVINCE = views.Province(
    unit=unit("quang_ngai"),
    lives_on=True,
    now=unit("quang_ngai"),
    members=(count("quang_ngai", 90), count("kon_tum", 0)),
    articles=90,
    years=YEARS,
    portals=PORTALS,
    newest=(HIT,),
)
FORMER_PROVINCE = views.Province(
    unit=unit("kon_tum"),
    lives_on=False,
    now=unit("quang_ngai"),
    members=(count("kon_tum", 0),),
    articles=0,
    years=(),
    portals=(),
    newest=(),
)
PROVINCES = tuple(
    (
        each,
        tuple(count(old.slug, 5) for old in provinces() if old.merged_into == each.unit.slug),
    )
    for each in TODAY
)
SNAPSHOT = views.SnapshotLine(
    name="20261122T053015Z",
    taken_at="2026-11-22T05:30:15Z",
    is_latest=True,
    articles=1234567,
    files=(
        views.SnapshotFile(name="SHA256SUMS", bytes=317, sha256="3e" * 32, rows=None),
        views.SnapshotFile(name="articles.csv", bytes=5123456789, sha256="8f" * 32, rows=1234567),
        views.SnapshotFile(name="other.csv", bytes=1, sha256="01" * 32, rows=0),
    ),
    citation="Kho lưu trữ tin tức tỉnh, thành, bản chốt 20261122T053015Z.",
)
DOWNLOADS = views.Downloads(
    snapshots=(
        SNAPSHOT,
        replace(SNAPSHOT, name="20261121T053015Z", is_latest=False, citation=None, articles=None),
    )
)
NO_DOWNLOADS = views.Downloads(snapshots=())

#: Page, path without a language, parameters, view.
PAGES: tuple[tuple[str, str, dict[str, str], object], ...] = (
    ("home", "/", {}, HOME),
    ("home", "/", {}, EMPTY_HOME),
    ("search", "/search", {}, views.Search(text="", found=None, fault=None)),
    ("search", "/search", {"q": SEARCH.text, "page": "2"}, SEARCH),
    ("search", "/search", {"q": NOTHING.text}, NOTHING),
    ("search", "/search", {"q": FAULTY.text}, FAULTY),
    ("article", f"/article/{ARTICLE_ID}", {}, ARTICLE),
    ("article", f"/article/{ARTICLE_ID}", {"revision": "1"}, OLD_ARTICLE),
    ("difference", f"/difference/{ARTICLE_ID}", {"before": "1", "after": "2"}, DIFFERENCE),
    ("provinces", "/provinces", {}, PROVINCES),
    ("province", "/province/quang_ngai", {}, PROVINCE),
    ("province", "/province/kon_tum", {}, FORMER_PROVINCE),
    ("portals", "/portals", {}, HEALTH),
    ("portals", "/portals", {}, NO_HEALTH),
    ("downloads", "/downloads", {}, DOWNLOADS),
    ("downloads", "/downloads", {}, NO_DOWNLOADS),
    ("help", "/help", {}, None),
    ("fault", "/gone", {}, FaultView(404, Told("no article 7 in the archive"))),
    ("fault", "/gone", {}, FaultView(500)),
)
