"""Cases that somebody outside the audit asked for: a report (举报) on some customers, or a task from above (上级交办).

The customers are named, not picked: such cases say nothing of the ranking. What the last screening found on them goes with
them, so that whoever goes there looks at everything; what was said of them is the plan's clue.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from analytics.loop.planning import Proposal, hits_on, without_open_cases
from analytics.results.findings import findings_of
from models.errors import NotFound, WrongUsage
from models.lake import Door
from models.loop import cases, plans
from models.loop.case import ASKED_FOR, Source, TaskKind
from models.loop.cases import Target
from models.orm import Run
from models.people import Person

NAMED = "named"
"""How a case was picked whose customer somebody named."""
MOST, LONGEST_CLUE, MOST_TOLD = 500, 1000, 10


def numbers_in(text: str) -> list[str]:
    """Return the customer numbers of a text, each once; anything but letters and digits divides them."""
    return list(dict.fromkeys(re.findall(r"[0-9A-Za-z]+", text)))


def propose(door: Door, run: Run | None, numbers: Sequence[str]) -> Proposal:
    """Return the plan of named customers, with what a screening found on them; who has an open case is left out.

    Errors: WrongUsage without any number, or with too many; NotFound for numbers that none of the person's customers has.
    """
    if not 1 <= len(numbers) <= MOST:
        raise WrongUsage(f"填写了 {len(numbers):,} 个户号", remedy=f"请填写 1 至 {MOST:,} 个户号")
    people: Any = door.table("customers")
    found = (
        people.filter(people.cons_no.isin(list(numbers))).select("cons_no", "org_code").distinct(on="cons_no")
    )
    units = {row["cons_no"]: row["org_code"] for row in found.to_pyarrow().to_pylist()}
    if unknown := [number for number in numbers if number not in units]:
        told = "、".join(unknown[:MOST_TOLD]) + ("等" if len(unknown) > MOST_TOLD else "")
        raise NotFound(f"您的客户档案中没有户号 {told}", remedy="请核对户号,或先导入客户档案")
    rows = [
        _row(number, units[number]) for number in sorted(numbers, key=lambda one: (units[one] or "", one))
    ]
    rows, left_out = without_open_cases(rows, cases.open_on(door.lake.store))
    hits = _hits(door, run, rows) if run else {}
    targets = (
        Target(
            "customer",
            row["object_id"],
            row["object_id"],
            row["org_code"],
            NAMED,
            tuple(hits.get(("customer", row["object_id"]), ())),
        )
        for row in rows
    )
    return Proposal(tuple(targets), tuple(left_out))


def make(
    door: Door,
    person: Person,
    run: Run | None,
    numbers: Sequence[str],
    *,
    name: str,
    source: Source,
    clue: str,
    due: date,
) -> int:
    """Make a plan of named customers and return its number; it waits for approval as every plan does.

    Errors: as `propose`, as `models.loop.plans.create`; WrongUsage without a clue, or for a source that nobody asks from.
    """
    if source not in ASKED_FOR:
        raise WrongUsage(
            f"来源不能是“{source.value}”", remedy=f"可用 {'、'.join(one.value for one in ASKED_FOR)}"
        )
    if not clue.strip() or len(clue) > LONGEST_CLUE:
        raise WrongUsage(
            "没有填写来源说明,或说明太长", remedy=f"请写明举报或交办的内容,不超过 {LONGEST_CLUE:,} 字"
        )
    proposal = propose(door, run, numbers)
    return plans.create(
        door.lake.store,
        person,
        name=name,
        kind=TaskKind.SPECIAL,
        source=source,
        run_id=run.id if run else None,
        due=due,
        scope={plans.CLUE: clue.strip(), "left_out": len(proposal.left_out)},
        targets=proposal.targets,
        skips_open=True,
    )


def _row(number: str, unit: str | None) -> dict[str, Any]:
    return {"object_type": "customer", "object_id": number, "org_code": unit}


def _hits(door: Door, run: Run, rows: Sequence[dict[str, Any]]) -> dict[tuple[str, str], list[Any]]:
    """Return what a screening found on customers."""
    known = findings_of(door.lake.store, door, run)
    hits: Any = known.hits()
    own = hits.filter(
        (hits.object_type == "customer") & hits.object_id.isin([row["object_id"] for row in rows])
    )
    codes: dict[str, set[str]] = {}
    for hit in own.select("object_id", "check_code").distinct().to_pyarrow().to_pylist():
        codes.setdefault(hit["object_id"], set()).add(hit["check_code"])
    wanted = [row | {"check_codes": ",".join(sorted(codes.get(row["object_id"], ())))} for row in rows]
    return hits_on(known, door, run, wanted)
