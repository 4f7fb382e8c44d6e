"""What the weekly analysis holds, section by section: figures and small tables, no wording.

Every section has `missing`: Chinese sentences that say which data were not delivered and what is therefore
not computed. A figure that cannot be computed is None, a table that cannot be is empty; neither is ever 0.

Tables are pyarrow tables. `unit_code`/`unit_name` are the units one level below the chosen one; a unit's
own orders carry its own code. `rate` columns are shares of one; `rank` is null on fewer than 30 cases.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import pyarrow as pa

from analytics.weekly.measures import Count, Density, Rate, Share
from analytics.weekly.period import Period, Span
from models.company.settings import NO_OWN_WORDS, OwnWords

Reach = Literal["full", "partial", "none"]
Measure = Literal["late", "dissatisfied", "substantiated"]


@dataclass(frozen=True)
class Scope:
    """The unit that the report is about; `units` are the units shown, {code: name}, in order of code."""

    org_prefix: str
    name: str
    households: int | None
    unit_digits: int
    units: dict[str, str]


@dataclass(frozen=True)
class Coverage:
    """How far the data reach: `full`, `partial` or `none` of each period; None days where there is no order.

    `cutoff` is the last moment the data know of; open orders are judged as of it.
    """

    first_day: date | None
    last_day: date | None
    cutoff: datetime | None
    now: Reach
    previous: Reach
    last_year: Reach

    @property
    def is_complete(self) -> bool:
        """Return whether the data do not end before the period does."""
        return self.now == "full"


@dataclass(frozen=True)
class SetAside:
    """Rows and times that were not counted, and how many, so that nothing vanishes silently.

    `negative_*` are durations below zero within the period: the time is disregarded (时间倒序, SVC-10).
    """

    duplicate_orders: int
    without_unit: int
    negative_arrival: int
    negative_restoration: int
    negative_contact: int
    negative_reply: int
    returned: int
    aborted: int


@dataclass(frozen=True)
class TypeRow:
    """One type of order: its count and its share of all."""

    code: str
    label: str
    count: Count
    share: float | None


@dataclass(frozen=True)
class TrendPoint:
    """One week of the trend; `ewma` is the exponentially weighted mean up to it."""

    first: date
    last: date
    label: str
    count: int
    ewma: float
    is_complete: bool


@dataclass(frozen=True)
class Signal:
    """What a chart says about the last week: which rule, and whether it is above or below."""

    rule: Literal["limits", "run", "ewma", "poisson"]
    side: Literal["above", "below"]


@dataclass(frozen=True)
class Trend:
    """Up to 26 weeks that end with the period, and limits from the weeks before the last one.

    Individuals chart: centre ± 2.66 × mean moving range. Poisson: centre ± 3√centre. EWMA: λ = 0.2, 3σ.
    Limits are None on fewer than 8 weeks before the last one, or where the last week is incomplete.
    `is_overdispersed`: weeks vary more than counts by chance would, so the Poisson limits are too narrow.
    """

    points: tuple[TrendPoint, ...]
    centre: float | None = None
    upper: float | None = None
    lower: float | None = None
    poisson_upper: float | None = None
    poisson_lower: float | None = None
    ewma_upper: float | None = None
    ewma_lower: float | None = None
    is_overdispersed: bool = False
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True)
class Volume:
    """1 总体情况. `by_type` in order of count; `repeat_callers`: customers with two or more orders."""

    total: Count
    per_10k: Density
    by_type: tuple[TypeRow, ...]
    repeat_callers: Count | None
    trend: Trend
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParetoRow:
    """One cause of many: `cumulative` share up to it; `is_vital` while those before it are under 80 %."""

    code: str
    label: str
    count: int
    share: float
    cumulative: float
    is_vital: bool


@dataclass(frozen=True)
class Matrix:
    """Counts by two properties; `values[row][column]`."""

    row_codes: tuple[str, ...]
    row_labels: tuple[str, ...]
    column_codes: tuple[str, ...]
    column_labels: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Composition:
    """2 业务类型与子类. `heat`: weekday (周一 first) × hour 0–23; `units`: unit × type.

    A code of `sub_types` is 'type|sub-type'.
    """

    types: tuple[ParetoRow, ...]
    sub_types: tuple[ParetoRow, ...]
    heat: Matrix
    units: Matrix
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Repairs:
    """3 故障报修.

    Shapes: by_area: area_code, area_label, limit_minutes, due, on_time, late, not_arrived, rate,
    median_minutes, p90_minutes. by_unit: unit_code, unit_name, count, due, on_time, rate, rank,
    median_minutes, p90_minutes, median_hours, p90_hours. owners: owner_code, owner_label, count, share.
    areas: tg_no, tg_name, in_period, in_30_days, customers, last_time (at least 3 in 30 days, customers'
    own equipment left out).
    Units: `median_minutes`, `p90_minutes` acceptance to arrival; `*_hours` arrival to restoration.
    """

    count: Count
    arrival: Rate
    median_minutes: float | None
    p90_minutes: float | None
    restored: int
    median_hours: float | None
    p90_hours: float | None
    by_area: pa.Table
    by_unit: pa.Table
    causes: tuple[ParetoRow, ...]
    owners: pa.Table
    areas: pa.Table
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grievance:
    """Complaints (投诉), reports (举报) or opinions (意见).

    `contact`: within 24 hours (None for opinions); `reply`: within the working days promised, open orders
    not yet due left out. `substantiated`: 属实 of all of the type; `judged` of them carry a verdict.
    """

    code: str
    label: str
    count: Count
    per_10k: Density
    contact: Rate | None
    reply: Rate
    reply_limit_days: int
    median_reply_days: float | None
    substantiated: Rate
    judged: int


@dataclass(frozen=True)
class Complaints:
    """4 投诉、举报、意见.

    Shapes: by_unit: unit_code, unit_name, complaints, previous, per_10k, contact_due, contact_on_time,
    contact_rate, reply_due, reply_on_time, reply_rate, substantiated, reports, opinions. sub_types:
    type_code, type_label, sub_code, sub_label, count, previous, substantiated.
    """

    kinds: tuple[Grievance, ...]
    by_unit: pa.Table
    sub_types: pa.Table
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """One time limit: how many were due, and how many of them kept it.

    `pending` are still open and within the limit, in neither. `basis` is the source, `verified` how sure.
    """

    key: str
    label: str
    limit: str
    kept: Rate
    late: int | None
    pending: int | None
    basis: str
    verified: str


@dataclass(frozen=True)
class Deadlines:
    """5 时限.

    Shapes: overdue: wo_no, stage, stage_label, busi_type, type_label, unit_code, unit_name, accept_time,
    limit, actual, overrun, overrun_minutes, is_open, state, dept, handler, note, cust_no, cons_name — one row for each order
    and stage, promised stages first, the longest overrun first within a stage; `limit`, `actual`, `overrun` are texts with their
    unit. by_unit: unit_code, unit_name, due, kept, rate, rank, late (all stages together). steps: act_name,
    handovers, due, on_time, rate, returned, refused, median_hours (from work_order_steps; empty without).
    `overdue_orders` counts orders, `promise_overdue` those that broke a public promise (到场、联系、答复;
    None where none of their times was delivered).
    """

    stages: tuple[Stage, ...]
    overdue: pa.Table
    overdue_orders: int
    promise_overdue: Count | None
    by_unit: pa.Table
    steps: pa.Table
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Revisits:
    """6 回访与满意度. `satisfied`: 非常满意 and 满意 of those who judged (不评价 left out).

    Shapes: levels: code, label, count, share, previous. by_unit: unit_code, unit_name, due, visited,
    visit_rate, judged, satisfied, rate, rank, dissatisfied. dissatisfied: wo_no, type_label, sub_label,
    unit_code, unit_name, accept_time, archive_time, satisfaction, handler, is_handled_again, cust_no, cons_name. `not_handled`
    counts those that were not handled a second time.
    """

    visited: Rate
    satisfied: Rate
    levels: pa.Table
    by_unit: pa.Table
    dissatisfied: pa.Table
    not_handled: int | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Repeats:
    """7 重复诉求: chains of like requests within 30 days that have an order in the period.

    `repeated`: requests of the period that a like request of the same customer preceded by at most 30 days.

    Shapes: chains: kind ('customer', 'phone', 'area'), kind_label, key (customer number, masked phone, area
    number), name, type_label, sub_label, times, in_period, customers, unit_code, unit_name, first_time,
    last_time, days, orders (numbers and times in order, joined by ';'), cons_name (of the same customer's).
    """

    repeated: Rate
    callers: Count | None
    by_customer: int | None
    by_phone: int | None
    by_area: int | None
    chains: pa.Table
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """Something to look into before an appraisal; `chance` that the person's true rate is above the mean."""

    handler: str
    name: str
    unit_name: str
    measure: Measure
    part: int
    whole: int
    shrunk: float
    mean: float
    chance: float


@dataclass(frozen=True)
class People:
    """8 责任人与单位.

    Shapes: staff: handler, name, unit_code, unit_name, dept, orders, due, late, late_rate, late_shrunk,
    late_chance, judged, dissatisfied, dissatisfied_rate, dissatisfied_shrunk, dissatisfied_chance,
    substantiated, substantiated_rate, substantiated_shrunk, substantiated_chance. `*_shrunk` are empirical
    Bayes rates (beta-binomial), `*_chance` the probability that the true rate exceeds everybody's mean.
    units: unit_code, unit_name, count, previous, change, per_10k, repairs, arrival_due, arrival_on_time,
    arrival_rate, arrival_rank, complaints, complaints_per_10k, substantiated, kept_due, kept, kept_rate,
    kept_rank, judged, satisfied, satisfied_rate, satisfied_rank, late.
    """

    staff: pa.Table
    units: pa.Table
    suggestions: tuple[Suggestion, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """What some texts have in common: `words`, how many of the period's orders mention it, and before.

    `weekly_mean`: orders in an equally long stretch of the last 8 weeks; `before` those weeks, oldest
    first. `growth` is the relative change on the mean; `is_growing` beyond chance (Poisson, 1 %).
    """

    number: int
    label: str
    words: tuple[str, ...]
    count: int
    share: float
    weekly_mean: float | None
    before: tuple[int, ...]
    growth: float | None
    is_growing: bool
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Topics:
    """9 热点. `texts` orders have a text; the topics were found in `read` of them (a sample if fewer)."""

    texts: int
    read: int
    topics: tuple[Topic, ...]
    missing: tuple[str, ...] = ()
    own_words: OwnWords = NO_OWN_WORDS


@dataclass(frozen=True)
class Stretch:
    """The main figures of the period or of an equally long stretch before it; a share is None where unknown.

    `broken_promises` counts the orders that overran a promised limit.
    """

    span: Span
    total: int
    repairs: int
    complaints: int
    broken_promises: int
    arrival: Share | None
    contact: Share | None
    satisfied: Share | None


@dataclass(frozen=True)
class Weekly:
    """The whole analysis of one period in one unit; `seconds` says where the time went."""

    period: Period
    scope: Scope
    coverage: Coverage
    set_aside: SetAside
    by_org: dict[str, int]
    volume: Volume
    composition: Composition
    repairs: Repairs
    complaints: Complaints
    deadlines: Deadlines
    revisits: Revisits
    repeats: Repeats
    people: People
    topics: Topics
    history: tuple[Stretch, ...]
    data_version: int
    contact: Share | None = None
    seconds: dict[str, float] = field(default_factory=dict, compare=False)
