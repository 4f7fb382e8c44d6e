"""What came of the cases: the figures of the loop, and a confirmed case spread to the other units."""

import contextlib
import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from analytics.loop import charged, kinds, library
from analytics.loop import spread as spreading
from analytics.loop.appraisal import appraise as appraisal
from analytics.loop.appraisal import as_json
from analytics.loop.appraisal import freeze as closing
from analytics.loop.closing_checks import as_json as closing_json
from analytics.loop.closing_checks import closing_checks
from analytics.loop.counting import MEASURES, Asked
from analytics.loop.figures import figures, in_words
from analytics.loop.high_rates import high_rates
from analytics.loop.progress import Progress
from analytics.loop.progress import progress as progress_of
from analytics.reasons import label_of
from analytics.units import unit_names
from commands.home import acting, day, open_lake, said_in_chinese, write_json
from commands.home import month as month_of_option
from models import log, register, runs
from models.errors import NotFound, WrongUsage
from models.rounding import share_in_words
from models.terminal import Command
from reports.appraisal_file import write_appraisal
from reports.case_library import write_library

app = typer.Typer()
As = Annotated[str | None, typer.Option("--as", help="以登记的哪个人办理(登录名),默认本机用户")]


@app.command(cls=Command)
def spread(
    case_no: Annotated[str, typer.Argument(metavar="工单编号", help="认定属实的工单编号")],
    due: Annotated[str, typer.Option(help="专项稽查的时限 YYYY-MM-DD")],
    org: Annotated[list[str] | None, typer.Option(help="只要这些供电单位(编号前缀),可重复")] = None,
    actor: As = None,
) -> None:
    """举一反三:用同样的检查和参数查其他单位,制定专项稽查计划。"""
    with said_in_chinese():
        lake, until = open_lake(), day(due)
        if until is None:
            raise WrongUsage("没有时限", remedy="请给出 --due YYYY-MM-DD")
        person = acting(lake.store, actor)
        proposal = spreading.propose(lake, person, case_no, org or [])
        number = spreading.make(lake.store, person, proposal, due=until)
        with lake.open(person) as door:
            names = {code: name.short for code, name in unit_names(door).items()}
        typer.echo(f"计划 {number}:{len(proposal.targets)} 件,数据截止 {proposal.as_of}")
        for one in proposal.by_unit:
            named = f"{one.org_code} {names.get(one.org_code, '')}".strip()
            typer.echo(f"  {named} 命中 {one.hits} 条{_money(one)}")
        for case in proposal.left_out:
            typer.echo(f"  已有未结案件,不再立案:{case}", err=True)
        for code in proposal.off:
            typer.echo(f"  {code} 未运行,没有计入", err=True)


@app.command(cls=Command)
def progress(
    first: Annotated[str | None, typer.Option("--from", help="立案起日 YYYY-MM-DD")] = None,
    last: Annotated[str | None, typer.Option("--to", help="立案止日 YYYY-MM-DD")] = None,
    org: Annotated[str, typer.Option(help="供电单位编号前缀")] = "",
    json_file: Annotated[Path | None, typer.Option("--json", help="把全部指标写成 JSON")] = None,
    actor: As = None,
) -> None:
    """闭环指标:各项比率及其分子分母、查实率与随机对照、挽回金额、重复发生、无效工时。"""
    with said_in_chinese():
        begin, end = day(first), day(last)
        if begin and end and begin > end:
            raise WrongUsage(f"起日 {begin} 晚于止日 {end}", remedy="请核对 --from 和 --to")
        lake = open_lake()
        store = lake.store
        person = acting(store, actor)
        asked = Asked(date.today(), begin, end, org)
        made = progress_of(store, person, asked)
        open_ends = closing_checks(store, person, asked)
        with contextlib.suppress(NotFound), lake.open(person) as door:  # nothing was screened yet
            open_ends += high_rates(store, door, runs.get(store))
        for line in _lines(made):
            typer.echo(line)
        for one in open_ends:
            typer.echo(f"{one.code} {one.said}")
        if json_file is not None:
            scope = {"org": org, "from": first, "to": last}
            with lake.open(person) as door:
                people: Any = door.table("customers")
                known = people.filter(people.org_code.startswith(org)) if org else people
                customers = known.cons_no.nunique().execute() or None
            told = figures(made, customers) | {"closing_checks": closing_json(open_ends)}
            told["kinds"] = kinds.as_json(kinds.kinds(store, person, asked))
            write = partial(_write, told)
            log.exported(store, person, "progress", json_file, write, scope=scope)


