"""举一反三: what a confirmed case's checks find in the other units, a special audit made of it, and what comes back.

The same checks run with the same parameters on what is loaded now. The cases that are opened name the case that they
come from; what they come to is counted there. Nobody ranked them, so they say nothing about the ranking.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from analytics.amounts import OWED
from analytics.loop.again import Again, again, codes_of, own_parameters
from analytics.loop.conditions import BOUND, IS_CONFIRMED, IS_JUDGED, number_of
from analytics.loop.counting import MONEY
from analytics.loop.hit_amounts import energy_wh_of, penalty_fen_of
from analytics.loop.judged import BY_WHAT, OUTCOMES
from analytics.ranking.selection import UNIT_DIGITS
from analytics.regulation.money import whole_fen
from analytics.results.hit_words import profile_of, sentence_of
from analytics.rulebook import check_of
from models.errors import MoveRefused, NotFound
from models.lake import Lake
from models.loop import cases, plans
from models.loop.case import JUDGED, State, TaskKind
from models.loop.case_lists import within
from models.loop.cases import Hit, Target
from models.orm import CaseRow
from models.people import Person
from models.store import Store

SPREAD = "spread"
"""How a case was picked that neither the ranking nor chance picked."""


@dataclass(frozen=True)
class UnitHits:
    """What was found in one unit; amounts in fen, both positive: 少收 and 多收, and other amounts apart."""

    org_code: str
    hits: int
    objects: int
    under_fen: int
    over_fen: int
    other_fen: int


@dataclass(frozen=True)
class Proposal:
    """The special audit that is proposed: hits by unit, the targets, and objects left out for they have an open case.

    `outcomes` say by what each check judged (analytics.loop.judged).
    """

    case_no: str
    checks: tuple[str, ...]
    parameters: Mapping[str, Mapping[str, Any]]
    as_of: date
    by_unit: tuple[UnitHits, ...]
    targets: tuple[Target, ...]
    left_out: tuple[str, ...]
    off: tuple[str, ...]
    outcomes: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Results:
    """What has come back to a case from those that it was spread to; money in fen."""

    cases: int
    judged: int
    confirmed: int
    archived: int
    established_fen: int
    recovered_fen: int
    refunded_fen: int
    units: int


def propose(lake: Lake, person: Person, case_no: str, org_prefixes: Sequence[str] = ()) -> Proposal:
    """Return what a case's checks find in the other units (under some prefixes), as a special audit.

    Errors: NotFound; MoveRefused for a case that nobody has upheld.
    """
    store = lake.store
    row = cases.case(store, case_no, person)
    _require_upheld(row)
    hits = cases.checks_of(store, row)
    own = {hit.check_code: hit for hit in hits}
    parameters = {code: own_parameters(store, row, own[code]) for code in codes_of(hits)}
    if not parameters:
        raise MoveRefused(
            f"案件 {case_no} 没有可以再次运行的检查", remedy="请在稽查规则页另选检查制定专项计划"
        )
    with again(lake, person, parameters) as found:
        rows = list(_elsewhere(found, row, org_prefixes))
    busy = cases.open_on(store)
    return Proposal(
        case_no,
        tuple(parameters),
        parameters,
        found.as_of,
        tuple(_by_unit(rows)),
        tuple(_targets(rows, parameters, busy)),
        tuple(sorted({busy[key] for key in map(_key, rows) if key in busy})),
        tuple(code for code, outcome in found.outcomes.items() if outcome.state != "ran"),
        tuple({name: getattr(one, name) for name in BY_WHAT} for one in found.outcomes.values()),
    )


def make(store: Store, person: Person, proposal: Proposal, *, due: date) -> int:
    """Make the special audit a plan of cases that name the one they come from, and return its number.

    Errors: NotFound where nothing was found elsewhere; as `models.loop.plans.create`.
    """
    if not proposal.targets:
        raise NotFound("其他单位没有发现同样的问题", remedy="不需要开展专项稽查;导入新的数据后可再次举一反三")
    titles = "、".join(check_of(code).title for code in proposal.checks)
    return plans.create(
        store,
        person,
        name=f"举一反三 {titles}({proposal.case_no})",
        kind=TaskKind.SPECIAL,
        run_id=None,
        due=due,
        scope={
            "spread": proposal.case_no,
            "checks": list(proposal.checks),
            "as_of": proposal.as_of.isoformat(),
            "units": [one.org_code for one in proposal.by_unit],
            "left_out": list(proposal.left_out),
            OUTCOMES: [dict(one) for one in proposal.outcomes],
        },
        targets=proposal.targets,
        parent_case=proposal.case_no,
        skips_open=True,
    )


def results_of(store: Store, person: Person, case_no: str) -> Results:
    """Return what has come of the cases that a case was spread to, of those that the person may see."""
    columns = (
        func.count(),
        number_of(IS_JUDGED),
        number_of(IS_CONFIRMED),
        number_of(CaseRow.state == State.ARCHIVED.value),
        *(func.sum(amount) for amount in MONEY.values()),
        func.count(func.distinct(CaseRow.handler_unit)),
    )
    wanted = select(*columns).where(
        CaseRow.parent_case == case_no, CaseRow.state != State.VOID.value, within(person)
    )
    with store.read() as session:
        return Results(*(int(number or 0) for number in session.execute(wanted).one()))


def _require_upheld(row: CaseRow) -> None:
    if row.result not in BOUND or State(row.state) not in JUDGED:
        raise MoveRefused(
            f"案件 {row.case_no} 现为“{row.state}”,还没有认定属实", remedy="认定属实的案件才能举一反三"
        )


def _elsewhere(found: Again, row: CaseRow, org_prefixes: Sequence[str]) -> Iterable[dict[str, Any]]:
    """Yield the hits of other units, each with its `unit`; hits of no unit are nobody's to audit."""
    home = (row.org_code or "")[:UNIT_DIGITS]
    for code, outcome in found.outcomes.items():
        if outcome.state != "ran":
            continue
        hits = found.findings.counted(found.findings.of_check(code))
        for hit in hits.filter(hits.org_code.notnull()).order_by("problem_id").to_pyarrow().to_pylist():
            unit = hit["org_code"][:UNIT_DIGITS]
            is_wanted = not org_prefixes or hit["org_code"].startswith(tuple(org_prefixes))
            if is_wanted and unit != home:
                yield hit | {"unit": unit}


