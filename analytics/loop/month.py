"""What the closed loop adds to the bulletin of a month: how far its cases came, what came back, what is overdue, points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.loop.appraisal import Kind, appraise
from analytics.loop.charged import NOTHING_CHARGED, Charged
from analytics.loop.closing_checks import IN_MANY_UNITS, Left, closing_checks
from analytics.loop.counting import Asked, Counted
from analytics.loop.progress import progress
from analytics.reasons import title_of
from models.calendar import first_day, last_day
from models.loop.case_lists import Due, Wanted, listed
from models.people import Person
from models.store import Store

COME_BACK = "CLS-03"
OVERDUE = pa.schema(
    [
        ("case_no", pa.string()),
        ("unit_name", pa.string()),
        ("title", pa.string()),
        ("state", pa.string()),
        ("due_date", pa.date32()),
        ("days_over", pa.int64()),
        ("told", pa.string()),
    ]
)
RANKING = pa.schema(
    [
        ("place", pa.int64()),
        ("unit_name", pa.string()),
        ("dispatched", pa.int64()),
        ("archived", pa.int64()),
        ("completed", pa.float64()),
        ("confirmed", pa.int64()),
        ("confirmed_rate", pa.float64()),
        ("recovered_yuan", pa.decimal128(18, 2)),
        ("refunded_yuan", pa.decimal128(18, 2)),
    ]
)
POINTS = pa.schema([("unit_name", pa.string()), ("points", pa.decimal128(18, 2)), ("proposal", pa.string())])


@dataclass(frozen=True)
class LoopMonth:
    """The loop's part of a month's bulletin.

    Shapes: ranking: RANKING, a row for each unit with cases of the month, who has archived the largest share of what was
    dispatched to it first; overdue: OVERDUE, of every month, the longest overdue first, as of `today`; points: POINTS, of
    the units.
    """

    today: date
    total: Counted
    come_back: int
    to_spread: tuple[str, ...]
    ranking: pa.Table
    overdue: pa.Table
    points: pa.Table
    is_frozen: bool
    charged: Charged = NOTHING_CHARGED


def loop_month(
    store: Store,
    person: Person,
    month: str,
    units: Mapping[str, str],
    today: date,
    high: Sequence[Left] = (),
) -> LoopMonth | None:
    """Return a month's part, of the cases that a person may see; None where nobody has any.

    `units` are names; `high` is what stands out in the month's run (`high_rates`).
    """
    asked = Asked(today, first_day(month), last_day(month))
    made = progress(store, person, asked)
    late = listed(store, person, Wanted(due=Due.OVERDUE), today=today)
    points = appraise(store, person, month)
    if not made.total.counts["opened"] and not late and not points.cards:
        return None
    found = closing_checks(store, person, asked)
    rows = [
        {
            "case_no": one.row.case_no,
            "unit_name": _named(units, one.row.handler_unit),
            "title": "、".join(map(title_of, one.check_codes)) or "随机对照",
            "state": one.row.state,
            "due_date": one.row.due_date,
            "days_over": -(one.days_left or 0),
            "told": one.overdue_stage.partition(":")[2],
        }
        for one in late
    ]
    cards = [
        {"unit_name": _named(units, card.subject), "points": card.score, "proposal": card.proposal}
        for card in points.cards
        if card.kind is Kind.UNIT
    ]
    return LoopMonth(
        today,
        made.total,
        sum(one.found for one in found if one.code == COME_BACK),
        tuple(one.said for one in (*found, *high) if _is_to_spread(one)),
        pa.Table.from_pylist(_ranked(made.by_unit, units), schema=RANKING),
        pa.Table.from_pylist(rows, schema=OVERDUE),
        pa.Table.from_pylist(cards, schema=POINTS),
        bool(points.frozen_by),
        made.charged,
    )


def _ranked(by_unit: Mapping[str, Counted], units: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the units' rows; units alike share a place, one without anything to complete has none and comes last."""
    rows: list[dict[str, Any]] = []
    for code, counted in by_unit.items():
        done, borne_out = counted.measured("completed"), counted.measured("confirmed")
        rows.append(
            {
                "unit_name": _named(units, code),
                "dispatched": done.denominator,
                "archived": done.numerator,
                "completed": done.rate,
                "confirmed": borne_out.numerator,
                "confirmed_rate": borne_out.rate,
                "recovered_yuan": Decimal(counted.counts["recovered_fen"]) / 100,
                "refunded_yuan": Decimal(counted.counts["refunded_fen"]) / 100,
            }
        )
    rates = [row["completed"] for row in rows if row["completed"] is not None]
    for row in rows:
        done = row["completed"]
        row["place"] = None if done is None else 1 + sum(rate > done for rate in rates)
    return sorted(rows, key=lambda row: (row["place"] or len(rows) + 1, -row["dispatched"], row["unit_name"]))


def _is_to_spread(one: Left) -> bool:
    return one.code == IN_MANY_UNITS


def _named(units: Mapping[str, str], org_code: str | None) -> str:
    return units.get(org_code or "", org_code or "未归属")