@app.command(cls=Command)
def appraise(
    month: Annotated[str, typer.Option(help="考核月份 YYYYMM")],
    out: Annotated[Path, typer.Option(help="写到 .xlsx")],
    freeze: Annotated[bool, typer.Option("--freeze", help="封存这个月:此后打印不再变化")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="把得分及其案件写成 JSON")] = None,
    actor: As = None,
) -> None:
    """考核:按单位和人员计分,每一分都列到案件。"""
    with said_in_chinese():
        wanted = month_of_option(month) or ""
        if out.suffix.lower() != ".xlsx":
            raise WrongUsage(f"不能写成“{out.suffix or out.name}”", remedy="请用 .xlsx 为扩展名")
        lake = open_lake()
        person = acting(lake.store, actor)
        made = (closing if freeze else appraisal)(lake.store, person, wanted)
        with lake.open(person) as door:
            names = {code: name.short for code, name in unit_names(door).items()}
        names |= {one.login: one.name for one in register.people(lake.store)}
        scope = {"month": wanted}
        to_excel = partial(write_appraisal, made, names=names)
        count = log.exported(lake.store, person, "appraisal", out, to_excel, scope=scope)
        if json_file is not None:
            to_json = partial(_write, as_json(made))
            log.exported(lake.store, person, "appraisal", json_file, to_json, scope=scope)
        typer.echo(
            f"已写出 {len(made.cards)} 份考核,{count:,} 条得分:{out}" + ("(已封存)" if made.frozen_by else "")
        )


@app.command("library", cls=Command)
def library_(
    check: Annotated[str | None, typer.Option(help="只要这项检查的")] = None,
    problem: Annotated[str | None, typer.Option(help="只要这个问题分类的")] = None,
    cause: Annotated[str | None, typer.Option(help="只要这个问题原因的")] = None,
    org: Annotated[str, typer.Option(help="供电单位编号前缀")] = "",
    text: Annotated[str, typer.Option(help="须全部出现的字词,用空格分开")] = "",
    out: Annotated[Path | None, typer.Option(help="写到 .xlsx")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="写成 JSON")] = None,
    actor: As = None,
) -> None:
    """案例库:已归档的属实案件,查到什么、怎样整改、是否复发;人名、地址、电话和户号已隐去。"""
    with said_in_chinese():
        if out is not None and out.suffix.lower() != ".xlsx":
            raise WrongUsage(f"不能写成“{out.suffix or out.name}”", remedy="请用 .xlsx 为扩展名")
        lake = open_lake()
        person = acting(lake.store, actor)
        library.enter(lake)
        found = library.lessons(lake.store, person, library.Sought(check, problem, cause, org, text))
        for one in found:
            typer.echo(f"{one.case_no} {'、'.join(one.check_codes)} {one.result}:{one.found or one.evidence}")
        if not found:
            typer.echo("没有符合条件的案例")
        scope = {"check": check, "unit": org, "text": text}
        if out is not None:
            with lake.open(person) as door:
                names = {code: name.short for code, name in unit_names(door).items()}
            titles = {code: label_of(code) for one in found for code in one.check_codes}
            to_excel = partial(write_library, found, names, titles)
            log.exported(lake.store, person, "case_library", out, to_excel, scope=scope)
        if json_file is not None:
            told = [library.as_json(one) for one in found]
            to_json = partial(write_json, content=told)
            log.exported(lake.store, person, "case_library", json_file, to_json, scope=scope)


def _write(told: dict[str, Any], path: Path) -> int:
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(told["by_org"] if "by_org" in told else told["units"])


def _money(one: spreading.UnitHits) -> str:
    sides = (("少收", one.under_fen), ("多收", one.over_fen), ("其他金额", one.other_fen))
    return "".join(f",{side} {fen / 100:,.2f} 元" for side, fen in sides if fen)


def _lines(made: Progress) -> list[str]:
    """Return the main figures in words; all of them are in the JSON."""
    counts = made.total.counts
    lines = [f"立案 {counts['opened']:,} 件,派发 {counts['dispatched']:,} 件,归档 {counts['archived']:,} 件"]
    for one in MEASURES:
        part = made.total.part(one)
        rate = share_in_words(part.rate)
        lines.append(f"  {one.label} {rate}({part.numerator:,}/{part.denominator:,})")
    for label, one in (("排序目标查实率", made.ranked), ("随机对照查实率", made.random)):
        lines.append(f"{label} {in_words(one)}")
    factor = made.lift
    if factor.value is not None:
        lines.append(f"提升 {factor.value:.2f} 倍(95% 区间 {factor.low:.2f} 至 {factor.high:.2f})")
    recovered, refunded = (counts[name] / 100 for name in ("recovered_fen", "refunded_fen"))
    lines.append(f"追补 {recovered:,.2f} 元,退还 {refunded:,.2f} 元,无效工时 {made.void_hours:,.1f} 小时")
    if besides := charged.in_words(made.charged):
        lines.append(besides)
    lines += [f"  {label_of(one.check_code)}:{one.advice}" for one in made.checks if one.advice]
    return lines
