"""The 63 units and the 34 that they became: by the table, on any day, by any spelling."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.provinces import (
    MERGER,
    Province,
    UnknownProvinceError,
    lookup,
    members,
    province,
    province_at,
    provinces,
    provinces_at,
)

LAST_DAY_OF_63 = date(2025, 6, 30)
TODAY = date(2026, 11, 1)

units = st.sampled_from(provinces())
days = st.dates(min_value=date(1997, 1, 1), max_value=date(2100, 1, 1))
days_since = st.dates(min_value=MERGER, max_value=date(2100, 1, 1))


@pytest.fixture
def registry(shared: Path) -> dict[str, dict[str, str]]:
    """The rows of the registry of provinces, by slug."""
    with (shared / "registry" / "provinces.csv").open(encoding="utf-8", newline="") as file:
        return {row["slug"]: row for row in csv.DictReader(file)}


def test_the_units_are_those_of_the_registry(registry: dict[str, dict[str, str]]) -> None:
    assert [unit.slug for unit in provinces()] == list(registry)
    for unit in provinces():
        row = registry[unit.slug]
        assert (unit.gso_code, unit.iso_code) == (row["gso_code"], row["iso_code"])
        assert (unit.name_vi, unit.name_en) == (row["name_vi"], row["name_en"])
        assert unit.kind == row["kind"]


def test_the_merger_is_that_of_the_registry(registry: dict[str, dict[str, str]]) -> None:
    for unit in provinces():
        row = registry[unit.slug]
        assert unit.merged_into == row["merged_into_slug"]
        assert unit.post_merger_gso_code == row["post_merger_gso_code"]
        assert (members(unit.slug) == (unit,)) == (row["status_2025"] == "unchanged")


def test_there_were_63_units_and_34_live_on() -> None:
    assert len(provinces()) == 63
    assert sum(unit.lives_on for unit in provinces()) == 34


def test_every_unit_was_merged_into_one_that_lives_on() -> None:
    assert all(province(unit.merged_into).lives_on for unit in provinces())


def test_eleven_units_were_left_unchanged() -> None:
    assert sum(members(unit.slug) == (unit,) for unit in provinces()) == 11


def test_the_other_fifty_two_were_merged_into_twenty_three() -> None:
    heirs = {unit.merged_into for unit in provinces() if len(members(unit.merged_into)) > 1}
    assert len(heirs) == 23
    assert sum(len(members(slug)) for slug in heirs) == 52


@given(units)
def test_every_unit_is_a_member_of_the_one_that_it_became_part_of(unit: Province) -> None:
    assert unit in members(unit.merged_into)
    assert members(unit.slug) == () or unit.lives_on


def test_slugs_are_unique_and_fit_a_module_name() -> None:
    slugs = [unit.slug for unit in provinces()]
    assert len(set(slugs)) == 63
    assert all(slug.isidentifier() and slug.islower() for slug in slugs)


@pytest.mark.parametrize("code", ["24", "15", "44", "80", "82", "91", "52"])
def test_a_gso_code_may_name_two_units_over_time(code: str) -> None:
    before = {unit.slug for unit in provinces() if unit.gso_code == code}
    now = {province_at(unit.slug, TODAY).slug for unit in provinces()
           if province_at(unit.slug, TODAY).gso_code == code}  # fmt: skip
    assert len(before) == len(now) == 1
    assert before != now


def test_a_merged_unit_stands_for_itself_until_the_last_day() -> None:
    assert province_at("kon_tum", LAST_DAY_OF_63).name_vi == "Kon Tum"
    assert province_at("kon_tum", MERGER).name_vi == "Quảng Ngãi"


def test_a_unit_that_kept_its_name_may_take_another_code() -> None:
    assert province_at("bac_ninh", LAST_DAY_OF_63).gso_code == "27"
    assert province_at("bac_ninh", MERGER).gso_code == "24"
    assert province_at("bac_giang", MERGER).name_vi == "Bắc Ninh"


def test_hue_is_a_municipality_under_its_new_name_from_2025_01_01() -> None:
    before = province_at("thua_thien_hue", date(2024, 12, 31))
    after = province_at("thua_thien_hue", date(2025, 1, 1))
    assert (before.name_vi, before.kind) == ("Thừa Thiên Huế", "province")
    assert (after.name_vi, after.name_en, after.kind) == ("Huế", "Hue", "municipality")
    assert after.gso_code == before.gso_code == "46"


def test_dong_nai_is_a_municipality_from_2026_04_30_for_its_former_neighbour_too() -> None:
    assert province_at("dong_nai", date(2026, 4, 29)).kind == "province"
    assert province_at("dong_nai", date(2026, 4, 30)).kind == "municipality"
    assert province_at("binh_phuoc", date(2026, 4, 30)).kind == "municipality"


def test_members_are_the_former_units_of_one_that_lives_on() -> None:
    assert [unit.slug for unit in members("lam_dong")] == ["binh_thuan", "dak_nong", "lam_dong"]
    assert members("kon_tum") == ()


def test_an_unknown_slug_names_the_nearest() -> None:
    with pytest.raises(UnknownProvinceError, match="did you mean quang_ngai") as caught:
        province("quang-ngi")
    assert isinstance(caught.value, KeyError)


def test_nonsense_gets_no_suggestion() -> None:
    with pytest.raises(UnknownProvinceError) as caught:
        province("xyzzy")
    assert str(caught.value) == "no province has the slug 'xyzzy'"


@pytest.mark.parametrize(("day", "count"), [(LAST_DAY_OF_63, 63), (MERGER, 34), (TODAY, 34)])
def test_the_units_in_force_are_63_and_34_from_the_day_of_the_merger(day: date, count: int) -> None:
    assert len(provinces_at(day)) == count


@given(units, days)
def test_the_unit_that_governs_a_territory_is_in_force(unit: Province, day: date) -> None:
    assert province_at(unit.slug, day) in provinces_at(day)


@given(days)
def test_on_one_day_no_two_units_share_slug_code_or_name(day: date) -> None:
    in_force = provinces_at(day)
    for names in zip(*((unit.slug, unit.gso_code, unit.name_vi) for unit in in_force), strict=True):
        assert len(set(names)) == len(in_force)
    assert [unit.gso_code for unit in in_force] == sorted(unit.gso_code for unit in in_force)


@given(units, days_since)
def test_since_the_merger_a_unit_has_the_code_of_its_heir(unit: Province, day: date) -> None:
    assert province_at(unit.slug, day).gso_code == unit.post_merger_gso_code


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Hòa Bình", "hoa_binh"),
        ("Hoà Bình", "hoa_binh"),
        ("Thanh Hoá", "thanh_hoa"),
        ("Đắk Lắk", "dak_lak"),
        ("Dak Lak", "dak_lak"),
        ("Đăk Lăk", "dak_lak"),
        ("Đắc Lắc", "dak_lak"),
        ("Ðắk Nông", "dak_nong"),
        ("DAC NONG", "dak_nong"),
        ("Thừa Thiên Huế", "thua_thien_hue"),
        ("Thừa Thiên-Huế", "thua_thien_hue"),
        ("Huế", "thua_thien_hue"),
        ("Thành phố Huế", "thua_thien_hue"),
        ("Hue City", "thua_thien_hue"),
        ("Hanoi", "ha_noi"),
        ("Ha Noi", "ha_noi"),
        ("TP. Hồ Chí Minh", "ho_chi_minh"),
        ("Ho Chi Minh City", "ho_chi_minh"),
        ("TP.HCM", "ho_chi_minh"),
        ("Bà Rịa–Vũng Tàu", "ba_ria_vung_tau"),
        ("ba-ria-vung-tau", "ba_ria_vung_tau"),
        ("Tỉnh Hà Tĩnh", "ha_tinh"),
        ("Kon Tum province", "kon_tum"),
    ],
)
def test_a_unit_is_found_by_its_name_in_any_spelling(name: str, slug: str) -> None:
    assert lookup(name) is province(slug)


@given(
    units,
    st.sampled_from(["slug", "name_vi", "name_en"]),
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    st.sampled_from([" ", "-", "_", "\u00a0", "  ", ""]),
    st.sampled_from(["{}", "Tỉnh {}", "tỉnh {}", "Thành phố {}", "TP. {}", "{} province", " {}\n"]),
)
def test_case_marks_and_spaces_do_not_matter(
    unit: Province,
    field: str,
    form: Literal["NFC", "NFD"],
    case: Callable[[str], str],
    space: str,
    frame: str,
) -> None:
    name = case(getattr(unit, field)).replace("_", " ").replace(" ", space)
    assert lookup(normalize(form, frame.format(name))) is unit


@given(units, days)
def test_a_unit_is_found_by_the_name_that_it_has_on_any_day(unit: Province, day: date) -> None:
    then = province_at(unit.slug, day)
    assert lookup(then.name_vi) is lookup(then.name_en) is province(then.slug)


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(UnknownProvinceError) as caught:
        lookup("Quảng Nghãi")
    assert str(caught.value).startswith("no province is called 'Quảng Nghãi'; did you mean Quảng N")
    assert "Quảng Ngãi" in caught.value.nearest


@pytest.mark.parametrize("name", ["", " ", "xyzzy", "42", "Україна"])
def test_what_is_no_name_gets_no_suggestion(name: str) -> None:
    with pytest.raises(UnknownProvinceError) as caught:
        lookup(name)
    assert str(caught.value) == f"no province is called {name!r}"


@given(st.text())
def test_any_text_is_looked_up_without_another_error(name: str) -> None:
    with suppress(UnknownProvinceError):
        assert lookup(name) in provinces()
