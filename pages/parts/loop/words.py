"""How cases read on screen and in files: their deadline, who they lie with, amounts, plans."""

from datetime import date
from decimal import Decimal
from typing import Literal

from analytics.loop.asked_for import NAMED
from analytics.loop.spread import SPREAD
from analytics.loop.tickets import TICKET
from analytics.ranking import selection
from analytics.reasons import label_of
from models import register
from models.company import holidays
from models.loop import cases, ladder
from models.loop.case import WARNING_DAYS, State
from models.orm import CaseRow, PlanRow
from pages.parts.common.data import lake

PICKED_BY = selection.PICKED_BY | {SPREAD: "举一反三", TICKET: "其他系统工单", NAMED: "指定"}
BADGE: dict[State, Literal["gray", "orange", "blue", "violet", "green"]] = {
    State.TO_ANALYSE: "gray",
    State.TO_DISPATCH: "gray",
    State.TO_ACCEPT: "orange",
    State.CHECKING: "blue",
    State.TO_REVIEW: "violet",
    State.TO_RECTIFY: "orange",
    State.RECTIFYING: "blue",
    State.TO_RECHECK: "violet",
    State.ARCHIVED: "green",
    State.DROPPED: "gray",
    State.EXEMPTED: "gray",
    State.VOID: "gray",
}


def deadline(row: CaseRow, today: date) -> str:
    """Return in a few words how a case stands against its deadline; "" where it has none."""
    if row.waits_since is not None:
        return f"等待客户(自 {row.waits_since:%m-%d})"
    own = holidays.extra_days(lake().store)
    left = cases.days_left(row, today, own)
    if row.due_date is None or left is None:
        return ""
    if row.due_date < today:
        stage = cases.overdue_stage(row, today, own, ladder.ladder(lake().store))
        told = stage.partition(":")[2].split("、")[-1]
        return f"超期{f' {-left} 个工作日' if left else '不足 1 个工作日'}" + (f" · 报{told}" if told else "")
    return (
        f"{'预警 ' if left < WARNING_DAYS else ''}剩 {left} 个工作日" if row.due_date > today else "今天到期"
    )


def people_by_login() -> dict[str, str]:
    """Return the names of everybody in the register by login."""
    return {one.login: one.name for one in register.people(lake().store)}


def yuan(fen: int | None) -> float | None:
    """Return fen as yuan for a column of money; the records keep whole fen."""
    return None if fen is None else fen / 100


def yuan_text(fen: int | None) -> str:
    """Return fen as '1,234.50 元', '—' where there is no amount."""
    if fen is None:
        return "—"
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d} 元"


def kwh_text(wh: int | None) -> str:
    """Return Wh as '1,234.5 kWh', '—' where there is no energy."""
    return "—" if wh is None else f"{Decimal(wh) / 1000:,.3f}".rstrip("0").rstrip(".") + " kWh"


def check_label(code: str) -> str:
    """Return a check's code with its title."""
    return label_of(code)


def plan_label(plan: PlanRow) -> str:
    """Return a plan as lists and addresses name it."""
    return f"{plan.id} {plan.name}"
