"""Customers whose own numbers lost their zeros: padded and said where it is clear, else kept and said."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from data_loaders.catalog import tables
from data_loaders.delivery.ingest import stage
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store

TEN = [f"06600000{n:02}" for n in range(10)]
SHORT = [f"6600000{n:02}" for n in range(50, 55)]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(Store(tmp_path / "home"), tables())


def loaded(lake: Lake, folder: Path, numbers: Sequence[str], name: str = "a.csv") -> str:
    """Load customers with these numbers and return what was said of them."""
    rows = "".join(f"{number},户{at},{at}号,10\n" for at, number in enumerate(numbers))
    path = folder / name
    path.write_text("用户编号,用户名称,用电地址,合同容量\n" + rows, encoding="utf-8")
    delivery = stage(lake, [path], "测试", LOCAL_USER)
    delivery.confirm()
    return " ".join(delivery.entries()[0]["warnings"])


def stored(lake: Lake) -> list[str]:
    with lake.open(LOCAL_USER) as door:
        return sorted(door.table("customers").select("cons_no").to_pyarrow()["cons_no"].to_pylist())


def test_five_of_the_first_customers_ever_loaded_are_padded_and_counted(lake: Lake, tmp_path: Path) -> None:
    said = loaded(lake, tmp_path, TEN + SHORT)
    assert "用户编号补零 5 个,补足客户档案的 10 位" in said
    assert stored(lake) == sorted(TEN + [f"0{number}" for number in SHORT])


def test_new_customers_are_padded_to_the_length_of_those_that_are_stored(lake: Lake, tmp_path: Path) -> None:
    loaded(lake, tmp_path, TEN)
    assert "补零 5 个" in loaded(lake, tmp_path, SHORT, "b.csv")
    assert stored(lake) == sorted(TEN + [f"0{number}" for number in SHORT])


def test_more_short_ones_than_full_ones_are_padded_all_the_same(lake: Lake, tmp_path: Path) -> None:
    assert "补零 5 个" in loaded(lake, tmp_path, TEN[:2] + SHORT)


def test_a_short_number_is_the_full_one_and_no_second_customer(lake: Lake, tmp_path: Path) -> None:
    said = loaded(lake, tmp_path, [*TEN, TEN[3][1:]])
    assert "补零 1 个" in said
    assert stored(lake) == TEN


@pytest.mark.parametrize("odd", ["123", "66000001"])
def test_more_zeros_than_any_customer_begins_with_are_not_made_up(
    lake: Lake, tmp_path: Path, odd: str
) -> None:
    said = loaded(lake, tmp_path, [*TEN, odd])
    assert f"1 个只有 {len(odd)} 位(如“{odd}”)" in said
    assert odd in stored(lake)


def test_numbers_that_may_have_had_two_lengths_are_not_padded(lake: Lake, tmp_path: Path) -> None:
    thirteen = [f"0000660000{n:03}" for n in range(10)]
    said = loaded(lake, tmp_path, TEN + thirteen + SHORT)
    assert "5 个只有 9 位" in said
    assert set(SHORT) < set(stored(lake))


def test_a_whole_file_of_short_numbers_is_said(lake: Lake, tmp_path: Path) -> None:
    assert "5 个只有 9 位" in loaded(lake, tmp_path, SHORT)


def test_full_numbers_of_two_lengths_stay_as_they_are_in_silence(lake: Lake, tmp_path: Path) -> None:
    numbers = [*TEN, "1660000000123", "1660000000456"]
    assert "位" not in loaded(lake, tmp_path, numbers)
    assert stored(lake) == sorted(numbers)


def said_of(lake: Lake, folder: Path, **files: str) -> str:
    """Load the files {name: text} as one delivery and return what was said of them."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    delivery = stage(lake, [folder / f"{name}.csv" for name in files], "测试", LOCAL_USER)
    delivery.confirm()
    return " ".join(said for entry in delivery.entries() for said in entry["warnings"])


def prices_of(lake: Lake) -> list[str]:
    with lake.open(LOCAL_USER) as door:
        return door.table("bills").order_by("cons_no").to_pyarrow()["prc_code"].to_pylist()


BILLS = "用户编号,电费年月,电价码,总电量,总电费\n"
PRICES = "电价码,电价名称,执行时段,电度电价,生效日期\n"


def test_ids_that_lost_their_zeros_get_those_of_their_master(lake: Lake, tmp_path: Path) -> None:
    said = said_of(
        lake,
        tmp_path,
        prices=PRICES
        + "0101,居民,01,0.5,2024-01-01\n0201,大工业,01,0.6,2024-01-01\n00201,其他,01,0.6,2024-01-01\n",
        bills=BILLS
        + "".join(f"066000000{n},202406,{code},10,5\n" for n, code in enumerate(("101", "201", "305"))),
    )
    assert "电价码补零 1 个,按“电价目录”中的编号" in said
    assert prices_of(lake) == ["0101", "201", "305"]  # 201 may be two, 305 is none


def test_a_master_that_lost_its_zeros_is_named(lake: Lake, tmp_path: Path) -> None:
    said = said_of(
        lake,
        tmp_path,
        prices=PRICES + "101,居民,01,0.5,2024-01-01\n201,大工业,01,0.6,2024-01-01\n",
        bills=BILLS + "0660000000,202406,0101,10,5\n0660000001,202406,1201,10,5\n",
    )
    assert "电价码有 1 种(如“0101”)去掉前面的零才在“电价目录”中找得到" in said
    assert prices_of(lake) == ["0101", "1201"]


def test_names_of_units_among_their_codes_are_looked_up(lake: Lake, tmp_path: Path) -> None:
    rows = [("334010101", "城关所"), ("东湖所", "东湖所"), ("西山所", "西山所"), ("334010102", "东湖所")]
    said = said_of(
        lake,
        tmp_path,
        customers="供电单位编号,供电单位,用户编号,用户名称,合同容量\n"
        + "".join(f"{code},{name},066000000{n},户{n},10\n" for n, (code, name) in enumerate(rows)),
        orgs="营销单位代码,营销单位名称,供电单位类别\n334010101,城关所,06\n334010102,东湖所,06\n",
    )
    with lake.open(LOCAL_USER) as door:
        units = door.table("customers").order_by("cons_no").to_pyarrow()["org_code"].to_pylist()
    assert units == ["334010101", "334010102", None, "334010102"]
    assert "供电单位列有名称,其中 1 个在组织机构和客户档案中查不到编号,已置空:西山所" in said


def test_short_numbers_of_bills_are_said_also_where_no_customer_is_known(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "电费.csv"
    path.write_text("用户编号,电费年月,总电量,总电费\n0660000001,202404,1,2\n66000001,202404,1,2\n", "utf-8")
    [entry] = stage(lake, [path], "测试", LOCAL_USER).entries()
    assert any("有 1 个只有 8 位(如“66000001”)" in said for said in entry["warnings"])
