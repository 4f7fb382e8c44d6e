"""Hits on two sides, those of two screenings or of a check by other values: what is new, gone, still there, or changed.

Hits of one month are the same where check, object and period are; of different months, where check and object are.
Where an object has several such hits, those of equal amounts go together first, then the rest in the order of their
periods; so that new and staying hits are together those of the later side, gone and staying ones those of the earlier.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import ibis

from analytics.amounts import OWED

State = Literal["new", "gone", "changed", "same"]
STATES: tuple[State, ...] = ("new", "gone", "changed", "same")
OBJECT = ("check_code", "object_type", "object_id")
SHOWN = (*OBJECT, "category", "severity", "cons_no", "org_code", "period", "amount_yuan", "amount_kind")
BEFORE = "_before"


class Differences:
    """The hits of two sides, in `hits`, those that go together in one row (`together`).

    Amounts of the kinds in `added` are added up.
    """

    hits: Any
    added: ClassVar[tuple[str, ...]] = (OWED,)

    def that_fit(self, *, state: State | None = None, code: str = "", org_prefix: str = "") -> Any:
        """Return the hits of both sides that fit as an expression: what differs before the rest, the largest amounts first."""
        hits = self.hits
        if state:
            hits = hits.filter(hits.state == state)
        if code:
            hits = hits.filter(hits.check_code == code)
        if org_prefix:
            hits = hits.filter(hits.org_code.startswith(org_prefix))
        size = ibis.greatest(hits.amount_yuan.abs().fill_null(0), hits.amount_yuan_before.abs().fill_null(0))
        return hits.order_by(hits.state == "same", ibis.desc(size), *OBJECT, "period", "period_before")

    def figures(
        self, *by: str, unit_digits: int = 9, code: str = "", org_prefix: str = ""
    ) -> list[dict[str, Any]]:
        """Return how many hits are new, gone, changed and the same, and the yuan of both sides, by some columns.

        Shapes: the columns of `by` ('unit' is org_code cut to `unit_digits`), `new`, `gone`, `changed`, `same`,
        `hits`, `hits_before`, `under_yuan`, `over_yuan`, `under_yuan_before`, `over_yuan_before`, and of what is
        new and gone `new_yuan`, `gone_yuan`, either way. Those that differ most come first.
        """
        hits = self.that_fit(code=code, org_prefix=org_prefix)
        table = hits.mutate(unit=hits.org_code.left(unit_digits).fill_null(""))
        is_in = {state: table.state == state for state in STATES}
        now, before = (_yuan(table, suffix, self.added) for suffix in ("", BEFORE))
        grouped = (table.group_by(*by) if by else table).agg(
            **{state: condition.sum().fill_null(0) for state, condition in is_in.items()},
            hits=(table.state != "gone").sum().fill_null(0),
            hits_before=(table.state != "new").sum().fill_null(0),
            under_yuan=now.sum(where=now > 0).fill_null(0),
            over_yuan=(-now).sum(where=now < 0).fill_null(0),
            under_yuan_before=before.sum(where=before > 0).fill_null(0),
            over_yuan_before=(-before).sum(where=before < 0).fill_null(0),
            new_yuan=now.abs().sum(where=is_in["new"]).fill_null(0),
            gone_yuan=before.abs().sum(where=is_in["gone"]).fill_null(0),
        )
        differing = grouped.new + grouped.gone + grouped.changed
        return grouped.order_by(ibis.desc(differing), *by).to_pyarrow().to_pylist()


def together(now: Any, before: Any, *, is_same_month: bool) -> Any:
    """Return the hits of two sides as an expression, those that go together in one row.

    Shapes: from SHOWN on both sides to the columns of SHOWN (of the later side, else of the earlier), `period_before`,
    `amount_yuan_before`, `amount_kind_before`, `state`.
    """
    now, before = _side(now, ""), _side(before, BEFORE)
    key = (*OBJECT, "month") if is_same_month else OBJECT
    alike = _numbered(now, (*key, "said"), "period"), _numbered(before, (*key, "said"), "period", BEFORE)
    by = (*key, "said", "place")
    exact = alike[0].inner_join(alike[1], _equal(*alike, by))
    rest = (
        _numbered(alike[0].anti_join(alike[1], _equal(*alike, by)), key, "period"),
        _numbered(alike[1].anti_join(alike[0], _equal(*alike, by)), key, "period", BEFORE),
    )
    others = rest[0].outer_join(rest[1], _equal(*rest, (*key, "place")))
    return _in_one_row(exact).union(_in_one_row(others))


def _side(hits: Any, suffix: str) -> Any:
    hits = hits.select(*SHOWN)
    hits = hits.mutate(month=hits.period.fill_null(""), said=hits.amount_yuan.cast("string").fill_null(""))
    return hits.rename({f"{name}{suffix}": name for name in hits.columns}) if suffix else hits


def _numbered(hits: Any, by: Sequence[str], order: str, suffix: str = "") -> Any:
    """Number the hits that have everything in `by` in common."""
    names = [f"{name}{suffix}" for name in by]
    ordered = [f"{order}{suffix}", f"amount_yuan{suffix}"]
    place = ibis.row_number().over(group_by=names, order_by=ordered)
    return hits.mutate(**{f"place{suffix}": place})


def _equal(now: Any, before: Any, by: Sequence[str]) -> list[Any]:
    return [now[name] == before[f"{name}{BEFORE}"] for name in by]


def _in_one_row(joined: Any) -> Any:
    later, earlier = joined.check_code.notnull(), joined[f"check_code{BEFORE}"].notnull()
    is_same = joined.amount_yuan.identical_to(joined[f"amount_yuan{BEFORE}"])
    state = ibis.cases((~earlier, "new"), (~later, "gone"), (is_same, "same"), else_="changed")
    common = [name for name in SHOWN if name not in ("period", "amount_yuan", "amount_kind")]
    return joined.select(
        **{name: ibis.coalesce(joined[name], joined[f"{name}{BEFORE}"]) for name in common},
        **{
            f"{name}{suffix}": joined[f"{name}{suffix}"]
            for name in ("period", "amount_yuan", "amount_kind")
            for suffix in ("", BEFORE)
        },
        state=state,
    )


def _yuan(table: Any, suffix: str, added: Sequence[str]) -> Any:
    """Return a side's amounts of the kinds that are added up, null for others."""
    return ibis.ifelse(table[f"amount_kind{suffix}"].isin(added), table[f"amount_yuan{suffix}"], ibis.null())
