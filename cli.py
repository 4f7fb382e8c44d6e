"""The same jobs without a browser: nightly imports, screening, lists, the demonstration company.

Words on the terminal are Chinese; option names, file columns and JSON keys are English and stable, because
scheduled jobs depend on them. Exit codes: 0 done; 2 wrong usage; 3 done in part, something was refused; 4 not
done, nothing changed.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

try:
    import ibis
    import typer
except ModuleNotFoundError:  # another Python than that of the environment
    sys.stderr.write(
        "运行 cli.py 的这个 Python 没有装明稽的软件包。请先运行 python3 run.py 安装,"
        "再用它建立的环境运行:.venv/bin/python cli.py(Windows 为 .venv\\Scripts\\python cli.py)\n"
    )
    sys.exit(4)

from analytics import rulebook, screening
from analytics.findings import findings_of
from analytics.ranking import selection
from analytics.weekly.analysis import weekly as analyse
from analytics.weekly.figures import figures
from analytics.weekly.period import Period, Weekday, iso_week
from analytics.weekly.sections import Weekly
from analytics.weekly.weeks import days_known, last_complete_week, period_of
from data_loaders.catalog import tables
from data_loaders.child.sandbox import sweep_leftovers
from data_loaders.delivery import in_line, ingest
from data_loaders.delivery.import_report import Answer
from data_loaders.delivery.rejected_rows import rejected_rows
from models import batches, deliveries, editions, jobs, log, runs, scratch
from models.bugs import log_discreetly
from models.disk import unwritable
from models.engine import DuckDB, Spark
from models.errors import MingjiError, NotFound, WrongUsage
from models.homes import REBUILD
from models.lake import Door, Lake
from models.people import LOCAL_USER
from models.rebuild import LOST
from models.rebuild import rebuild as rebuild_database
from models.settings import own_words, weekly_settings
from models.store import Store, default_home
from models.terminal import Command, Group
from reports.document import Document
from reports.findings_file import write_findings
from reports.import_lines import remarks, sheet_line
from reports.paper.files import require_suffix
from reports.paper.files import write as write_report
from reports.rejects_file import write_rejects
from reports.target_list import write_targets
from reports.weekly.report import document_of, edition_of

WRONG_USAGE, IN_PART, NOT_DONE = 2, 3, 4

app = typer.Typer(
    cls=Group,
    help="明稽:电力营销稽查工作台",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Existing(Enum):
    """What an import may do to stored rows where it would empty or change many."""

    ASK = "ask"
    ADD = "add"
    REPLACE = "replace"


class EngineKind(Enum):
    """What works out the checks: this process, or Spark on the master of MINGJI_SPARK_MASTER."""

    DUCKDB = DuckDB.kind
    SPARK = Spark.kind


class Home:
    """The home directory that the commands work on."""

    path = default_home()


@app.callback()
def main(
    home: Annotated[Path | None, typer.Option(help="数据目录,默认 MINGJI_HOME 或 ./var")] = None,
) -> None:
    """明稽:电力营销稽查工作台。"""
    log_discreetly()
    Home.path = home or default_home()


@app.command("import", cls=Command)
def import_(
    paths: Annotated[list[Path], typer.Argument(help="导出文件、文件夹或 zip 压缩包")],
    source: Annotated[str, typer.Option(help="来源名称,按来源记住表头对照")] = "命令行",
    report: Annotated[Path | None, typer.Option(help="把导入报告写成 JSON")] = None,
    existing: Annotated[
        Existing, typer.Option(help="会清空或大量改变现有数据时:ask 不载入,add 按列补充,replace 照文件替换")
    ] = Existing.ASK,
) -> None:
    """导入导出文件:自动识别数据表,每个文件整批载入。"""
    with said_in_chinese():
        delivery = ingest.stage(
            open_lake(), ingest.files_in(paths), source, LOCAL_USER, on_progress=progress()
        )
        if existing is not Existing.ASK:
            delivery.answer_all(Answer[existing.name])
        in_line.confirm(delivery, in_line.note(delivery), may_be_killed=False)
        entries = delivery.entries()
        for entry in entries:
            typer.echo(sheet_line(entry), err=bool(entry["error"]))
        for remark in chain.from_iterable(map(remarks, delivery.files)):
            typer.echo(remark, err=True)
        is_told = report is None or _is_written(report, entries)
        if not is_told or any(entry["error"] or entry["rows_rejected"] for entry in entries):
            has_batch = any(entry["batch_id"] is not None for entry in entries)
            raise typer.Exit(IN_PART if has_batch else NOT_DONE)


@app.command(cls=Command)
def rejects(
    batch_id: Annotated[int, typer.Argument(help="批次号")],
    out: Annotated[Path, typer.Option(help="写到 .xlsx")],
) -> None:
    """导出一个批次被拒绝的行:原始单元格和原因。"""
    with said_in_chinese():
        lake = open_lake()
        sheets = rejected_rows(lake, batch_id, LOCAL_USER)
        count = log.exported(
            lake.store,
            LOCAL_USER,
            "rejects",
            out,
            lambda path: write_rejects(path, sheets),
            scope={"batch": batch_id},
        )
        typer.echo(f"已写出 {count:,} 行:{out}")


@app.command(cls=Command)
def undo(batch_id: Annotated[int, typer.Argument(help="批次号")]) -> None:
    """撤销一次导入,它替换掉的行恢复原样。"""
    with said_in_chinese():
        batches.undo(open_lake().store, batch_id, LOCAL_USER)
        typer.echo(f"批次 {batch_id} 已撤销")


@app.command(cls=Command)
def rebuild(
    lost: Annotated[bool, typer.Option("--lost", help="原来的数据库连接不上,确已丢失")] = False,
) -> None:
    """由各批次的卡片重建丢失的数据库,或补上旧备份之后的批次。"""
    with said_in_chinese():
        done = rebuild_database(Home.path, tables(), LOCAL_USER, is_lost=lost)
        open_lake()
        for sentence in done.left:
            typer.echo(sentence, err=True)
        if done.is_nothing:
            typer.echo(
                "没有可以带回的批次和筛查,数据库没有变化" if not done.is_anew else "没有可以带回的批次和筛查"
            )
        else:
            typer.echo(
                f"已带回批次 {done.batches:,} 个、撤销 {done.undone:,} 次(在用 {done.rows:,} 行)、"
                f"筛查 {done.runs:,} 次、目标清单 {done.selections:,} 份"
            )
        if done.is_anew or not done.is_nothing:
            since = "" if done.is_anew else "备份之后的"
            typer.echo(f"{since}{LOST}只存于原来的数据库,没有带回;审计日志已注明")
        if done.left:
            raise typer.Exit(IN_PART)


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
            "as_of": _day(as_of),
            "period": _month(period),
            "codes": check or [],
            "engine": engine.value if engine else None,
        }

        def work(tell: jobs.Progress) -> dict[str, Any]:
            def on_progress(share: float, text: str) -> None:
                show(share, text)
                tell(share, text)

            return {"run_id": screening.screen(lake, LOCAL_USER, **asked, on_progress=on_progress)}

        job = jobs.note(lake.store, "screen", "筛查(命令行)", {}, LOCAL_USER)
        run = runs.get(lake.store, jobs.carry_out(lake.store, job, work)["run_id"])
        summary = _screen_report(run)
        hits = sum(one["hits"] for one in summary["checks"])
        typer.echo(
            f"筛查 {run.id}:期间 {run.period},数据截止 {run.as_of},命中 {hits:,} 条,目标 {summary['targets']:,} 个"
        )
        for one in summary["checks"]:
            if one["state"] != "ran":
                typer.echo(f"  {one['code']} 未运行:{'、'.join(one['missing']) or one['error']}", err=True)
        if unread := screening.unread_in_words(run):
            typer.echo(f"  {unread}", err=True)
        is_told = report is None or _is_written(report, summary)
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
            period = _weekly_period(lake, door, week, first, last, org)
            made = analyse(door, period, org, own_words=own_words(lake.store))
        writers = {out: lambda path: write_report(_report(lake, made), path)} if out else {}
        writers |= {json_file: lambda path: _write_figures(made, path)} if json_file else {}
        scope = {"org": org, "from": period.span.first.isoformat(), "to": period.span.last.isoformat()}
        for path, write in writers.items():
            form = {"form": path.suffix}
            path.parent.mkdir(parents=True, exist_ok=True)
            log.exported(lake.store, LOCAL_USER, "weekly", path, write, scope=scope | form)
            typer.echo(f"已写出 {made.scope.name} {period.title},工单 {made.volume.total.now:,} 件:{path}")


@app.command(cls=Command)
def demo(
    customers: Annotated[int, typer.Option(help="用户数,2,000 至 3,000,000")] = 20_000,
    seed: Annotated[int, typer.Option(help="随机种子,同一种子得到同样的公司")] = 1,
    exports_only: Annotated[
        Path | None, typer.Option(help="只把导出文件和 truth.csv 写到这个文件夹,不导入")
    ] = None,
) -> None:
    """造一家演示公司:带有埋设的问题;默认照常导入并筛查。"""
    from demo import AS_OF, PERIOD, export_files, make_company, write_exports

    with said_in_chinese():
        told = progress()
        company = make_company(customers, seed, on_progress=lambda text, share: told(share, text))
        if exports_only:
            write_exports(company, exports_only)
            typer.echo(f"演示公司的导出文件已写到 {exports_only},埋设的问题见其中的 truth.csv")
            return
        lake = open_lake()
        (Home.path / "tmp").mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=Home.path / "tmp", prefix=scratch.own_name()) as folder:
            write_exports(company, Path(folder), messy=False)
            files = ingest.files_in(export_files(Path(folder)))
            delivery = ingest.stage(lake, files, "演示公司", LOCAL_USER, as_of=AS_OF, on_progress=told)
            delivery.confirm()
        number = screening.screen(lake, LOCAL_USER, as_of=AS_OF, period=PERIOD, on_progress=told)
        summary = runs.get(lake.store, number).summary
        typer.echo(f"演示公司已就绪:命中 {summary['hits']:,} 条,目标 {summary['targets']:,} 个")


@app.command(cls=Command)
def serve(port: Annotated[int | None, typer.Option(help="端口,默认 8501")] = None) -> None:
    """启动网页应用。"""
    from app import serve as serve_app  # the web stack is not loaded for a nightly import

    with said_in_chinese():
        serve_app(Home.path, port)


def open_lake() -> Lake:
    """Return the home's lake, after clearing away what a killed process left."""
    store = Store(Home.path)
    for one in [*batches.sweep(store), *runs.sweep(store)]:
        typer.echo(f"数据库不认识的数据已移到一旁,没有删除:{one}。可运行 {REBUILD} 带回", err=True)
    for said in batches.forgotten_undos(store):
        typer.echo(f"数据库不知道这次撤销,数据又在使用:{said}。可运行 {REBUILD} 带回撤销", err=True)
    deliveries.sweep(store)
    scratch.sweep(store.home)
    sweep_leftovers()
    return Lake(store, tables())


