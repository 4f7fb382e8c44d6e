"""Energy prices by time of day (尖峰平谷), solved from the bills that were issued at them.

A tariff's price of each time of day is nowhere in the exports, but every bill is a sum of kWh × price. Least
squares over a group's bills gives the prices; bills that do not fit (they may be the wrong ones) are left
out and the rest solved again. What comes out counts only if most bills follow from it to the fen.
"""

from collections.abc import Sequence
from typing import Any

import ibis

from analytics.facts.columns import as_text, first_by
from analytics.regulation.money import exact, number, to_places

SLOTS = ("sharp_pq", "peak_pq", "flat_pq", "valley_pq", "deep_valley_pq")
SHIFTING = r"充电|蓄热|储能|换电"
"""Names of those who use by night what they may: it is cheaper then."""
SLOT_LABELS: dict[str, str] = dict(zip(SLOTS, ("尖", "峰", "平", "谷", "深谷"), strict=True))
_SIZE = range(len(SLOTS))
_ROUNDS = 2  # of leaving out what does not fit
_KEPT = 0.75  # of a group's rows, or all that fit
_FITS_YUAN = 0.03  # a bill adds up to five amounts, each rounded to the fen
_SMALLEST_SHARE = 1e-6  # of a slot's variation that the other slots do not explain
_DECIMALS = (4, 5, 6)  # of a price in yuan/kWh
_RIDGE = 1e-9  # lets an unused slot have the price 0 instead of none


def with_slots(bills: Any) -> Any:
    """Return the bills with 0 for an empty slot; an empty flat slot has what the others leave of the whole energy.

    Where they are more than the whole they leave nothing.
    """
    slots = {name: bills[name].fill_null(0) for name in SLOTS}
    others = _total([slots[name] for name in SLOTS if name != "flat_pq"])
    rest = bills.total_pq - others
    rest = ibis.ifelse((rest < 0) == (bills.total_pq < 0), rest, 0)
    return bills.mutate(**slots | {"flat_pq": bills.flat_pq.coalesce(rest).fill_null(0)})


def time_prices(bills: Any, by: Sequence[str]) -> Any:
    """Return the price of each slot by group, where the group's bills tell it.

    `bills` has the columns of `by` and SLOTS, and `energy_yuan`. A group needs one bill more than it has
    slots, and slots that vary independently; a slot that none of its bills uses has no price.

    Shapes: the columns of `by`, `price_` + each slot (decimal(18, 6)), `followers` (bills that follow).
    """
    rows = bills.select(
        *by,
        **{f"x{i}": bills[name].cast("float64") / 1000 for i, name in enumerate(SLOTS)},
        y=bills.energy_yuan.cast("float64"),
    ).filter(lambda row: row.y.notnull())
    found = _solved(rows, by)
    for _ in range(_ROUNDS):
        missed = _with_misses(rows, found, by)
        bound = missed.group_by(*by).agg(bound=missed.miss.quantile(_KEPT))
        judged = missed.inner_join(bound, list(by))
        fitting = judged.filter((judged.miss <= judged.bound) | (judged.miss <= _FITS_YUAN))
        found = _solved(fitting, by)
    return _followed(rows, found, by)


def usual_time_prices(bills: Any, by: Sequence[str]) -> Any:
    """Return the prices of the tariff that most bills of each group follow; `bills` has `prc_code`, too.

    Shapes: the columns of `by`, `price_` + each slot.
    """
    bills = bills.filter(*(bills[name].notnull() for name in by))
    by_tariff = time_prices(bills.mutate(tariff=bills.prc_code.fill_null("")), [*by, "tariff"])
    usual = first_by(by_tariff, by, [ibis.desc("followers"), ibis.asc("tariff")])
    return usual.drop("tariff", "followers")


def energy_at_prices(rows: Any) -> tuple[Any, Any]:
    """Return what the kWh of the slots cost at the prices beside them, unrounded, and the sum in words.

    A slot without energy needs no price; the cost is null where one with energy has none.
    """
    costs, terms = [], []
    for name, label in SLOT_LABELS.items():
        price, kwh = rows[f"price_{name}"], rows[name]
        costs.append(ibis.ifelse(kwh == 0, exact(number(0)) * number("0.000000"), exact(kwh) * price))
        text: Any = ibis.literal(label + " ")
        text = text.concat(as_text(kwh), " × ", as_text(price))
        terms.append(ibis.ifelse(kwh == 0, None, text))
    separator: Any = ibis.literal(" + ")
    return _total(costs), separator.join(terms).nullif("")


