"""Cases of the loop: listed, moved by one step, and every step of one."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from analytics.loop import sampled, tickets
from analytics.loop.figures import yuan
from analytics.loop.owed import owed_fen, side_of, unexplained
from analytics.loop.recheck import Proof, Shown, archived_in_words, of_all, recheck_all
from analytics.loop.recheck import archive_rest as archive_sampled
from analytics.loop.sampled import Sampled
from analytics.units import unit_names
from commands.home import acting, day, in_fen, open_lake, progress, said_in_chinese, write_json
from commands.home import month as month_of_option
from models import log, register
from models.calendar import add_months, month_in_words, month_of
from models.company.holidays import extra_days
from models.errors import MoveIncomplete, MoveRefused, WrongUsage
from models.lake import Lake
from models.loop import case_lists, case_steps, cases, evidence, recheck_samples, samples
from models.loop.case import Action, Mistake, Result, State, action_of
from models.loop.case_effects import URGENCY
from models.loop.case_lists import Due, Listed, Wanted
from models.loop.cases import Said
from models.loop.checkers import CHECKERS, METHOD
from models.orm import CaseMoveRow, CaseRow
from models.people import Person
from models.store import Store
from models.terminal import Command, Group

app = typer.Typer(cls=Group, no_args_is_help=True)
As = Annotated[str | None, typer.Option("--as", help="以登记的哪个人办理(登录名),默认本机用户")]
CaseNo = Annotated[str, typer.Argument(metavar="工单编号", help="工单编号")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="写成 JSON")]
OPTIONS = {
    "comment": "--comment",
    "to": "--to",
    "due": "--due",
    "result": "--result",
    "established_fen": "--amount",
    "recovered_fen": "--amount",
    "refunded_fen": "--amount",
}
SAMPLE_FAULT = "sample_fault"
MISTAKE = "mistake"
FACTS = {
    CHECKERS: "--checkers",
    METHOD: "--method",
    SAMPLE_FAULT: "--fault",
    MISTAKE: "--mistake",
    URGENCY: "--urgency",
}
ESTABLISHING = frozenset({Action.SUBMIT, Action.UPHOLD})


@app.command("list", cls=Command)
def list_(
    plan: Annotated[int | None, typer.Option(help="只要这个计划的")] = None,
    state: Annotated[list[str] | None, typer.Option(help="只要这些状态,可重复")] = None,
    org: Annotated[str, typer.Option(help="供电单位编号前缀")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="只要超期的")] = False,
    json_file: JsonFile = None,
    actor: As = None,
) -> None:
    """列出案件。"""
    with said_in_chinese():
        lake = open_lake()
        tickets.follow(lake)
        store = lake.store
        person = acting(store, actor)
        wanted = Wanted(
            states=tuple(_state(word) for word in state or ()),
            plan_id=plan,
            unit=org,
            due=Due.OVERDUE if overdue else None,
        )
        found = case_lists.listed(store, person, wanted, by="case_no")
        for one in found:
            due = f",时限 {one.row.due_date}" if one.row.due_date else ""
            stage = f",{one.overdue_stage}" if one.overdue_stage else ""
            typer.echo(f"{one.row.case_no} {one.row.state} {one.row.object_id}{due}{stage}")
        if not found:
            typer.echo("没有符合的案件")
        if json_file:
            scope = {"org": org, "plan": plan, "states": state or [], "overdue": overdue}
            told = [_told(one, person) for one in found]
            log.exported(store, person, "tasks", json_file, lambda path: write_json(path, told), scope=scope)


@app.command("move", cls=Command)
def move(
    case_no: CaseNo,
    action: Annotated[str, typer.Argument(metavar="操作", help="操作,如 接收、提交核查、认定属实")],
    actor: As = None,
    to: Annotated[str | None, typer.Option(help="交给谁:登录名或供电单位编号")] = None,
    comment: Annotated[str, typer.Option(help="说明")] = "",
    due: Annotated[str | None, typer.Option(help="时限 YYYY-MM-DD")] = None,
    result: Annotated[str | None, typer.Option(help="是否属实:属实、不属实、部分属实")] = None,
    amount: Annotated[
        str | None,
        typer.Option(help="金额(元):核查和认定时为应收差额(多收为负);整改时为已追补,多收的案件为已退还"),
    ] = None,
    file: Annotated[list[Path] | None, typer.Option(help="佐证文件,可重复")] = None,
    checkers: Annotated[
        str | None, typer.Option(help="提交核查时:到现场的核查人,不少于两人,用顿号隔开")
    ] = None,
    method: Annotated[
        str | None, typer.Option(help="提交核查时:核查方式,现场(默认)或系统;系统的一人即可")
    ] = None,
    fault: Annotated[
        str | None, typer.Option(help="抽检不通过时:核查情况不合要求(默认)或认定依据不足")
    ] = None,
    mistake: Annotated[str | None, typer.Option(help="提交核查、认定属实时:差错业务分类,如 计费差错")] = None,
    urgency: Annotated[str | None, typer.Option(help="督办时:特急、紧急或一般(默认)")] = None,
) -> None:
    """办理一步;状态或角色不允许的,什么也不改变,并说明可以做什么。"""
    with said_in_chinese():
        wanted = action_of(action)
        lake = open_lake()
        store = lake.store
        person = acting(store, actor)
        given = {CHECKERS: checkers, METHOD: method, SAMPLE_FAULT: fault}
        given |= {MISTAKE: _mistake(mistake), URGENCY: urgency}
        facts = {name: word for name, word in given.items() if word}
        said = Said(comment=comment, to=to, due=day(due), result=_result(result), facts=facts)
        if amount is not None:
            said = _with_amount(store, cases.case(store, case_no, person), wanted, said, in_fen(amount))
        said = _heard(wanted, said)
        if said.to is not None:
            _require_known(lake, person, said.to)
        if file and wanted in cases.open_to(store, cases.case(store, case_no, person), person):
            said = replace(said, files=[evidence.keep(store, person, path) for path in file])
        try:
            row = cases.move(store, person, case_no, wanted, said)
        except MoveIncomplete as error:
            options = "、".join(OPTIONS[name] for name in error.lacking)
            raise MoveRefused(error.what, remedy=f"请用 {options} 补充后再办理") from error
        typer.echo(f"{case_no} 已{wanted.value},现为“{row.state}”" + _deadline(store, row))


@app.command("history", cls=Command)
def history(case_no: CaseNo, json_file: JsonFile = None, actor: As = None) -> None:
    """列出案件的每一步。"""
    with said_in_chinese():
        store = open_lake().store
        person = acting(store, actor)
        row = cases.case(store, case_no, person)
        steps = case_steps.history(store, row)
        unlike = unexplained(row, cases.checks_of(store, row), steps)
        for step in steps:
            way = f"{step.source} → {step.target}" if step.source else step.target
            comment = f":{step.comment}" if step.comment else ""
            noted = f"【{unlike[step.seq]}】" if step.seq in unlike else ""
            typer.echo(f"{step.at[:16].replace('T', ' ')} {step.by} {step.action} {way}{comment}{noted}")
        if json_file:
            told = [_step(one) for one in steps]
            log.exported(
                store,
                person,
                "history",
                json_file,
                lambda path: write_json(path, told),
                scope={"case": case_no},
            )


@app.command("sample", cls=Command)
def sample(
    month: Annotated[str | None, typer.Option(help="归档月份 YYYYMM,默认上个月")] = None,
    json_file: JsonFile = None,
    actor: As = None,
) -> None:
    """抽检:从一个月归档的案件中抽取样本(只抽一次),并列出;结论用 move 的“抽检通过”“抽检不通过”办理。"""
    with said_in_chinese():
        store = open_lake().store
        person = acting(store, actor)
        wanted = month_of_option(month) or add_months(month_of(date.today()), -1)
        drawn = samples.draw(store, person, wanted)
        found = sampled.of_month(store, person, wanted)
        archived = sampled.archived(store, person, wanted)
        typer.echo(
            f"{month_in_words(wanted)}归档 {archived:,} 件,抽中 {len(found):,} 件"
            + ("" if drawn else ",没有重抽")
        )
        for one in found:
            typer.echo(f"{one.row.case_no} {_sampled_as(one)}")
        if json_file:
            told = [_sampled(one) for one in found]
            scope = {"month": wanted}
            log.exported(
                store, person, "samples", json_file, lambda path: write_json(path, told), scope=scope
            )


@app.command("recheck", cls=Command)
def recheck(
    org: Annotated[str, typer.Option(help="供电单位编号前缀")] = "",
    json_file: JsonFile = None,
    actor: As = None,
) -> None:
    """按数据复查:在现在的数据上再次运行待复查案件立案的检查,列出已消除、仍存在、金额有变或不能证明;结论由复查人作出。"""
    with said_in_chinese():
        lake = open_lake()
        person = acting(lake.store, actor)
        wanted = Wanted(states=(State.TO_RECHECK,), unit=org)
        rows = [one.row for one in case_lists.listed(lake.store, person, wanted, by="case_no")]
        shown = recheck_all(lake, person, rows, on_progress=progress())
        for number, proofs in shown.items():
            told = ";".join(_told_proof(one) for one in proofs)
            typer.echo(
                f"{number} {of_all(one.shown for one in proofs).value}" + (f"({told})" if told else "")
            )
        if not rows:
            typer.echo("没有等待复查的案件")
        if json_file:
            content = [
                {
                    "case_no": number,
                    "shown": of_all(one.shown for one in proofs).value,
                    "checks": [_proof(one) for one in proofs],
                }
                for number, proofs in shown.items()
            ]
            scope = {"org": org}
            log.exported(
                lake.store, person, "recheck", json_file, lambda path: write_json(path, content), scope=scope
            )


@app.command("draw", cls=Command)
def draw(
    org: Annotated[str, typer.Option(help="供电单位编号;不写则列出可以抽样的各批")] = "",
    check: Annotated[list[str] | None, typer.Option(help="这批案件的检查,可重复")] = None,
    size: Annotated[int | None, typer.Option(help="抽几件")] = None,
    share: Annotated[float | None, typer.Option(help="或按比例抽,如 0.3")] = None,
    actor: As = None,
) -> None:
    """抽样复查:从同一单位、检查相同的待复查案件中随机抽取,抽中的逐件复查。"""
    with said_in_chinese():
        store = open_lake().store
        person = acting(store, actor)
        if not org:
            lots = recheck_samples.lots(store, person)
            for lot in lots:
                typer.echo(f"{lot.unit} {'、'.join(lot.check_codes)} {len(lot.rows):,} 件")
            if not lots:
                typer.echo("没有可以抽样复查的案件")
            return
        if (size is None) == (share is None):
            raise WrongUsage("没有说抽多少", remedy="请给出 --size 或 --share 之一")
        number = recheck_samples.draw(store, person, org, check or (), size=size, share=share)
        one = next(each for each in recheck_samples.draws(store, person) if each.row.id == number)
        typer.echo(f"抽样复查第 {number} 号:同批 {len(one.members):,} 件,随机种子 {one.row.seed},抽中")
        for member in one.drawn:
            typer.echo(member.row.case_no)


@app.command("draw-further", cls=Command)
def draw_further(
    number: Annotated[int, typer.Argument(metavar="编号", help="抽样复查的编号")],
    actor: As = None,
) -> None:
    """抽中的案件有作废时,按原随机种子补抽。"""
    with said_in_chinese():
        store = open_lake().store
        for case_no in recheck_samples.draw_further(store, acting(store, actor), number):
            typer.echo(case_no)


@app.command("archive-rest", cls=Command)
def archive_rest(
    number: Annotated[int, typer.Argument(metavar="编号", help="抽样复查的编号")],
    actor: As = None,
) -> None:
    """抽中的全部复查合格后,其余案件按样本归档;数据显示仍存在的不归档,有一件不合格的都不归档,逐件复查。"""
    with said_in_chinese():
        lake = open_lake()
        archived, persisting = archive_sampled(lake, acting(lake.store, actor), number)
        typer.echo(archived_in_words(number, archived, persisting))


def _told_proof(one: Proof) -> str:
    why = f":{';'.join(one.said)}" if one.shown is Shown.UNKNOWN and one.said else ""
    return f"{one.check_code} {one.shown.value}{why}"


def _proof(one: Proof) -> dict[str, Any]:
    return {
        "check_code": one.check_code,
        "shown": one.shown.value,
        "then_yuan": None if one.fen_then is None else yuan(one.fen_then),
        "now_yuan": None if one.fen_now is None else yuan(one.fen_now),
        "imported_at": one.imported_at and one.imported_at.isoformat(timespec="seconds"),
        "said": list(one.said),
    }


def _sampled_as(one: Sampled) -> str:
    if one.sample.is_passed is None:
        return "待抽检"
    return Action.SAMPLE_PASS.value if one.sample.is_passed else Action.SAMPLE_FAIL.value


def _sampled(one: Sampled) -> dict[str, Any]:
    at = one.sample.judged_at
    return {
        "case_no": one.row.case_no,
        "month": one.sample.month,
        "check_codes": list(one.check_codes),
        "passed": one.sample.is_passed,
        "fault": one.sample.fault,
        "by": one.sample.judged_by,
        "at": at.isoformat(timespec="seconds") if at else None,
    }


def _heard(action: Action, said: Said) -> Said:
    """Return what the step has a say in, and name the options that it leaves out: nothing is lost in silence."""
    heard = cases.heard(action, said)
    lost = [word for name, word in OPTIONS.items() if getattr(heard, name) != getattr(said, name)]
    lost += [word for name, word in FACTS.items() if name in said.facts and name not in heard.facts]
    if lost:
        typer.echo(f"“{action.value}”不用 {'、'.join(dict.fromkeys(lost))},没有采用", err=True)
    return heard


def _require_known(lake: Lake, person: Person, to: str) -> None:
    """Refuse a number that no unit has: the case would be with nobody."""
    if not to.isdecimal() or any(one.login == to for one in register.people(lake.store)):
        return
    with lake.open(person) as door:
        if to not in unit_names(door):
            raise WrongUsage(f"没有供电单位“{to[:20]}”", remedy="请填写登录名或供电单位编号")


def _state(word: str) -> State:
    for state in State:
        if word.strip() in (state.value, state.name, state.name.lower()):
            return state
    raise WrongUsage(f"没有状态“{word[:20]}”", remedy=f"可用 {'、'.join(one.value for one in State)}")


def _result(word: str | None) -> Result | None:
    if word is None:
        return None
    try:
        return Result(word.strip())
    except ValueError as error:
        known = "、".join(one.value for one in Result)
        raise WrongUsage(f"是否属实不能是“{word[:20]}”", remedy=f"可用 {known}") from error


def _mistake(word: str | None) -> str | None:
    if word is not None and word not in (known := [one.value for one in Mistake]):
        raise WrongUsage(f"没有差错业务分类“{word[:20]}”", remedy=f"可用 {'、'.join(known)}")
    return word


def _with_amount(store: Store, row: CaseRow, action: Action, said: Said, fen: int) -> Said:
    """Return what is said with an amount: the amount established, or the side on which money moved."""
    if action in ESTABLISHING:
        return replace(said, established_fen=fen)
    side: dict[str, Any] = {side_of(fen if fen < 0 else owed_fen(row, cases.checks_of(store, row))): abs(fen)}
    return replace(said, **side)


def _deadline(store: Store, row: CaseRow) -> str:
    left = cases.days_left(row, date.today(), extra_days(store))
    if left is None:
        return ""
    return f",时限 {row.due_date}," + (f"还有 {left} 个工作日" if left >= 0 else f"超期 {-left} 个工作日")


def _told(one: Listed, person: Person) -> dict[str, Any]:
    row = one.row
    return {
        "case_no": row.case_no,
        "plan_id": row.plan_id,
        "state": row.state,
        "kind": row.kind,
        "object_type": row.object_type,
        "object_id": row.object_id,
        "cons_no": row.cons_no,
        "org_code": row.org_code,
        "check_codes": list(one.check_codes),
        "picked_by": row.picked_by if cases.tells_how_picked(row, person) else None,
        "due_date": row.due_date.isoformat() if row.due_date else None,
        "days_left": one.days_left,
        "overdue_stage": one.overdue_stage,
        "result": row.result,
        "recovered_yuan": yuan(row.recovered_fen),
        "refunded_yuan": yuan(row.refunded_fen),
        "rework": row.rework,
        "recurrence_of": row.recurrence_of,
        "parent": row.parent_case,
    }


def _step(step: CaseMoveRow) -> dict[str, Any]:
    return {
        "at": step.at,
        "by": step.by,
        "action": step.action,
        "from": step.source,
        "to": step.target,
        "comment": step.comment,
        "files": list(step.files),
        "days_left": step.days_left,
    }