@contextmanager
def said_in_chinese() -> Iterator[None]:
    """Turn what went wrong into one sentence on stderr and the right exit code."""
    try:
        yield
    except MingjiError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_USAGE if isinstance(error, WrongUsage) else NOT_DONE) from error
    except OSError as error:
        typer.echo(str(unwritable(error)), err=True)
        raise typer.Exit(NOT_DONE) from error


def progress() -> Callable[[float, str], None]:
    """Return what shows progress on stderr: a bar that stays on its line on a terminal, else a line a step."""
    end = "\r" if sys.stderr.isatty() else "\n"

    def show(share: float, text: str) -> None:
        print(f"{share:4.0%} {text:<40}", end=end, file=sys.stderr, flush=True)

    return show


def _weekly_period(
    lake: Lake, door: Door, week: str | None, first: str | None, last: str | None, org: str
) -> Period:
    """Return the period asked for, else the last complete week of the unit's data."""
    settings = weekly_settings(lake.store)
    starts_on, shift = Weekday(settings.week_start), settings.issue_shift
    begin, end = _day(first), _day(last)
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
    targets = weekly_settings(lake.store).targets
    return document_of(made, made_on=date.today(), edits=edits, targets=targets)


def _is_written(report: Path, content: Any) -> bool:
    """Write a JSON report and return whether it is there; what it tells of is done, so a full disk is only said."""
    try:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        typer.echo(str(unwritable(error, f"以上已完成,但报告没有写出 {report}")), err=True)
        return False
    return True


def _write_figures(made: Weekly, path: Path) -> int:
    path.write_text(json.dumps(figures(made), ensure_ascii=False, indent=1), encoding="utf-8")
    return len(made.deadlines.overdue)


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


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(f"日期“{text}”无效", remedy="请写成 YYYY-MM-DD") from error


def _month(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y%m").strftime("%Y%m")
    except ValueError as error:
        raise WrongUsage(f"期间“{text}”无效", remedy="请写成 YYYYMM") from error


if __name__ == "__main__":
    app()
