"""The white list in figures: what each exemption covers in a run, its share by check and approver, what may hide something.

Nothing here judges: whoever reads the list of what may hide something sees the numbers that put an exemption there,
money times days first, and no limit that somebody made up.

Source: domain/workflow.md, section 6 (白名单占比; numerator and denominator beside every rate).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.reasons import title_of
from analytics.results.findings import Findings
from analytics.results.hit_words import value_in_words
from analytics.rulebook import card_of
from analytics.subjects import LABELS, kind_of, number_in_words
from models.loop.exemptions import Exemption, Scope, Standing
from models.orm import Run
from models.people import done_by, names_of

HOLDS, OVER, TO_COME = "生效中", "已到期", "未生效"
STATES = (Standing.ASKED.value, HOLDS, OVER, TO_COME, Standing.REFUSED.value, Standing.ENDED.value)
NOTHING: Mapping[str, Any] = {"hits": 0, "objects": 0, "owed_yuan": None, "other_yuan": None}


@dataclass(frozen=True)
class WhiteList:
    """The white list as of a run's day.

    Shapes: entries: number, state, code, title, scope, kind, reason, evidence, since, until, days, asked_by, asked_at,
    decided_by, decided_at, comment, case_no, and of the run hits, objects, owed_yuan, other_yuan (positive). by_check:
    code, title, category, hits (that count), exempted, all, share, owed_yuan, other_yuan. by_approver: approver, entries, exempted, all,
    share, share_of_list, yuan, longest_days, own. watched: number, code, title, scope, hits, yuan, share_of_yuan, days,
    share_of_longest, renewals, asked_by, approver, approved, approved_of, yuan_days, hints. Shares are of one.
    """

    entries: list[dict[str, Any]]
    by_check: list[dict[str, Any]]
    by_approver: list[dict[str, Any]]
    watched: list[dict[str, Any]]


def white_list(
    findings: Findings, run: Run, known: Sequence[Exemption], last_day: Mapping[int, date]
) -> WhiteList:
    """Return the white list as a person sees it who may see `known`; `last_day` is how long each may hold at most."""
    figures = findings.exempted_figures()
    units = findings.unit_names()
    entries = [_entry(one, run, units, figures.get(one.number, NOTHING)) for one in known]
    holding = [(one, entry) for one, entry in zip(known, entries, strict=True) if entry["state"] == HOLDS]
    by_check = _by_check(findings, entries)
    every = sum(row["all"] for row in by_check)
    return WhiteList(
        entries,
        [row for row in by_check if row["exempted"]],
        _by_approver(holding, every),
        _watched(holding, known, last_day),
    )


def state_on(one: Exemption, day: date) -> str:
    """Return where an exemption stands for a screening as of a day."""
    if one.standing is not Standing.APPROVED:
        return one.standing.value
    return HOLDS if one.holds_on(day) else OVER if one.is_over_on(day) else TO_COME


def scope_in_words(scope: Scope, units: Mapping[str, str]) -> str:
    """Return what an exemption covers beside its check: the object, or the unit, and what its evidence says."""
    if scope.object_id is not None and scope.object_type is not None:
        label = LABELS.get(kind_of(scope.object_type, scope.check_code), scope.object_type)
        return f"{label} {number_in_words(scope.object_type, scope.object_id, units)}"
    unit = units.get(scope.unit, scope.unit) or "全部单位"
    if scope.field is None:
        return f"{unit}的全部命中"
    label = card_of(scope.check_code).evidence.get(scope.field, scope.field)
    return f"{unit}“{label}”为“{value_in_words(scope.check_code, scope.field, scope.value)}”的命中"


def _entry(one: Exemption, run: Run, units: Mapping[str, str], figures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": one.number,
        "state": state_on(one, run.as_of),
        "code": one.scope.check_code,
        "title": title_of(one.scope.check_code),
        "scope": scope_in_words(one.scope, units),
        "kind": one.kind.value,
        "reason": one.reason,
        "evidence": one.evidence,
        "since": one.since,
        "until": one.until,
        "days": one.days,
        "asked_by": one.asked_by,
        "asked_at": one.asked_at,
        "decided_by": one.decided_by,
        "decided_at": one.decided_at,
        "comment": one.comment,
        "case_no": one.case_no,
        **{name: figures[name] for name in NOTHING},
    }


def _by_check(findings: Findings, entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    money: dict[str, dict[str, Decimal]] = {}
    for entry in entries:
        if entry["state"] == HOLDS:
            sums = money.setdefault(entry["code"], {"owed_yuan": Decimal(0), "other_yuan": Decimal(0)})
            for name in sums:
                sums[name] += entry[name] or 0
    rows = []
    for row in findings.figures("check_code"):
        code, counted, exempted = row["check_code"], row["hits"], row["exempted"]
        card = findings.card(code)
        rows.append(
            {
                "code": code,
                "title": card.title,
                "category": card.category.value,
                "hits": counted,
                "exempted": exempted,
                "all": counted + exempted,
                "share": exempted / (counted + exempted),
                **money.get(code, {"owed_yuan": Decimal(0), "other_yuan": Decimal(0)}),
            }
        )
    return sorted(rows, key=lambda row: (-row["share"], row["code"]))


def _by_approver(holding: Sequence[tuple[Exemption, Mapping[str, Any]]], every: int) -> list[dict[str, Any]]:
    own: dict[str, list[tuple[Exemption, Mapping[str, Any]]]] = {}
    for one, entry in holding:
        own.setdefault(done_by(one.decided_by or ""), []).append((one, entry))
    on_list = sum(entry["hits"] for _, entry in holding)
    rows = []
    for approver, approved in own.items():
        exempted = sum(entry["hits"] for _, entry in approved)
        rows.append(
            {
                "approver": approver,
                "entries": len(approved),
                "exempted": exempted,
                "all": every,
                "share": exempted / every if every else None,
                "share_of_list": exempted / on_list if on_list else None,
                "yuan": sum((_yuan(entry) for _, entry in approved), Decimal(0)),
                "longest_days": max(one.days for one, _ in approved),
                "own": sum(_is_own(one) for one, _ in approved),
            }
        )
    return sorted(rows, key=lambda row: (-row["exempted"], row["approver"]))


def _watched(
    holding: Sequence[tuple[Exemption, Mapping[str, Any]]],
    known: Sequence[Exemption],
    last_day: Mapping[int, date],
) -> list[dict[str, Any]]:
    whole = sum((_yuan(entry) for _, entry in holding), Decimal(0))
    most = max((_yuan(entry) for _, entry in holding), default=Decimal(0))
    rows = []
    for one, entry in holding:
        yuan, last = _yuan(entry), last_day[one.number]
        approved = sum(
            done_by(other.decided_by or "") == done_by(one.decided_by or "") for other, _ in holding
        )
        row = {
            "number": one.number,
            "code": entry["code"],
            "title": entry["title"],
            "scope": entry["scope"],
            "hits": entry["hits"],
            "yuan": yuan,
            "share_of_yuan": float(yuan / whole) if whole else None,
            "days": one.days,
            "share_of_longest": one.days / ((last - one.since).days + 1),
            "renewals": sum(_renews(one, other) for other in known),
            "asked_by": one.asked_by,
            "approver": done_by(one.decided_by or ""),
            "approved": approved,
            "approved_of": len(holding),
            "yuan_days": yuan * one.days,
        }
        rows.append(
            row | {"hints": "、".join(_hints(one, row, is_most=bool(yuan) and yuan == most, last=last))}
        )
    return sorted(rows, key=lambda row: (-row["yuan_days"], -row["hits"], row["number"]))


def _hints(one: Exemption, row: Mapping[str, Any], *, is_most: bool, last: date) -> list[str]:
    """Return in words what about an exemption may be meant to hide something; each is a fact."""
    said = (
        (is_most and row["approved_of"] > 1, "金额最大"),
        (one.until >= last, "期限为允许的最长"),
        (row["renewals"] > 0, f"已续期 {row['renewals']} 次"),
        (not one.scope.is_of_object, "不限于一个对象"),
        (_is_own(one), "申请人即批准人"),
        (
            row["approved_of"] > 1 and 2 * row["approved"] > row["approved_of"],
            f"{row['approver']}批准了 {row['approved_of']} 条中的 {row['approved']} 条",
        ),
    )
    return [text for is_so, text in said if is_so]


def _is_own(one: Exemption) -> bool:
    """Return whether who asked for an exemption, or who stands in for them, approved it: by whatever machine."""
    return bool(names_of(one.asked_by) & names_of(one.decided_by or ""))


def _renews(one: Exemption, other: Exemption) -> bool:
    """Return whether another was approved before for the same."""
    is_approved = other.standing is Standing.APPROVED
    return other.number < one.number and is_approved and other.scope == one.scope


def _yuan(entry: Mapping[str, Any]) -> Decimal:
    return (entry["owed_yuan"] or Decimal(0)) + (entry["other_yuan"] or Decimal(0))
