"""Dates as portals write them: every date line that was seen, and what only looks like one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.extraction.dates import (
    EARLIEST,
    VIETNAM,
    Moment,
    date_in_lead,
    date_in_url,
    is_date_line,
    parse_machine_date,
    parse_moment,
    plausible,
    split_glued_date,
    split_leading_date,
)

NOW = datetime(2025, 1, 16, 3, 0, tzinfo=UTC)
"""10:00 on 16 January 2025 in Viet Nam."""

DATE_LINES = {
    "01/10/2021 15:53    4792": "2021-10-01T15:53+07:00",
    "22/09/2022 15:15": "2022-09-22T15:15+07:00",
    "Đăng ngày 11 - 11 - 2023": "2023-11-11",
    "cms-publish-date 23/12/2020 | 09:33  | cms-view-count: 6564": "2020-12-23T09:33+07:00",
    "Thứ năm - 24/06/2021 15:51 1.320 0": "2021-06-24T15:51+07:00",
    "Thứ tư - 28/04/2021 05:21 0": "2021-04-28T05:21+07:00",
    "Cập nhật 21/06/2018 10:49 Xem với cỡ chữ": "2018-06-21T10:49+07:00",
    "Update 15-06-2020 09:00": "2020-06-15T09:00+07:00",
    "Đăng ngày: 24/01/2014 09:59:30": "2014-01-24T09:59+07:00",
    "22:57 15/09/2023": "2023-09-15T22:57+07:00",
    "21:55, 03/04/2024": "2024-04-03T21:55+07:00",
    "Thứ 4, 22.12.2021 | 20:42:03": "2021-12-22T20:42+07:00",
    "Thứ Bảy, 18/12/2021, 21:07 [GMT+7]": "2021-12-18T21:07+07:00",
    "• Cập nhật: Thứ bảy, 9/6/2018 | 2:35:57 PM": "2018-06-09T14:35+07:00",
    "Cập nhật: 16/10/2020 09:23:00": "2020-10-16T09:23+07:00",
    "17:23:45 | 07/08/2018": "2018-08-07T17:23+07:00",
    "04/02/2015 | 12:00 AM": "2015-02-04",
    "Cập nhật lúc 18:31, Thứ Tư, 15/01/2020 (GMT+7)": "2020-01-15T18:31+07:00",
    "28/12/2023 21:10    2450": "2023-12-28T21:10+07:00",
    "16/01/2025 2:00:00 CH": "2025-01-16T14:00+07:00",
    "14h30 ngày 16/1/2025": "2025-01-16T14:30+07:00",
    "Thứ Hai, ngày 05 tháng 02 năm 2018": "2018-02-05",
    "16 thg 1, 2025": "2025-01-16",
    "T5, 16/01/2025": "2025-01-16",
    "Tháng 01/2025": "2025-01",
    "date 2024-12": "2024-12",
    "/Date(1720164600000)/": "2024-07-05T14:30+07:00",
    "2025-06-30T19:02:21": "2025-06-30T19:02+07:00",
}
"""FACTS of the registry, "Date lines as they stand"."""

OTHER_DATE_LINES = {
    "Th7 05, 2024": "2024-07-05",
    "05/07/2024 00:00": "2024-07-05",
    "05/07/2024 12:30 SA": "2024-07-05T00:30+07:00",
    "05/07/2024 12:30 CH": "2024-07-05T12:30+07:00",
    "Ngày đăng: 05/07/2024 - 08:05": "2024-07-05T08:05+07:00",
    "Thứ Sáu, 5/7/2024, 8 giờ 05": "2024-07-05T08:05+07:00",
    "Chủ nhật, 07/07/2024": "2024-07-07",
    "Thứ 6, 05/07/2024 | Lượt xem: 1.204": "2024-07-05",
    "08h05' - 05/07/2024": "2024-07-05T08:05+07:00",
    "05/07/2024 lúc 08:05 (GMT+7)": "2024-07-05T08:05+07:00",
    "Đăng lúc: Thứ sáu - 05/07/2024 08:05": "2024-07-05T08:05+07:00",
    "Ngày 5 tháng 7 năm 2024": "2024-07-05",
}


@pytest.mark.parametrize(("line", "iso"), (DATE_LINES | OTHER_DATE_LINES).items())
def test_a_date_line_is_read_at_the_precision_that_it_shows(line: str, iso: str) -> None:
    moment = parse_moment(line)
    assert moment is not None
    assert moment.iso() == iso


@pytest.mark.parametrize(
    "line", [*DATE_LINES, *OTHER_DATE_LINES, "5 giờ trước", "Hôm nay, 08:15", "Hôm qua, 21:05"]
)
def test_a_date_line_is_nothing_but_a_date(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Sáng 05/07/2024, Ủy ban nhân dân tỉnh tổ chức hội nghị.",
        "Hội nghị tổng kết năm 2024",
        "Quyết định số 12/2024/QĐ-UBND ngày 05/07/2024",
        "Kỷ niệm 79 năm Quốc khánh 02/9/1945 - 02/9/2024",
        "Lịch công tác tuần từ 01/07/2024 đến 05/07/2024",
        "Hạn nộp hồ sơ: 17h00 ngày 05/07/2024",
        "Chiều 26/7",
        "Ngày 24-3",
        "Hôm nay",
        "2450",
        "15:53",
        "",
        "Tin, ảnh: Kim Oanh 05/07/2024",
    ],
)
def test_prose_with_a_date_is_no_date_line(line: str) -> None:
    assert not is_date_line(line)


@pytest.mark.parametrize(
    "text",
    ["Chiều 26/7", "Ngày 24-3", "Hôm nay 08:15", "Hội nghị", "4792", "", "15:53", "12/2024/QĐ"],
)
def test_a_day_without_its_year_is_unknown(text: str) -> None:
    assert parse_moment(text) is None


@pytest.mark.parametrize(
    "text", ["31/02/2024", "00/01/2024", "12/13/2024", "99/99/9999", "2024-13-01"]
)
def test_an_impossible_day_is_unknown(text: str) -> None:
    assert parse_moment(text) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("5 giờ trước", "2025-01-16"),
        ("11 giờ trước", "2025-01-15"),
        ("30 phút trước", "2025-01-16T09:30+07:00"),
        ("3 ngày trước", "2025-01-13"),
        ("Hôm nay, 08:15", "2025-01-16T08:15+07:00"),
        ("Hôm qua", "2025-01-15"),
    ],
)
def test_relative_dates_are_read_against_the_time_of_fetching(text: str, iso: str) -> None:
    moment = parse_moment(text, NOW)
    assert moment is not None
    assert moment.iso() == iso
    assert parse_moment(text) is None


# Dates for machines


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2024-07-05T14:30:00+07:00", "2024-07-05T14:30+07:00"),
        ("2024-07-05T07:30:00Z", "2024-07-05T14:30+07:00"),
        ("2024-07-05T20:30:00-04:00", "2024-07-06T07:30+07:00"),
        ("2024-07-05 14:30:00", "2024-07-05T14:30+07:00"),
        ("2024-07-05", "2024-07-05"),
        ("2024-07", "2024-07"),
        ("2024-07-05T00:00:00+07:00", "2024-07-05"),
        ("Fri, 05 Jul 2024 07:30:00 GMT", "2024-07-05T14:30+07:00"),
        ("/Date(1720164600000)/", "2024-07-05T14:30+07:00"),
    ],
)
def test_a_machine_date_is_turned_to_local_time(value: str, iso: str) -> None:
    moment = parse_machine_date(value)
    assert moment is not None
    assert moment.iso() == iso


@pytest.mark.parametrize(
    "value",
    [
        "2017-10-07+0723:21:00",  # NukeViet's article:published_time
        "07/10/2017",
        "hôm nay",
        "",
        "0",
        "20241301",
        "2024-02-30",
        "9999-12-31T23:59:59-23:59",
        "/Date(-99999999999999)/",
    ],
)
def test_a_broken_machine_date_is_unknown(value: str) -> None:
    assert parse_machine_date(value) is None


# Dates in text


@pytest.mark.parametrize(
    ("paragraph", "iso"),
    [
        ("Sáng ngày 18/01/2022, Sở Nội vụ tổ chức hội nghị.", "2022-01-18"),
        ("Ngày 5-7-2024, đoàn công tác đến thăm.", "2024-07-05"),
        ("Chiều 05/7/2024, tại Hội trường lớn, Tỉnh đoàn họp.", "2024-07-05"),
        ("Trong ngày 5/7/2024, mưa lớn gây ngập nhiều nơi.", "2024-07-05"),
        ("Vừa qua, ngày 5/7/2024, đoàn công tác đến thăm.", "2024-07-05"),
        ("Ngày 05 tháng 7 năm 2024, Sở Y tế ban hành thông báo.", "2024-07-05"),
        ("Hôm nay (5/7/2024), tỉnh khởi công cầu mới.", "2024-07-05"),
        ("Sáng nay (5/7/2024), tỉnh khởi công cầu mới.", "2024-07-05"),
        ("Sáng nay, ngày 5/7/2024, tỉnh khởi công cầu mới.", "2024-07-05"),
        ("(BTĐKT)-Sáng 31/8/2015, tại Hà Nội, Ban họp mặt.", "2015-08-31"),
        ("(ĐN)- Ngày 5/7/2024, thành phố ra quân.", "2024-07-05"),
        ("YênBái - YBĐT - Ngày 5/7/2024, thành phố ra quân.", "2024-07-05"),
        ("Tối ngày 5.7.2024, đêm nhạc thu hút đông đảo khán giả.", "2024-07-05"),
    ],
)
def test_the_day_that_opens_the_lead_is_a_date(paragraph: str, iso: str) -> None:
    moment = date_in_lead(paragraph)
    assert moment is not None
    assert moment.iso() == iso


@pytest.mark.parametrize(
    "paragraph",
    [
        "Nghị quyết số 12-NQ/TW ngày 5/7/2024 nêu rõ nhiệm vụ của các cấp.",
        "Từ ngày 5/7/2024 đến ngày 8/7/2024, tỉnh tổ chức hội chợ.",
        "Ngày 5/7/2024 - 8/7/2024, tỉnh tổ chức hội chợ.",
        "Ngày 5/7/2024 đến 8/7/2024, tỉnh tổ chức hội chợ.",
        "Đến ngày 5/7/2024, toàn tỉnh có 120 xã đạt chuẩn.",
        "Trước ngày 5/7/2024, các đơn vị báo cáo kết quả.",
        "Chiều 26/7, tại thị trấn, huyện tổ chức lễ viếng.",
        "Hội nghị diễn ra ngày 5/7/2024 tại trung tâm tỉnh.",
        "Thực hiện Kế hoạch số 4 ngày 5/7/2024, huyện ra quân.",
        "Năm 2024, tỉnh thu ngân sách vượt dự toán.",
        "",
    ],
)
def test_a_day_of_a_document_a_span_or_a_deadline_is_none(paragraph: str) -> None:
    assert date_in_lead(paragraph) is None


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("https://baodongnai.com.vn/kinh-te/202407/mua-lua-01a894a/", "2024-07"),
        ("https://thanhhoa.gov.vn/portal/Pages/2024-7-5/hop-bao8f3.aspx", "2024-07-05"),
        ("https://thanhhoa.gov.vn/portal/Pages/2024-07-05/hop-bao8f3.aspx", "2024-07-05"),
        ("https://tinh.gov.vn/tin-tuc/202413/bai/", None),
        ("https://tinh.gov.vn/upload/2005340/bai.html", None),
        ("https://tinh.gov.vn/tin-tuc/hop-bao-202407.html", None),
        ("https://tinh.gov.vn/tin-tuc/2024-2-30/bai.html", None),
        ("", None),
    ],
)
def test_a_folder_of_the_url_tells_month_or_day(url: str, iso: str | None) -> None:
    moment = date_in_url(url)
    assert (moment.iso() if moment else None) == iso


def test_a_date_line_glued_to_a_headline_is_split_off() -> None:
    glued = "Tỉnh ta ra quân trồng cây Update 15-06-2020 09:00"
    assert split_glued_date(glued) == ("Tỉnh ta ra quân trồng cây", "Update 15-06-2020 09:00")


@pytest.mark.parametrize(
    "headline",
    [
        "Cập nhật tình hình mưa lũ ngày 15-06-2020",
        "Tỉnh ta cập nhật dữ liệu dân cư năm 2020",
        "Update",
    ],
)
def test_a_headline_about_an_update_is_whole(headline: str) -> None:
    assert split_glued_date(headline) is None


def test_a_machine_s_date_before_prose_is_split_off() -> None:
    split = split_leading_date("date 2024-12 Đồng chí Bí thư Tỉnh ủy thăm và chúc mừng.")
    assert split is not None
    assert (split[0].iso(), split[1]) == ("2024-12", "Đồng chí Bí thư Tỉnh ủy thăm và chúc mừng.")


# For any date at all

DAYS = st.dates(min_value=EARLIEST.date(), max_value=date(2099, 12, 31))
TIMES = st.times().map(lambda each: each.replace(second=0, microsecond=0))
NOT_MIDNIGHT = TIMES.filter(lambda each: each != time(0, 0))
DAY_FORMS = (
    "{d:%d/%m/%Y}",
    "{d.day}/{d.month}/{d.year}",
    "{d:%d-%m-%Y}",
    "{d:%d.%m.%Y}",
    "Đăng ngày {d:%d - %m - %Y}",
    "Ngày {d.day} tháng {d.month} năm {d.year}",
    "Thứ Hai, ngày {d:%d} tháng {d:%m} năm {d.year}",
    "{d.day} thg {d.month}, {d.year}",
    "Th{d.month} {d:%d}, {d.year}",
    "T5, {d:%d/%m/%Y}",
    "{d:%d/%m/%Y} | 12:00 AM",
    "{d:%Y-%m-%d}",
)
MINUTE_FORMS = (
    "{d:%d/%m/%Y} {t:%H:%M}    4792",
    "{t:%H:%M} {d:%d/%m/%Y}",
    "{t:%H:%M:%S} | {d:%d/%m/%Y}",
    "Thứ năm - {d:%d/%m/%Y} {t:%H:%M} 1.320 0",
    "Cập nhật lúc {t:%H:%M}, Thứ Tư, {d:%d/%m/%Y} (GMT+7)",
    "Thứ Bảy, {d:%d/%m/%Y}, {t:%H:%M} [GMT+7]",
    "{t.hour}h{t:%M} ngày {d.day}/{d.month}/{d.year}",
    "• Cập nhật: Thứ bảy, {d.day}/{d.month}/{d.year} | {t:%I:%M:%S %p}",
    "{d:%Y-%m-%d}T{t:%H:%M:%S}",
    "{d:%Y-%m-%d}T{t:%H:%M:%S}+07:00",
)


@given(day=DAYS, form=st.sampled_from(DAY_FORMS))
def test_a_day_written_in_any_known_form_comes_back(day: date, form: str) -> None:
    moment = parse_moment(form.format(d=day))
    assert moment == Moment(datetime.combine(day, time()), "day")


@given(day=DAYS, at=NOT_MIDNIGHT, form=st.sampled_from(MINUTE_FORMS))
def test_a_minute_written_in_any_known_form_comes_back(day: date, at: time, form: str) -> None:
    moment = parse_moment(form.format(d=day, t=at))
    assert moment == Moment(datetime.combine(day, at), "minute")


@given(day=DAYS, form=st.sampled_from(DAY_FORMS))
def test_every_known_form_is_a_date_line(day: date, form: str) -> None:
    assert is_date_line(form.format(d=day))


@given(day=st.dates(date(1997, 1, 1), date(2099, 12, 31)).filter(lambda each: each.day <= 12))
def test_numbers_are_read_day_first_always(day: date) -> None:
    for separator in "/-.":
        moment = parse_moment(f"{day.day}{separator}{day.month}{separator}{day.year}")
        assert moment is not None
        assert (moment.at.day, moment.at.month) == (day.day, day.month)


@given(at=st.datetimes(datetime(1997, 1, 2), datetime(2099, 12, 30)))  # noqa: DTZ001 -- local
def test_what_iso_says_is_read_back(at: datetime) -> None:
    for moment in (Moment(at.replace(hour=0, minute=0), "day"), Moment(at, "month")):
        read = parse_machine_date(moment.iso())
        assert read is not None
        assert read.iso() == moment.iso()


@given(text=st.text(max_size=200))
def test_any_text_is_read_without_complaint(text: str) -> None:
    moment = parse_moment(text, NOW)
    assert moment is None or moment.iso()
    parse_machine_date(text)
    is_date_line(text)
    date_in_lead(text)
    date_in_url(text)
    split_glued_date(text)
    split_leading_date(text)


@given(digits=st.text(alphabet="0123456789/-:. ThngCH", max_size=40))
def test_any_row_of_digits_is_read_without_complaint(digits: str) -> None:
    parse_moment(digits, NOW)
    parse_machine_date(digits)
    date_in_lead(digits)


# What can be true


def test_a_portal_s_clock_may_run_a_day_fast_but_no_more() -> None:
    local = NOW.astimezone(VIETNAM).replace(tzinfo=None)
    assert plausible(Moment(local + timedelta(hours=23), "minute"), NOW)
    assert not plausible(Moment(local + timedelta(hours=25), "minute"), NOW)


def test_nothing_was_published_online_before_1997() -> None:
    assert plausible(Moment(EARLIEST, "day"), NOW)
    assert not plausible(Moment(EARLIEST - timedelta(days=1), "day"), NOW)


def test_a_month_and_a_day_in_it_agree() -> None:
    month, day = Moment(datetime(2024, 7, 1), "month"), Moment(datetime(2024, 7, 5), "day")  # noqa: DTZ001
    assert month.same_day(day)
    assert not month.same_day(Moment(datetime(2024, 8, 5), "day"))  # noqa: DTZ001
