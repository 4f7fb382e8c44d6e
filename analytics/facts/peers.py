"""What is normal for a customer's peers (同类): robust statistics that a few odd ones cannot move.

Peers have the same use (用电类别), voltage and band of contract capacity; a group of fewer than thirty is not
compared. A value's distance is the modified z score: 0.6745 × (value − median) ÷ MAD; where more than half of the
peers are alike (MAD 0), the mean absolute deviation stands in its place with 1 ÷ 1.253314.

Source: Iglewicz and Hoaglin (1993); RANKING.md, point 1, for the groups.
"""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.columns import in_words, joined
from analytics.regulation.money import exact, number, ratio, to_places

FEWEST_PEERS = 30
CAP_BANDS_KVA = (0, 5, 10, 20, 50, 100, 315, 500, 1000, 3150)
PEERS = ("elec_type_code?", "volt_code?", "contract_cap?")
PEERS_UNKNOWN = {"customers.elec_type_code|volt_code|contract_cap": "缺用电类别、电压与合同容量,同类不分"}
BY_MEDIAN, BY_MEAN = "0.674500", "0.797885"
PLACES = 4
GROUP = ("peer_kind", "peer_volt", "peer_band")
EVIDENCE = {
    "peer_group": "同类",
    "peers": "同类户数",
    "peer_median": "同类中位数",
    "peer_spread": "同类离差",
    "factor": "离差系数",
    "distance": "偏离(倍离差)",
    "bound": "偏离界限",
}
ARITHMETIC = (
    "偏离 = {factor} ×({value} − 同类中位数 {peer_median})÷ 同类离差 {peer_spread} = {distance},界限 {bound}"
)


def arithmetic(value: str) -> str:
    """Return the line that shows how far a column lies from the peers."""
    return ARITHMETIC.replace("{value}", f"{{{value}}}")


def with_peers(t: Tables, rows: Any, value: str) -> Any:
    """Add what is normal for each customer's peers among these rows, and how far its value lies from that.

    Who has too few peers is left out.

    Shapes: adds peer_group (in words), peers (how many, itself included), peer_median, peer_spread, factor, distance.
    """
    customers = t.customers
    archive = customers.select(
        "cons_no",
        peer_kind=customers.elec_type_code.fill_null(""),
        peer_volt=customers.volt_code.fill_null(""),
        peer_band=_band(customers.contract_cap),
    )
    rows = rows.inner_join(archive, "cons_no").alias("of_peers")  # asked three times, worked out once
    normal = rows.group_by(*GROUP).agg(peers=rows.count(), peer_median=_median(rows[value]))
    rows = rows.inner_join(normal.filter(normal.peers >= FEWEST_PEERS), list(GROUP))
    rows = rows.mutate(away=exact(rows[value] - rows.peer_median))
    spread = rows.group_by(*GROUP).agg(
        middle=_median(rows.away.abs()), mean=ratio(rows.away.abs().sum(), exact(rows.count()), PLACES)
    )
    rows = rows.inner_join(spread, list(GROUP))
    has_middle = rows.middle > 0
    rows = rows.mutate(
        peer_spread=ibis.ifelse(has_middle, rows.middle, rows["mean"]),
        factor=ibis.ifelse(has_middle, number(BY_MEDIAN), number(BY_MEAN)),
    )
    return rows.mutate(
        distance=ratio(rows.away * rows.factor, exact(rows.peer_spread), PLACES),
        peer_group=_in_words(t, rows),
    )


def strangest(rows: Any, most: int) -> Any:
    """Return the so many customers that lie furthest from their peers."""
    order = [ibis.desc(rows.distance.abs()), rows.cons_no]
    rows = rows.mutate(place=ibis.row_number().over(ibis.window(order_by=order)))
    return rows.filter(rows.place < most)


def _band(kva: Any) -> Any:
    """Return the lower bound of each capacity's band; -1 where none is known."""
    bands = [((kva >= low).fill_null(False), low) for low in reversed(CAP_BANDS_KVA)]
    return ibis.cases(*bands, else_=-1)


def _median(value: Any) -> Any:
    # of doubles: engines round the middle of two decimals each in its own way
    return to_places(value.cast("float64").median(), PLACES)


def _in_words(t: Tables, rows: Any) -> Any:
    kinds, volts = t.labels("ELEC_TYPE_CODE"), t.labels("VOLT_CODE")
    bounds = list(zip(CAP_BANDS_KVA, [*CAP_BANDS_KVA[1:], None], strict=True))
    bands = {low: f"{low} kVA 及以上" if high is None else f"{low} 至 {high} kVA" for low, high in bounds}
    band = rows.peer_band.cases(*bands.items(), else_="容量不明")
    kind, volt = in_words(rows.peer_kind, kinds), in_words(rows.peer_volt, volts)
    return joined(
        [kind.nullif("").fill_null("用电类别不明"), volt.nullif("").fill_null("电压不明"), band], "、"
    )
