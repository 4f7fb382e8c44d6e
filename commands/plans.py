"""Plans of inspections: made from a run's targets, approved, sent out, listed."""

from collections import Counter
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from analytics.loop import asked_for, planning, tickets
from analytics.loop.periodic import make_due
from analytics.ranking.selection import RANDOM
from commands.home import acting, day, open_lake, said_in_chinese, write_json
from models import log, runs
from models.errors import MingjiError, NotFound, WrongUsage
from models.loop import case_lists, cases, plans
from models.loop.case import Source, State, TaskKind
from models.orm import PlanRow
from models.people import Person
from models.terminal import Command, Group
from reports.dispatched_list import write_lists

app = typer.Typer(cls=Group, no_args_is_help=True)
As = Annotated[str | None, typer.Option("--as", help="以登记的哪个人办理(登录名),默认本机用户")]
PlanId = Annotated[int, typer.Argument(metavar="计划编号", help="计划编号")]
MOST_NAMED = 20


class KindName(Enum):
    """The kinds of audit tasks, as an option takes them."""

    ROUTINE = TaskKind.ROUTINE.value
    SPECIAL = TaskKind.SPECIAL.value
    REVIEW = TaskKind.REVIEW.value
    SAMPLE = TaskKind.SAMPLE.value


class SourceName(Enum):
    """Who asks for cases from outside the audit, as an option takes them."""

    REPORT = Source.REPORT.value
    SUPERIOR = Source.SUPERIOR.value


@app.command("create", cls=Command)
def create(
    name: Annotated[str, typer.Option(help="计划名称")],
    due: Annotated[str, typer.Option(help="回单时限 YYYY-MM-DD")],
    run: Annotated[int | None, typer.Option(help="筛查编号,默认最近一次")] = None,
    check: Annotated[list[str] | None, typer.Option(help="只要这些检查,可重复")] = None,
    category: Annotated[list[str] | None, typer.Option(help="只要这些稽查类别,可重复")] = None,
    org: Annotated[str, typer.Option(help="供电单位编号前缀")] = "",
    capacity: Annotated[int | None, typer.Option(help="每个供电所的任务数,默认不限")] = None,
    random_share: Annotated[float, typer.Option(help="其中随机抽取的比例")] = 0.1,
    seed: Annotated[int | None, typer.Option(help="随机种子,默认每个计划不同")] = None,
    kind: Annotated[KindName, typer.Option(help="任务类型")] = KindName.ROUTINE,
    actor: As = None,
) -> None:
    """由筛查的目标制定稽查计划并立案,随机对照包括在内。"""
    with said_in_chinese():
        lake = open_lake()
        person = acting(lake.store, actor)
        until = _deadline(due)
        screened = runs.get(lake.store, run)
        # one seed for all plans would draw the same customers again and again, and leave them out as having cases
        lot = seed if seed is not None else len(plans.plans(lake.store)) + 1
        wanted = planning.Wanted(tuple(check or ()), tuple(category or ()), org, capacity, random_share, lot)
        with lake.open(person) as door:
            proposal = planning.propose(lake.store, door, screened, wanted)
        number = planning.make(
            lake.store,
            person,
            screened,
            proposal,
            name=name,
            kind=TaskKind(kind.value),
            due=until,
            wanted=wanted,
        )
        for one in proposal.left_out[:MOST_NAMED]:
            typer.echo(f"未列入 {one.object_id}:案件 {one.case_no} 尚未办结", err=True)
        if len(proposal.left_out) > MOST_NAMED:
            typer.echo(f"因有未办结案件而未列入的共 {len(proposal.left_out):,} 个", err=True)
        typer.echo(f"计划 {number}:案件 {len(proposal.targets):,} 件,其中随机对照 {proposal.random:,} 件")


@app.command("asked", cls=Command)
def asked(
    name: Annotated[str, typer.Option(help="计划名称")],
    customer: Annotated[list[str], typer.Option(help="户号,可重复")],
    clue: Annotated[str, typer.Option(help="来源说明:举报或交办的内容")],
    due: Annotated[str, typer.Option(help="回单时限 YYYY-MM-DD")],
    source: Annotated[SourceName, typer.Option(help="来源")] = SourceName.REPORT,
    actor: As = None,
) -> None:
    """按举报或上级交办的户号制定计划并立案,最近一次筛查在这些客户上的命中一并列入。"""
    with said_in_chinese():
        lake = open_lake()
        person = acting(lake.store, actor)
        until = _deadline(due)
        try:
            screened = runs.get(lake.store)
        except NotFound:  # nothing was screened yet; somebody asked all the same
            screened = None
        with lake.open(person) as door:
            number = asked_for.make(
                door,
                person,
                screened,
                asked_for.numbers_in(" ".join(customer)),
                name=name,
                source=Source(source.value),
                clue=clue,
                due=until,
            )
        typer.echo(f"计划 {number}:来源 {source.value}")


