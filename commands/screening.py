"""Checks run on what is loaded, and what they found as lists."""

from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import ibis
import typer

from analytics import rulebook, screening
from analytics.pictures import first_look
from analytics.ranking import selection
from analytics.ranking.confirmation import learned_in_words
from analytics.results.findings import findings_of
from analytics.results.run_checks import off_because
from commands.home import IN_PART, day, is_written, month, open_lake, progress, said_in_chinese
from data_loaders.catalog import tables
from models import jobs, log, runs
from models.engine import DuckDB, Spark
from models.people import LOCAL_USER
from models.terminal import Command
from reports.findings_file import write_findings
from reports.target_list import write_targets

app = typer.Typer()


class EngineKind(Enum):
    """What works out the checks: this process, or Spark on the master of MINGJI_SPARK_MASTER."""

    DUCKDB = DuckDB.kind
    SPARK = Spark.kind


@app.command(cls=Command)
def screen(
    as_of: Annotated[str | None, typer.Option(help="数据截止日 YYYY-MM-DD,默认今天")] = None,
    period: Annotated[str | None, typer.Option(help="稽查期间 YYYYMM,默认最近有电费的月份")] = None,
    check: Annotated[list[str] | None, typer.Option(help="只运行这些检查,可重复")] = None,
    engine: Annotated[
        EngineKind | None, typer.Option(help="计算引擎,默认按数据目录的设置,否则 duckdb")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="把结果写成 JSON")] = None,
) -> None:
    """运行检查与排序。"""
    with said_in_chinese():
        lake, show = open_lake(), progress()
        asked = {
            "as_of": day(as_of),
            "period": month(period),
            "codes": check or [],
            "engine": engine.value if engine else None,
        }

        def work(tell: jobs.Progress) -> dict[str, Any]:
            def on_progress(share: float, text: str) -> None:
                show(share, text)
                tell(share, text)

            number = screening.screen(lake, LOCAL_USER, **asked, on_progress=on_progress)
            if not check:
                first_look.keep(lake, runs.get(lake.store, number), on_progress)
            return {"run_id": number}

        job = jobs.note(lake.store, "screen", "筛查(命令行)", {}, LOCAL_USER)
        run = runs.get(lake.store, jobs.carry_out(lake.store, job, work)["run_id"])
        summary = _screen_report(run)
        hits = sum(one["hits"] for one in summary["checks"])
        typer.echo(
            f"筛查 {run.id}:期间 {run.period},数据截止 {run.as_of},命中 {hits:,} 条,目标 {summary['targets']:,} 个"
        )
        if said := learned_in_words(run):
            typer.echo(f"  {said}")
        for one in summary["checks"]:
            if one["state"] != "ran":
                typer.echo(
                    f"  {one['code']} 未运行:{off_because(one['missing']) if one['missing'] else one['error']}",
                    err=True,
                )
        if unread := screening.unread_in_words(run):
            typer.echo(f"  {unread}", err=True)
        is_told = report is None or is_written(report, summary)
        if run.summary["broken"] or not is_told:
            raise typer.Exit(IN_PART)


@app.command(cls=Command)
def coverage() -> None:
    """列出每个稽查事项由哪些检查回答、读哪些数据表。"""
    titles = {name: card.title for name, card in tables().items()}
    for category, matter, answering in rulebook.coverage():
        typer.echo(f"{category.value} · {matter}")
        for one in answering:
            read = "、".join(titles[name] for name in one.columns)
            typer.echo(f"  {one.code} {one.title}:{read}")
        if not answering:
            typer.echo("  还没有检查")


@app.command(cls=Command)
def findings(
    out: Annotated[Path, typer.Option(help="写到 .csv、.parquet 或 .xlsx")],
    run: Annotated[int | None, typer.Option(help="筛查编号,默认最近一次")] = None,
    check: Annotated[list[str] | None, typer.Option(help="只要这些检查,可重复")] = None,
    org: Annotated[str, typer.Option(help="供电单位编号前缀")] = "",
) -> None:
    """导出命中清单。"""
    with said_in_chinese():
        lake = open_lake()
        with lake.open(LOCAL_USER) as door:
            screened = runs.get(lake.store, run)
            found = findings_of(lake.store, door, screened)
            count = log.exported(
                lake.store,
                LOCAL_USER,
                "findings",
                out,
                lambda path: write_findings(found, path, codes=check or [], org_prefix=org),
                scope={"org": org, "checks": check or []},
                run_id=screened.id,
            )
        typer.echo(f"已写出 {count:,} 条命中:{out}")


@app.command(cls=Command)
def targets(
    out: Annotated[Path, typer.Option(help="写到 .xlsx 或 .csv")],
    capacity: Annotated[int | None, typer.Option(help="每个供电所的任务数,默认不限")] = None,
    random_share: Annotated[float, typer.Option(help="其中随机抽取的比例")] = 0.1,
    seed: Annotated[int, typer.Option(help="随机种子")] = 1,
    org: Annotated[str, typer.Option(help="供电单位编号前缀")] = "",
) -> None:
    """导出稽查目标清单。"""
    with said_in_chinese():
        lake = open_lake()
        run = runs.get(lake.store)
        with lake.open(LOCAL_USER) as door:
            if capacity is None:
                ranked = findings_of(lake.store, door, run).targets(org_prefix=org)
                chosen = ranked.mutate(picked_by=ibis.literal(selection.RANKING))
            else:
                limit = selection.Capacity(capacity, random_share, seed)
                selection.save(lake.store, door, run, limit, org_prefix=org)
                chosen = selection.select(lake.store, door, run, limit, org_prefix=org)
            count = log.exported(
                lake.store,
                LOCAL_USER,
                "targets",
                out,
                lambda path: write_targets(door, run, chosen, path),
                scope={"org": org, "capacity": capacity},
                run_id=run.id,
            )
        typer.echo(f"已写出 {count:,} 个目标:{out}")


def _screen_report(run: Any) -> dict[str, Any]:
    return {
        "run_id": run.id,
        "as_of": run.as_of.isoformat(),
        "period": run.period,
        "engine": run.summary.get("engine", DuckDB.kind),
        "checks": [
            {
                "code": outcome["code"],
                "hits": outcome["hits"],
                "amount_yuan": outcome["amount_yuan"],
                "seconds": outcome["seconds"],
                "state": outcome["state"],
                "missing": outcome["missing"],
                "error": outcome["error"],
            }
            for outcome in run.checks
        ],
        "targets": run.summary["targets"],
    }
