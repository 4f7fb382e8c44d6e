"""The weekly analysis of 95598 work orders: printed, and all its figures."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from analytics.weekly.analysis import weekly as analyse
from analytics.weekly.figures import figures
from analytics.weekly.period import Period, Weekday, iso_week
from analytics.weekly.sections import Weekly
from analytics.weekly.weeks import days_known, last_complete_week, period_of
from commands.home import day, open_lake, said_in_chinese
from models import editions, log
from models.company.settings import WEEKLY, WORDS
from models.errors import NotFound, WrongUsage
from models.lake import Door, Lake
from models.people import LOCAL_USER
from models.terminal import Command
from reports.document import Document
from reports.paper.files import require_suffix
from reports.paper.files import write as write_report
from reports.weekly.report import document_of, edition_of

app = typer.Typer()


@app.command(cls=Command)
def weekly(
    week: Annotated[str | None, typer.Option(help="自然周 YYYY-Www,周一至周日;默认最近的完整一周")] = None,
    first: Annotated[str | None, typer.Option("--from", help="起日 YYYY-MM-DD,与 --to 同用")] = None,
    last: Annotated[str | None, typer.Option("--to", help="止日 YYYY-MM-DD,当天计入")] = None,
    org: Annotated[str, typer.Option(help="供电单位编号前缀")] = "",
    out: Annotated[Path | None, typer.Option(help="写到 .pdf、.docx 或 .xlsx")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="把全部数字写成 JSON")] = None,
) -> None:
    """95598 工单周分析:打印稿和全部数字。"""
    with said_in_chinese():
        if not out and not json_file:
            raise WrongUsage("没有说写到哪里", remedy="请给出 --out 或 --json")
        if out:
            require_suffix(out)
        lake = open_lake()
        with lake.open(LOCAL_USER) as door:
            period = _period(lake, door, week, first, last, org)
            made = analyse(door, period, org, own_words=WORDS.of(lake.store))
        writers = {out: lambda path: write_report(_report(lake, made), path)} if out else {}
        writers |= {json_file: lambda path: _write_figures(made, path)} if json_file else {}
        scope = {"org": org, "from": period.span.first.isoformat(), "to": period.span.last.isoformat()}
        for path, write in writers.items():
            form = {"form": path.suffix}
            path.parent.mkdir(parents=True, exist_ok=True)
            log.exported(lake.store, LOCAL_USER, "weekly", path, write, scope=scope | form)
            typer.echo(f"已写出 {made.scope.name} {period.title},工单 {made.volume.total.now:,} 件:{path}")


def _period(
    lake: Lake, door: Door, week: str | None, first: str | None, last: str | None, org: str
) -> Period:
    """Return the period asked for, else the last complete week of the unit's data."""
    settings = WEEKLY.of(lake.store)
    starts_on, shift = Weekday(settings.week_start), settings.issue_shift
    begin, end = day(first), day(last)
    if week and (begin or end):
        raise WrongUsage("--week 与 --from、--to 不能同用", remedy="请只用其中一种")
    if week:
        return iso_week(week)
    if begin and end:
        return period_of(begin, end, starts_on, issue_shift=shift)
    if begin or end:
        raise WrongUsage("起日和止日缺了一个", remedy="请同时给出 --from 和 --to")
    known = days_known(door, org)
    if known is None:
        raise NotFound("没有 95598 工单", remedy="请先导入工单,或检查供电单位编号前缀")
    return last_complete_week(known, starts_on, issue_shift=shift)


def _report(lake: Lake, made: Weekly) -> Document:
    edits = editions.edits(lake.store, edition_of(made))
    targets = WEEKLY.of(lake.store).targets
    return document_of(made, made_on=date.today(), edits=edits, targets=targets)


def _write_figures(made: Weekly, path: Path) -> int:
    path.write_text(json.dumps(figures(made), ensure_ascii=False, indent=1), encoding="utf-8")
    return len(made.deadlines.overdue)
