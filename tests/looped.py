"""Cases as the tests of the loop's figures need them: written as they stand, without the moves that led there."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from models.orm import CaseCheckRow, CaseRow, PlanRow, VerdictRow
from models.store import Store

STATION, OTHER = "334010101", "334020202"
OPENED = datetime(2026, 11, 2, 9)
_NUMBERS = count(1)
_BLANK: dict[str, Any] = {
    "state": "待派发", "version": 1, "kind": "常态稽查", "source": "常态", "object_type": "customer", "cons_no": None,
    "org_code": STATION, "picked_by": "ranking", "inclusion_probability": None, "probability": None,
    "expected_fen": None, "handler": None, "due_date": None, "waits_since": None, "asked_due": None,
    "extensions": 0, "rework": 0, "returns": 0, "is_urged": False, "result": None, "established_fen": None,
    "recovered_fen": 0, "refunded_fen": 0, "energy_wh": None, "penalty_fen": None, "penalty_recovered_fen": 0,
    "recurrence_of": None, "parent_case": None, "created_at": OPENED,
    "dispatched_at": None, "replied_at": None, "reply_due": None, "upheld_at": None, "rectified_at": None,
    "rectify_due": None, "closed_at": None, "moved_by": "林专责", "moved_at": OPENED,
}  # fmt: skip


def add_plan(store: Store, **fields: Any) -> int:
    """Write a plan as it stands, and return its number."""
    blank = {
        "name": "计划",
        "kind": "常态稽查",
        "source": "常态",
        "state": "已派发",
        "run_id": None,
        "due_date": date(2026, 12, 31),
    }
    with store.write() as session:
        row = PlanRow(
            **{
                **blank,
                "scope": {},
                "created_by": "林专责",
                "created_at": OPENED,
                "parent_case": None,
                **fields,
            }
        )
        session.add(row)
        session.flush()
        return row.id


def add_case(
    store: Store, *codes: str, plan_id: int = 1, facts: dict[str, str] | None = None, **fields: Any
) -> str:
    """Write a case as it stands, opened for hits of some checks, and return its number."""
    return add_cases(store, [{"codes": codes, "plan_id": plan_id, "facts": facts or {}, **fields}])[0]


def add_cases(store: Store, many: Sequence[dict[str, Any]]) -> list[str]:
    """Write cases as `add_case` does, in one transaction.

    `parameters`, `problem_id`, `period` and `amount_fen` are those of the hits; `void_at_sight_by` are people whose first
    verdict was that it is nothing.
    """
    numbers = []
    with store.write() as session:
        if session.get(PlanRow, 1) is None:
            blank = {"name": "计划", "kind": "常态稽查", "state": "已派发", "due_date": date(2026, 12, 31)}
            blank["source"] = "常态"
            session.add(PlanRow(scope={}, created_by="林专责", created_at=OPENED, **blank))
            session.flush()
        for given in many:
            fields = dict(given)
            codes, parameters = fields.pop("codes", ()), fields.pop("parameters", {})
            hit = {
                name: fields.pop(name) for name in ("problem_id", "period", "amount_fen") if name in fields
            }
            number = next(_NUMBERS)
            unit = fields.get("org_code", STATION)
            own = {"case_no": f"稽查200001{number:05d}", "object_id": f"{number:010d}", "handler_unit": unit}
            judges = fields.pop("void_at_sight_by", ())
            row = CaseRow(**{"plan_id": 1, "facts": {}, **_BLANK, **own, **fields})
            session.add(row)
            session.flush()
            for code in codes:
                about = {"problem_id": f"{code}|customer|{row.object_id}|202610", "period": "202610"}
                said = {"amount_fen": 100, "sentence": "多收 1.00 元", "parameters": parameters}
                session.add(CaseCheckRow(case_id=row.id, check_code=code, **{**about, **said, **hit}))
            for judge in judges:
                word = {"word": "不处理", "reason": "误报", "given_at": OPENED}
                session.add(VerdictRow(case_id=row.id, judge=judge, signed=judge, **word))
            numbers.append(row.case_no)
    return numbers
