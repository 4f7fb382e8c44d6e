"""The monthly bulletin (稽查通报): what screening found, and what became of it in the closed loop.

二 分类情况, 三 各单位情况, 四 典型问题, 五 重复发生 come from a month's run and the run of the month before;
派发, 完成, 查实, 举一反三, 超期督办 and 考核 from the cases, where there are any (analytics.loop.month).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from analytics.loop.high_rates import high_rates
from analytics.loop.month import LoopMonth, loop_month
from analytics.results.findings import Findings, findings_of
from analytics.results.hit_words import sentence_of
from analytics.results.run_checks import checks_in
from analytics.units import digits_below
from models import runs
from models.calendar import add_months
from models.category import Category
from models.lake import Door
from models.orm import Run
from models.store import Store

UNIT_DIGITS = 7
REPEATED = ["check_code", "object_type", "object_id"]
_FIGURES = [
    ("problems", pa.int64()),
    ("previous", pa.int64()),
    ("change", pa.float64()),
    ("objects", pa.int64()),
    ("under_yuan", pa.decimal128(38, 2)),
    ("over_yuan", pa.decimal128(38, 2)),
]
_CATEGORIES = pa.schema([("category", pa.string()), *_FIGURES])
_UNITS = pa.schema([("unit_code", pa.string()), ("unit_name", pa.string()), *_FIGURES])
_CASES = pa.schema(
    [
        ("category", pa.string()),
        ("check_code", pa.string()),
        ("title", pa.string()),
        ("object_type", pa.string()),
        ("object_id", pa.string()),
        ("org_code", pa.string()),
        ("amount_yuan", pa.decimal128(38, 2)),
        ("amount_kind", pa.string()),
        ("sentence", pa.string()),
    ]
)
_REPEATS = pa.schema(
    [("check_code", pa.string()), ("title", pa.string()), ("repeated", pa.int64()), ("problems", pa.int64())]
)


@dataclass(frozen=True)
class Bulletin:
    """A month's problems against the month before; `previous` columns are null without a run of it.

    Shapes: categories (all seven), units (of 7 digits or, for those of one unit, those below it): problems, previous, change, objects, under_yuan (少收),
    over_yuan (多收). cases: the largest amount of each category with its sentence. repeats: by
    check, how many problems' objects the same check hit in the month before as well.
    """

    period: str
    run_id: int
    previous_run_id: int | None
    categories: pa.Table
    units: pa.Table
    cases: pa.Table
    repeats: pa.Table
    notes: tuple[str, ...]
    loop: LoopMonth | None = None


def bulletin(store: Store, door: Door, run: Run) -> Bulletin:
    """Return the bulletin of a run's month, as the door's person may see it."""
    earlier = _run_before(store, run)
    now = findings_of(store, door, run)
    before = findings_of(store, door, earlier) if earlier else None
    names = now.unit_names()
    digits = max(UNIT_DIGITS, digits_below("", names), min(map(len, names), default=0))
    by_category = _compared(now, before, "category", digits)
    categories = [by_category.get(one.value, _nothing(before)) | {"category": one.value} for one in Category]
    units: list[dict[str, Any]] = [
        row | {"unit_code": code, "unit_name": names.get(code, code or "未归属")}
        for code, row in _compared(now, before, "unit", digits).items()
    ]
    units.sort(key=lambda row: (-row["problems"], row["unit_code"]))
    return Bulletin(
        run.period,
        run.id,
        earlier.id if earlier else None,
        pa.Table.from_pylist(categories, schema=_CATEGORIES),
        pa.Table.from_pylist(units, schema=_UNITS),
        pa.Table.from_pylist(_cases(now, run), schema=_CASES),
        pa.Table.from_pylist(_repeats(door, now, run, before), schema=_REPEATS),
        (*_notes(run, earlier), *_exempted(now), *_of_models(now)),
        loop_month(store, door.person, run.period, names, date.today(), high_rates(store, door, run)),
    )


def _run_before(store: Store, run: Run) -> Run | None:
    """Return the last run of the month before that is older than this one."""
    month = add_months(run.period, -1)
    return next((one for one in runs.history(store) if one.period == month and one.id < run.id), None)


def _compared(now: Findings, before: Findings | None, by: str, digits: int) -> dict[str, dict[str, Any]]:
    found = {row[by] or "": row for row in now.figures(by, unit_digits=digits, codes=_rules(now))}
    former = before.figures(by, unit_digits=digits, codes=_rules(before)) if before else []
    earlier = {row[by] or "": row["hits"] for row in former}
    compared = {}
    for key in {*found, *earlier}:
        row, previous = found.get(key, {}), earlier.get(key, 0) if before else None
        problems = row.get("hits", 0)
        compared[key] = {
            "problems": problems,
            "previous": previous,
            "change": problems / previous - 1 if previous else None,
            "objects": row.get("objects", 0),
            "under_yuan": row.get("under_yuan"),
            "over_yuan": row.get("over_yuan"),
        }
    return compared


def _rules(findings: Findings) -> list[str]:
    """Return the rules that ran: what a model points out is no problem that could be made known."""
    return [code for code in findings.codes if findings.card(code).kind == "规则"] or [""]


def _nothing(before: Findings | None) -> dict[str, Any]:
    return {"problems": 0, "previous": 0 if before else None, "objects": 0}


def _cases(now: Findings, run: Run) -> list[dict[str, Any]]:
    """Return the problem with the largest amount of each category, or any where none has an amount."""
    best: dict[str, dict[str, Any]] = {}
    for check, outcome in checks_in(run):
        if not outcome["hits"] or check.kind != "规则":
            continue
        for hit in now.with_evidence(check.code, limit=1):
            size = abs(hit["amount_yuan"] or 0)
            former = best.get(check.category.value)
            if former is None or size > abs(former["amount_yuan"] or 0):
                kind = check.amount_kind(hit["object_type"]) if size else None
                facts = {"title": check.title, "amount_kind": kind, "sentence": sentence_of(hit)}
                best[check.category.value] = hit | facts
    names = [field.name for field in _CASES]
    return [{name: best[c.value].get(name) for name in names} for c in Category if c.value in best]


def _repeats(door: Door, now: Findings, run: Run, before: Findings | None) -> list[dict[str, Any]]:
    if before is None:
        return []
    titles = {check.code: check.title for check, _ in checks_in(run)}
    # both runs' files are read under one name, so the earlier objects are kept apart first
    earlier = door.engine.backend.create_table(
        "bulletin_before", before.hits().select(*REPEATED).distinct(), temp=True, overwrite=True
    )
    hits = now.counted(now.hits(codes=_rules(now)))
    counted = hits.group_by("check_code").agg(problems=hits.count())
    again = hits.semi_join(earlier, REPEATED)
    repeated = again.group_by("check_code").agg(repeated=again.count())
    rows = counted.inner_join(repeated, "check_code").to_pyarrow().to_pylist()
    rows.sort(key=lambda row: (-row["repeated"], row["check_code"]))
    return [row | {"title": titles.get(row["check_code"], row["check_code"])} for row in rows]


def _exempted(now: Findings) -> tuple[str, ...]:
    """Say how many problems of rules are on the white list: they are counted nowhere else."""
    [total] = now.figures(codes=_rules(now))
    return (f"另有 {total['exempted']:,} 件在白名单,不计入",) if total["exempted"] else ()


def _of_models(now: Findings) -> tuple[str, ...]:
    """Say how many hits no rule but a model found: they are counted on the pages, and not here."""
    codes = set(now.codes) - set(_rules(now))
    hits = now.figures(codes=sorted(codes))[0]["hits"] if codes else 0
    return (f"另有 {hits:,} 件为模型提示的线索,不列入通报",) if hits else ()


def _notes(run: Run, earlier: Run | None) -> tuple[str, ...]:
    if earlier is None:
        return ("没有上月的筛查,不作环比和重复发生统计",)
    ran = [{o["code"] for o in one.checks if o["state"] == "ran"} for one in (run, earlier)]
    changed = sorted(ran[0] ^ ran[1])
    if not changed:
        return ()
    return (f"两月查的规则不同({'、'.join(changed)}),环比仅供参考",)
