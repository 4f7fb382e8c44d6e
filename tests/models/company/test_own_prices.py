"""Prices corrected by hand lie over those that were imported, each from its day."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from models.company.code_tables import WrittenEntry
from models.company.own_prices import KEYS, TABLE, merged

JANUARY, MARCH, JUNE, OCTOBER = (date(2025, month, 1) for month in (1, 3, 6, 10))


def imported(price: str, since: date, until: date | None = None, **more: Any) -> dict[str, Any]:
    row = dict.fromkeys(KEYS) | {"prc_code": "A", "prc_name": "居民", "kwh_prc": Decimal(price)}
    return row | {"start_date": since, "end_date": until} | more


def by_hand(number: int, price: str | None, since: date, code: str = "A", volt: str = "") -> WrittenEntry:
    content = None if price is None else {"kwh_prc": price}
    at = datetime(2025, 11, 1)
    return WrittenEntry(TABLE, (code, volt, "", ""), since, content, "更正", number, "林", at)


def told(rows: list[dict[str, Any]]) -> list[tuple[str, date, date | None]]:
    found = [(str(row["kwh_prc"]), row["start_date"], row["end_date"]) for row in rows]
    return sorted(found, key=lambda row: row[1])


def test_a_correction_takes_the_place_of_the_imported_price_of_the_same_day() -> None:
    rows = merged([imported("0.5", JANUARY)], [by_hand(1, "0.6", JANUARY)])
    assert told(rows) == [("0.6", JANUARY, None)]
    assert rows[0]["prc_name"] == "居民"


def test_a_correction_from_a_later_day_ends_the_imported_price_the_day_before() -> None:
    rows = merged([imported("0.5", JANUARY)], [by_hand(1, "0.6", MARCH)])
    assert told(rows) == [("0.5", JANUARY, date(2025, 2, 28)), ("0.6", MARCH, None)]


def test_what_is_imported_for_a_later_day_has_the_word_from_then_on() -> None:
    rows = merged([imported("0.5", JANUARY), imported("0.7", JUNE)], [by_hand(1, "0.6", MARCH)])
    assert told(rows) == [
        ("0.5", JANUARY, date(2025, 2, 28)),
        ("0.6", MARCH, date(2025, 5, 31)),
        ("0.7", JUNE, None),
    ]


def test_a_correction_that_is_given_back_lets_the_imported_price_go_on() -> None:
    written = [by_hand(1, "0.6", MARCH), by_hand(2, None, JUNE)]
    assert told(merged([imported("0.5", JANUARY, OCTOBER)], written)) == [
        ("0.5", JANUARY, date(2025, 2, 28)),
        ("0.6", MARCH, date(2025, 5, 31)),
        ("0.5", JUNE, OCTOBER),
    ]


def test_a_price_that_was_never_imported_is_added_and_other_keys_stay() -> None:
    rows = merged([imported("0.5", JANUARY, prc_volt="01")], [by_hand(1, "0.6", MARCH, volt="02")])
    assert told(rows) == [("0.5", JANUARY, None), ("0.6", MARCH, None)]
    assert [row["prc_volt"] for row in rows] == ["01", "02"]