def _solved(rows: Any, by: Sequence[str]) -> Any:
    """Return the least-squares prices of each group: p0 … p4, and whether the slots tell them apart."""
    products = {f"a{i}{j}": (rows[f"x{i}"] * rows[f"x{j}"]).sum() for i in _SIZE for j in _SIZE if i <= j}
    values = {f"b{i}": (rows[f"x{i}"] * rows.y).sum() for i in _SIZE}
    system = rows.group_by(*by).agg(**products, **values)
    system = system.mutate(
        **{f"a{i}{i}": system[f"a{i}{i}"] + _RIDGE for i in _SIZE},
        **{f"size{i}": system[f"a{i}{i}"] for i in _SIZE},
    )
    for k in _SIZE[:-1]:
        system = system.mutate(**_eliminated(system, k))
    for k in reversed(_SIZE):
        left = system[f"b{k}"]
        for j in _SIZE[k + 1 :]:
            left = left - system[f"a{k}{j}"] * system[f"p{j}"]
        system = system.mutate(**{f"p{k}": left / system[f"a{k}{k}"]})
    is_told = [
        (system[f"size{i}"] == 0) | (system[f"a{i}{i}"] > system[f"size{i}"] * _SMALLEST_SHARE) for i in _SIZE
    ]
    used = [(system[f"size{i}"] > 0).cast("int64") for i in _SIZE]
    prices = {f"p{i}": ibis.ifelse(system[f"size{i}"] > 0, system[f"p{i}"], None) for i in _SIZE}
    return system.select(
        *by,
        **prices,
        slots=_total(used),
        is_told=is_told[0] & is_told[1] & is_told[2] & is_told[3] & is_told[4],
    )


def _eliminated(system: Any, k: int) -> dict[str, Any]:
    """Return the equations below the kth without its unknown."""
    changed = {}
    for i in _SIZE[k + 1 :]:
        factor = system[f"a{k}{i}"] / system[f"a{k}{k}"]
        changed |= {f"a{i}{j}": system[f"a{i}{j}"] - factor * system[f"a{k}{j}"] for j in _SIZE[i:]}
        changed[f"b{i}"] = system[f"b{i}"] - factor * system[f"b{k}"]
    return changed


def _with_misses(rows: Any, prices: Any, by: Sequence[str]) -> Any:
    """Return the rows with how far (yuan) their group's prices miss them: `miss`."""
    joined = rows.inner_join(prices, list(by))
    return joined.mutate(miss=_miss(joined, lambda price: price)).select(*rows.columns, "miss")


def _miss(joined: Any, rounded: Any) -> Any:
    paid = _total([joined[f"x{i}"] * rounded(joined[f"p{i}"]).fill_null(0) for i in _SIZE])
    return (joined.y - paid).abs()


def _followed(rows: Any, solved: Any, by: Sequence[str]) -> Any:
    """Return the prices that most of their group follows, with as few decimals as that takes."""
    joined = rows.inner_join(solved, list(by))
    counted = joined.group_by(*by).agg(
        bills=joined.count(),
        **{f"follow{n}": (_miss(joined, _to(n)) <= _FITS_YUAN).sum() for n in _DECIMALS},
    )
    judged = solved.inner_join(counted, list(by))
    judged = judged.mutate(followers=ibis.greatest(*(judged[f"follow{n}"] for n in _DECIMALS)))
    told = judged.filter(judged.is_told, judged.followers > judged.slots, judged.followers * 2 > judged.bills)
    prices = {
        f"price_{name}": to_places(
            ibis.cases(
                *((told[f"follow{n}"] == told.followers, _to(n)(told[f"p{i}"]) / 1000) for n in _DECIMALS)
            ),
            6,
        )
        for i, name in enumerate(SLOTS)
    }
    return told.select(*by, **prices, followers=told.followers)


def _to(decimals: int) -> Any:
    """Return what rounds a price per MWh to so many decimals a kWh."""
    return lambda price: (price / 1000).round(decimals) * 1000


def _total(values: Sequence[Any]) -> Any:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total