@app.command("approve", cls=Command)
def approve(plan_id: PlanId, actor: As = None) -> None:
    """审批计划;登记两人以上时,制定人不能审批。"""
    with said_in_chinese():
        store = open_lake().store
        plans.approve(store, acting(store, actor), plan_id)
        typer.echo(f"计划 {plan_id} 已批准")


@app.command("dispatch", cls=Command)
def dispatch(
    plan_id: PlanId,
    out: Annotated[Path | None, typer.Option(help="稽查清单写到这个文件夹,每个单位一份")] = None,
    actor: As = None,
) -> None:
    """派发计划的案件;再次运行只重写还没有回复的稽查清单。"""
    with said_in_chinese():
        lake = open_lake()
        person = acting(lake.store, actor)
        sent = plans.dispatch(lake.store, person, plan_id)
        units = Counter(row.handler_unit or "未归属单位" for row in sent)
        typer.echo(f"计划 {plan_id} 已派发案件 {len(sent):,} 件,{len(units):,} 个单位")
        here = case_lists.by_plan(lake.store, person, [plan_id]).get(plan_id, Counter())
        if stay := sum(count for (state, _), count in here.items() if state is State.TO_ANALYSE):
            typer.echo(f"待初判的 {stay:,} 件留下,判定后再派发")
        if out is not None:
            for path, count in write_lists(lake, person, plan_id, out):
                typer.echo(f"稽查清单 {count:,} 行:{path}")


@app.command("tickets", cls=Command)
def tickets_(
    due: Annotated[str, typer.Option(help="回单时限 YYYY-MM-DD")],
    actor: As = None,
) -> None:
    """把其他系统中未办结的稽查工单纳入闭环:每户立一件案件,已有未结案件的并入它;同一工单只纳入一次。"""
    with said_in_chinese():
        lake = open_lake()
        until = _deadline(due)
        taken = tickets.take(lake, acting(lake.store, actor), until)
        plan = f"计划 {taken.plan_id}:案件 {taken.opened:,} 件" if taken.plan_id else "没有新立案"
        typer.echo(f"{plan},并入已有案件的工单 {taken.joined:,} 件")


@app.command("list", cls=Command)
def list_(
    json_file: Annotated[Path | None, typer.Option("--json", help="写成 JSON")] = None, actor: As = None
) -> None:
    """列出稽查计划和各状态的案件数。"""
    with said_in_chinese():
        lake = open_lake()
        store = lake.store
        tickets.follow(lake)
        try:
            for number in make_due(lake, date.today()):
                typer.echo(f"周期计划到期,已制定计划 {number},待审批", err=True)
        except MingjiError as error:  # the plans that there are can be listed all the same
            typer.echo(f"周期计划没有制定:{error}", err=True)
        person = acting(store, actor)
        known = plans.plans(store, person)
        counted = case_lists.by_plan(store, person, [plan.id for plan in known])
        told = [_told(plan, counted.get(plan.id, Counter()), person) for plan in known]
        for one in told:
            states = "、".join(f"{state} {count:,}" for state, count in one["by_state"].items())
            typer.echo(f"{one['plan_id']} {one['name']} {one['kind']} {one['state']}:{states or '没有案件'}")
        if not told:
            typer.echo("还没有稽查计划,可运行 plan create")
        if json_file:
            log.exported(store, person, "plans", json_file, lambda path: write_json(path, told), scope={})


def _told(plan: PlanRow, counted: Counter[tuple[State, str]], person: Person) -> dict[str, Any]:
    by_state = {state.value: sum(n for (s, _), n in counted.items() if s is state) for state in State}
    return {
        "plan_id": plan.id,
        "name": plan.name,
        "kind": plan.kind,
        "state": plan.state,
        "run_id": plan.run_id,
        "cases": counted.total(),
        "by_state": {state: number for state, number in by_state.items() if number},
        "random": sum(number for (_, picked_by), number in counted.items() if picked_by == RANDOM)
        if cases.tells_control(person)
        else None,
    }


def _deadline(said: str) -> date:
    """Return the day that a plan is due on.

    Errors: WrongUsage.
    """
    until = day(said)
    if until is None:
        raise WrongUsage("没有时限", remedy="请给出 --due")
    return until
