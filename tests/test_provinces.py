from __future__ import annotations

from datetime import date

import pytest

from portalcrawl.provinces import (
    MERGER,
    UnknownProvinceError,
    members,
    province,
    province_at,
    provinces,
)

LAST_DAY_OF_63 = date(2025, 6, 30)
TODAY = date(2026, 11, 1)


def test_there_were_63_units_and_34_live_on() -> None:
    assert len(provinces()) == 63
    assert sum(unit.lives_on for unit in provinces()) == 34


def test_every_unit_was_merged_into_one_that_lives_on() -> None:
    assert all(province(unit.merged_into).lives_on for unit in provinces())


def test_eleven_units_were_left_unchanged() -> None:
    assert sum(members(unit.slug) == (unit,) for unit in provinces()) == 11


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
