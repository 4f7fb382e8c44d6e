"""A weekly analysis made of consistent random figures, of any size, without a database."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.facts.outcomes import STAGES
from analytics.weekly.measures import Count, Density, Rate, Share, ranks
from analytics.weekly.period import week_of
from analytics.weekly.sections import (
    Complaints,
    Composition,
    Coverage,
    Deadlines,
    Grievance,
    Matrix,
    ParetoRow,
    People,
    Repairs,
    Repeats,
    Revisits,
    Scope,
    SetAside,
    Signal,
    Stage,
    Suggestion,
    Topic,
    Topics,
    Trend,
    TrendPoint,
    TypeRow,
    Volume,
    Weekly,
)
from data_loaders.codes.service import BusiType

PERIOD = week_of(date(2025, 11, 18))
NAMES = (
    "城东供电中心",
    "城西供电中心",
    "高新供电中心",
    "青山县供电公司",
    "白河县供电公司",
    "云岭县供电公司",
    "北川镇供电所",
)
TYPES = ("故障报修", "查询咨询", "业务申请", "意见", "催办", "投诉", "举报", "建议", "表扬")
TYPE_SHARES = (0.42, 0.2, 0.12, 0.1, 0.06, 0.05, 0.02, 0.02, 0.01)
SUBS = ("低压故障", "客户内部故障", "计量装置故障", "频繁停电", "高压故障", "电能质量异常", "抢修催办", "紧急消缺",
        "电压质量低", "业务催办", "抄表差错", "电价电费异议", "服务态度", "停电信息", "业扩报装", "充电桩报装")  # fmt: skip
PEOPLE = ("黄静", "罗磊秀", "王㙍", "张㛃", "𠮷野", "李𠀀", "林英", "郭华", "=1+1", "欧阳")
RARE = "𠀀"  # in no font of ours


class Maker:
    """Draws every table of an analysis of so many orders in so many units."""

    def __init__(self, units: int, orders: int, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        names = [*NAMES, *(f"第{n}供电所" for n in range(len(NAMES) + 1, units + 1))][:units]
        self.units = {f"34101{n:02d}": name for n, name in enumerate(names, 1)}
        self.orders = orders
        weights = self.random.uniform(0.3, 2, units)
        self.counts = (
            self.random.multinomial(orders, weights / weights.sum()) if orders else np.zeros(units, int)
        )

    def count(self, now: int) -> Count:
        return Count(now, int(now * self.random.uniform(0.7, 1.3)), int(now * self.random.uniform(0.7, 1.3)))

    def share(self, whole: int, low: float = 0.9) -> Share:
        return Share(int(whole * self.random.uniform(low, 1)), whole)

    def rate(self, whole: int, low: float = 0.9) -> Rate:
        return Rate(self.share(whole, low), self.share(whole, low), self.share(whole, low))

    def pick(self, names: Any, size: int) -> list[Any]:
        return [names[n] for n in self.random.integers(0, len(names), size)]

    def moments(self, size: int) -> list[datetime]:
        start = datetime.combine(PERIOD.span.first, datetime.min.time())
        return [start + timedelta(minutes=int(m)) for m in self.random.integers(0, 7 * 1440, size)]

    def by_unit(self, **columns: Any) -> pa.Table:
        return pa.table({"unit_code": list(self.units), "unit_name": list(self.units.values()), **columns})

    def pareto(self, labels: Any, whole: int) -> tuple[ParetoRow, ...]:
        counts = np.sort(
            self.random.multinomial(
                whole, 1 / np.arange(1, len(labels) + 1) / sum(1 / np.arange(1, len(labels) + 1))
            )
        )[::-1]
        rows, before = [], 0
        for label, count in zip(labels, counts.tolist(), strict=True):
            if count:
                is_vital = before / whole < 0.8
                before += count
                rows.append(ParetoRow(label, label, count, count / whole, before / whole, is_vital))
        return tuple(rows)


def made(units: int = 7, orders: int = 1500, seed: int = 3) -> Weekly:
    """Return an analysis of so many orders in so many units."""
    m = Maker(units, orders, seed)
    return Weekly(
        period=PERIOD,
        scope=Scope("34101", "江州供电公司", 412_000, 7, m.units),
        coverage=Coverage(
            date(2023, 1, 1), PERIOD.span.last, datetime(2025, 11, 21, 8, 0), "full", "full", "full"
        ),
        set_aside=SetAside(3, 1, 2, 0, 0, 1, 12, 4),
        by_org=dict(zip(m.units, m.counts.tolist(), strict=True)),
        volume=_volume(m),
        composition=_composition(m),
        repairs=_repairs(m),
        complaints=_complaints(m),
        deadlines=_deadlines(m),
        revisits=_revisits(m),
        repeats=_repeats(m),
        people=_people(m),
        topics=_topics(m),
        history=(),
        data_version=7,
    )


def _volume(m: Maker) -> Volume:
    rows = [(label, int(m.orders * share)) for label, share in zip(TYPES, TYPE_SHARES, strict=True)]
    first = PERIOD.span.first
    points = [
        TrendPoint(
            first - timedelta(days=7 * n),
            first - timedelta(days=7 * n - 6),
            f"{first - timedelta(days=7 * n):%m-%d}",
            int(m.orders * m.random.uniform(0.85, 1.0)) if n else m.orders,
            m.orders * 0.93,
            True,
        )
        for n in range(25, -1, -1)
    ]
    trend = Trend(
        tuple(points),
        m.orders * 0.92,
        m.orders * 1.03,
        m.orders * 0.8,
        m.orders * 0.97,
        m.orders * 0.88,
        m.orders * 0.95,
        m.orders * 0.89,
        True,
        (Signal("ewma", "above"),),
    )
    by_type = tuple(
        TypeRow(label, label, m.count(n), n / m.orders if m.orders else None) for label, n in rows
    )
    return Volume(
        m.count(m.orders), Density(m.orders / 41.2, 30.1, 28.8), by_type, m.count(m.orders // 30), trend
    )


def _composition(m: Maker) -> Composition:
    hours = 0.2 + np.sin(np.linspace(0, 3.1, 24))
    heat = m.random.poisson(hours / hours.sum() * m.orders / 7, (7, 24))
    units = m.random.multinomial(1, TYPE_SHARES, len(m.units)) * 0 + np.outer(m.counts, TYPE_SHARES).astype(
        int
    )
    labels = tuple("周" + day for day in "一二三四五六日")
    hour_codes = tuple(str(n) for n in range(24))
    return Composition(
        m.pareto(TYPES, m.orders) if m.orders else (),
        m.pareto(SUBS, m.orders) if m.orders else (),
        Matrix(labels, labels, hour_codes, hour_codes, tuple(map(tuple, heat.tolist()))),
        Matrix(tuple(m.units), tuple(m.units.values()), TYPES, TYPES, tuple(map(tuple, units.tolist()))),
    )


def _repairs(m: Maker) -> Repairs:
    count = int(m.orders * TYPE_SHARES[0])
    due = (m.counts * TYPE_SHARES[0]).astype(int).tolist()
    shares = [m.share(n) for n in due]
    areas = max(0, m.orders // 100)
    return Repairs(
        m.count(count),
        m.rate(count),
        31.5,
        82.0,
        count,
        1.4,
        3.9,
        pa.table(
            {
                "area_code": ["01", "02", "03"],
                "area_label": ["城区", "农村", "特殊边远地区"],
                "limit_minutes": [45, 90, 120],
                "due": [count // 2, count // 3, count // 6],
                "on_time": [count // 2 - 3, count // 3 - 2, count // 6],
                "late": [2, 1, 0],
                "not_arrived": [1, 1, 0],
                "rate": [0.97, 0.98, 1.0],
                "median_minutes": [28.0, 44.0, 71.0],
                "p90_minutes": [43.0, 80.0, 110.0],
            }
        ),
        m.by_unit(
            count=due,
            due=due,
            on_time=[share.part for share in shares],
            rate=pa.array([share.value for share in shares], pa.float64()),
            rank=pa.array(ranks(shares), pa.int64()),
            median_minutes=m.random.uniform(20, 60, len(due)),
            p90_minutes=m.random.uniform(60, 110, len(due)),
            median_hours=m.random.uniform(1, 2, len(due)),
            p90_hours=m.random.uniform(2, 5, len(due)),
        ),
        m.pareto(("用户自身原因", "设备老化", "雷击", "外力破坏", "过负荷", "树障", "施工质量", "动物", "不明"), count) if count else (),
        pa.table({"owner_code": ["01", "02"], "owner_label": ["供电企业", "用户"], "count": [count // 2, count - count // 2], "share": [0.5, 0.5]}),
        pa.table(
            {
                "tg_no": [f"00{n:06d}" for n in range(areas)],
                "tg_name": [f"人民路{n}号公变" for n in range(areas)],
                "in_period": [2] * areas,
                "in_30_days": pa.array([5] * areas, pa.int64()),
                "customers": pa.array([3] * areas, pa.int64()),
                "last_time": pa.array(m.moments(areas), pa.timestamp("us")),
            }
        ),
    )  # fmt: skip


def _complaints(m: Maker) -> Complaints:
    kinds = tuple(
        Grievance(code, label, m.count(n), Density(n / 41.2), m.rate(n) if code != BusiType.OPINION else None, m.rate(n), 5, 3.0, m.rate(n, 0.2), n)
        for code, label, n in ((BusiType.COMPLAINT, "投诉", m.orders // 20), (BusiType.REPORT, "举报", m.orders // 50), (BusiType.OPINION, "意见", m.orders // 10))
    )  # fmt: skip
    n = (m.counts * 0.05).astype(int)
    subs = m.pareto(SUBS, max(m.orders // 20, 1)) if m.orders else ()
    return Complaints(
        kinds,
        m.by_unit(
            complaints=n, previous=n, per_10k=n / 4.0, contact_due=n, contact_on_time=n, contact_rate=np.ones(len(n)),
            reply_due=n, reply_on_time=n, reply_rate=np.ones(len(n)), substantiated=n // 4, reports=n // 3, opinions=n * 2,
        ),
        pa.table(
            {
                "type_code": pa.array([BusiType.COMPLAINT for _ in subs], pa.string()),
                "type_label": pa.array(["投诉" for _ in subs], pa.string()),
                "sub_code": pa.array([row.code for row in subs], pa.string()),
                "sub_label": pa.array([row.label for row in subs], pa.string()),
                "count": pa.array([row.count for row in subs], pa.int64()),
                "previous": pa.array([row.count for row in subs], pa.int64()),
                "substantiated": pa.array([row.count // 4 for row in subs], pa.int64()),
            }
        ),
    )  # fmt: skip


def _deadlines(m: Maker) -> Deadlines:
    late = m.orders // 30
    counts = m.counts.tolist()
    shares = [m.share(n) for n in counts]
    stages = [(one, m.rate(m.orders // 2)) for one in STAGES]
    return Deadlines(
        tuple(
            Stage(one.key, one.label, one.limit_shown, rate, 5, 2, one.law.basis, one.law.verified)
            for one, rate in stages
        ),
        pa.table(
            {
                "wo_no": [f"2025111{n:010d}" for n in range(late)],
                "stage": m.pick(["arrival", "reply"], late),
                "stage_label": m.pick(["到达现场", "答复"], late),
                "busi_type": m.pick(["001", "005"], late),
                "type_label": m.pick(TYPES, late),
                "unit_code": m.pick(list(m.units), late),
                "unit_name": pa.array(m.pick(list(m.units.values()), late), pa.string()),
                "accept_time": pa.array(m.moments(late), pa.timestamp("us")),
                "limit": m.pick(["45分钟", "5工作日"], late),
                "actual": m.pick(["73.5分钟", "8工作日"], late),
                "overrun": m.pick(["28.5分钟", "3工作日"], late),
                "overrun_minutes": pa.array([28.5] * late, pa.float64()),
                "is_open": pa.array([n % 7 == 0 for n in range(late)], pa.bool_()),
                "state": ["late"] * late,
                "dept": ["抢修班"] * late,
                "handler": m.pick([f"E{n:03d}" for n in range(30)], late),
                "note": m.pick(["", "道路拥堵", "=HYPERLINK(\"http://x\")"], late),
                "cust_no": pa.array([f"{n:010d}" for n in range(late)], pa.string()),
                "cons_name": pa.array(["罗兰秀"] * late, pa.string()),
            }
        ),
        late,
        Count(late // 2, late // 2 + 3, None),
        m.by_unit(
            due=counts,
            kept=[share.part for share in shares],
            rate=pa.array([share.value for share in shares], pa.float64()),
            rank=pa.array(ranks(shares), pa.int64()),
            late=[share.whole - share.part for share in shares],
        ),
        pa.table({"act_name": ["受理", "派发"], "handovers": [9, 8], "due": [9, 8], "on_time": [9, 7], "rate": [1.0, 0.875], "returned": [0, 1], "refused": [0, 0], "median_hours": [0.1, 0.4]}),
    )  # fmt: skip


def _revisits(m: Maker) -> Revisits:
    bad = m.orders // 60
    counts = m.counts.tolist()
    shares = [m.share(n, 0.8) for n in counts]
    return Revisits(
        m.rate(m.orders // 2),
        m.rate(m.orders // 3, 0.85),
        pa.table({"code": ["01", "02", "03", "04"], "label": ["非常满意", "满意", "不满意", "不评价"], "count": [m.orders // 4, m.orders // 5, bad, m.orders // 6], "share": [0.5, 0.3, 0.05, 0.15], "previous": [m.orders // 4] * 4}),
        m.by_unit(
            due=counts, visited=counts, visit_rate=pa.array([1.0] * len(counts), pa.float64()), judged=counts,
            satisfied=[share.part for share in shares],
            rate=pa.array([share.value for share in shares], pa.float64()),
            rank=pa.array(ranks(shares), pa.int64()),
            dissatisfied=[share.whole - share.part for share in shares],
        ),
        pa.table(
            {
                "wo_no": [f"2025112{n:010d}" for n in range(bad)],
                "type_label": pa.array(m.pick(TYPES, bad), pa.string()),
                "sub_label": pa.array(m.pick(SUBS, bad), pa.string()),
                "unit_code": pa.array(m.pick(list(m.units), bad), pa.string()),
                "unit_name": pa.array(m.pick(list(m.units.values()), bad), pa.string()),
                "accept_time": pa.array(m.moments(bad), pa.timestamp("us")),
                "archive_time": pa.array(m.moments(bad), pa.timestamp("us")),
                "satisfaction": pa.array(["不满意"] * bad, pa.string()),
                "handler": pa.array(["E001"] * bad, pa.string()),
                "is_handled_again": pa.array([n % 3 > 0 for n in range(bad)], pa.bool_()),
                "cust_no": pa.array([f"{n:010d}" for n in range(bad)], pa.string()),
                "cons_name": pa.array(["罗兰秀"] * bad, pa.string()),
            }
        ),
        sum(n % 3 == 0 for n in range(bad)),
    )  # fmt: skip


def _repeats(m: Maker) -> Repeats:
    n = m.orders // 40
    third = -(-n // 3)
    kinds = [kind for kind in ("customer", "phone", "area") for _ in range(third)][:n]
    kind_labels = {"customer": "同一客户", "phone": "同一来电号码(线索)", "area": "同一台区"}
    chain = ";".join(f"202511{k:011d} 11-{k:02d} 08:30" for k in range(1, 7))
    return Repeats(
        m.rate(m.orders, 0.02),
        m.count(m.orders // 30),
        n,
        n // 2,
        n // 3,
        pa.table(
            {
                "kind": pa.array(kinds, pa.string()),
                "kind_label": pa.array([kind_labels[kind] for kind in kinds], pa.string()),
                "key": pa.array([f"31{k:09d}" for k in range(n)], pa.string()),
                "name": pa.array(m.pick(PEOPLE, n), pa.string()),
                "type_label": pa.array(m.pick(TYPES, n), pa.string()),
                "sub_label": pa.array(m.pick(SUBS, n), pa.string()),
                "times": pa.array([6] * n, pa.int64()),
                "in_period": pa.array([2] * n, pa.int64()),
                "customers": pa.array([1] * n, pa.int64()),
                "unit_code": pa.array(m.pick(list(m.units), n), pa.string()),
                "unit_name": pa.array(m.pick(list(m.units.values()), n), pa.string()),
                "first_time": pa.array(m.moments(n), pa.timestamp("us")),
                "last_time": pa.array(m.moments(n), pa.timestamp("us")),
                "days": pa.array([9] * n, pa.int64()),
                "cons_name": pa.array(["罗兰秀"] * n, pa.string()),
                "orders": pa.array(m.pick([chain, chain[:53]], n), pa.string()),
            }
        ),
    )  # fmt: skip


def _people(m: Maker) -> People:
    n = min(m.orders // 10, 200)
    rates = pa.array(m.random.uniform(0, 0.1, n), pa.float64())
    counts = pa.array(m.random.integers(1, 90, n), pa.int64())
    units = len(m.units)
    some = m.random.uniform(0.9, 1, units)
    places = pa.array([k + 1 if k % 4 else None for k in range(units)], pa.int64())
    return People(
        pa.table(
            {
                "handler": [f"E{k:03d}" for k in range(n)],
                "name": pa.array(m.pick(PEOPLE, n), pa.string()),
                "unit_code": pa.array(m.pick(list(m.units), n), pa.string()),
                "unit_name": pa.array(m.pick(list(m.units.values()), n), pa.string()),
                "dept": ["抢修班"] * n,
                **dict.fromkeys(("orders", "due", "late", "judged", "dissatisfied", "substantiated"), counts),
                **dict.fromkeys(("late_rate", "late_shrunk", "late_chance", "dissatisfied_rate", "dissatisfied_shrunk", "dissatisfied_chance", "substantiated_rate", "substantiated_shrunk", "substantiated_chance"), rates),
            }
        ),
        m.by_unit(
            count=m.counts, previous=m.counts, change=some - 0.95, per_10k=some * 30, repairs=m.counts // 2,
            arrival_due=m.counts, arrival_on_time=m.counts, arrival_rate=some, arrival_rank=places,
            complaints=m.counts // 20, complaints_per_10k=some, substantiated=m.counts // 80,
            kept_due=m.counts, kept=m.counts, kept_rate=some, kept_rank=places,
            judged=m.counts, satisfied=m.counts, satisfied_rate=some, satisfied_rank=places, late=m.counts // 30,
        ),
        tuple(Suggestion(f"E{k:03d}", PEOPLE[k], "城东供电中心", "late", 12, 98, 0.091, 0.032, 0.99) for k in range(min(n, 4))),
    )  # fmt: skip


def _topics(m: Maker) -> Topics:
    sample = "客户反映小区本月已停电三次,来电人***(电话138****5678),要求说明原因并尽快处理。"
    found = tuple(
        Topic(k + 1, f"{SUBS[k]}", ("停电", "频繁", "小区", "抢修"), m.orders // (k + 4), 1 / (k + 4), m.orders / (k + 5), (1,) * 8, 0.25 if k else None, k < 2, (sample, sample))
        for k in range(8 if m.orders >= 50 else 0)
    )  # fmt: skip
    return Topics(m.orders, m.orders, found)