def _by_unit(rows: Sequence[Mapping[str, Any]]) -> Iterable[UnitHits]:
    """Yield the hits unit by unit; only what is owed is 少收 or 多收."""
    for unit in sorted({row["unit"] for row in rows}):
        own = [row for row in rows if row["unit"] == unit]
        owed = [fen_of(row) for row in own if _is_owed(row)]
        yield UnitHits(
            unit,
            len(own),
            len({_key(row) for row in own}),
            sum(fen for fen in owed if fen > 0),
            -sum(fen for fen in owed if fen < 0),
            sum(abs(fen_of(row)) for row in own if not _is_owed(row)),
        )


def _is_owed(hit: Mapping[str, Any]) -> bool:
    return check_of(hit["check_code"]).amount_kind(hit["object_type"]) == OWED


def fen_of(hit: Mapping[str, Any]) -> int:
    """Return the amount of a hit in fen; of none nothing."""
    return whole_fen(hit["amount_yuan"] or 0)


def _targets(
    rows: Sequence[Mapping[str, Any]],
    parameters: Mapping[str, Mapping[str, Any]],
    busy: Mapping[tuple[str, str], str],
) -> Iterable[Target]:
    """Yield one target an object, with all its hits, in the order of units and numbers; not of what has an open case."""
    objects: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        objects.setdefault(_key(row), []).append(row)
    ordered = sorted(objects.items(), key=lambda one: (one[1][0]["org_code"], one[0]))
    for (object_type, object_id), own in ordered:
        if (object_type, object_id) in busy:
            continue
        hits = tuple(_hit(row, parameters[row["check_code"]]) for row in own)
        yield Target(object_type, object_id, own[0]["cons_no"], own[0]["org_code"], SPREAD, hits)


def _hit(row: Mapping[str, Any], parameters: Mapping[str, Any]) -> Hit:
    one = check_of(row["check_code"])
    fen = None if row["amount_yuan"] is None else fen_of(row)
    return Hit(
        one.code,
        row["problem_id"],
        row["period"],
        fen,
        sentence_of(row),
        parameters,
        energy_wh_of(one, row),
        penalty_fen_of(one, fen),
        profile_of(row),
    )


def _key(hit: Mapping[str, Any]) -> tuple[str, str]:
    return hit["object_type"], hit["object_id"]
