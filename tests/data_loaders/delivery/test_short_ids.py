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
