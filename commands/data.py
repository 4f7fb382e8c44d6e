"""Exports: taken in, taken back, what was rejected of them, and a lost database made anew from them."""

from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from analytics import answers
from commands.home import IN_PART, NOT_DONE, Home, is_written, open_lake, progress, said_in_chinese
from data_loaders.catalog import tables
from data_loaders.delivery import in_line, ingest
from data_loaders.delivery.import_report import Answer
from data_loaders.delivery.rejected_rows import rejected_rows
from data_loaders.delivery.said_beforehand import choices_by, said_in
from models import log
from models.data import batches
from models.home.rebuild import rebuild as rebuild_database
from models.people import LOCAL_USER
from models.terminal import Command
from reports.import_lines import left_out_line, remarks, sheet_line
from reports.rejects_file import write_rejects

MOST_ROUNDS = 4  # one answer may raise the next question: which table, of which month, in which unit

app = typer.Typer()


class Existing(Enum):
    """What an import may do to stored rows where it would empty or change many."""

    ASK = "ask"
    ADD = "add"
    REPLACE = "replace"


@app.command("import", cls=Command)
def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="文件", help="导出文件、文件夹或 zip 压缩包")],
    source: Annotated[str, typer.Option(help="来源名称,按来源记住表头对照")] = "命令行",
    report: Annotated[Path | None, typer.Option(help="把导入报告写成 JSON")] = None,
    existing: Annotated[
        Existing,
        typer.Option(
            help="会清空或大量改变现有数据、或与本次另一文件不一致时:ask 不载入,add 按列补充,replace 照文件替换"
        ),
    ] = Existing.ASK,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            help="对待确认的问题的答复,可写几次:年月=2024年4月、总电费=万元、计费电量=总电量、数据表=电费发行"
        ),
    ] = None,
) -> None:
    """导入导出文件:自动识别数据表,每个文件整批载入。"""
    with said_in_chinese():
        said = said_in(answer or [])
        delivery = ingest.stage(
            open_lake(), ingest.files_in(paths), source, LOCAL_USER, on_progress=progress()
        )
        for _ in range(MOST_ROUNDS):
            if not (choices := choices_by(said, delivery.files)):
                break
            delivery.choose_all(choices, on_progress=progress())
        if existing is not Existing.ASK:
            delivery.answer_all(Answer[existing.name])
        in_line.confirm(delivery, in_line.note(delivery), may_be_killed=False)
        entries = delivery.entries()
        for entry in entries:
            typer.echo(sheet_line(entry), err=bool(entry["error"]))
            if left_out := left_out_line(entry):
                typer.echo(left_out)
        for remark in chain.from_iterable(map(remarks, delivery.files)):
            typer.echo(remark, err=True)
        for one in said.unused:
            typer.echo(f"没有表需要答复“{one}”", err=True)
        is_told = report is None or is_written(report, entries)
        if not is_told or any(entry["error"] or entry["rows_rejected"] for entry in entries):
            has_batch = any(entry["batch_id"] is not None for entry in entries)
            raise typer.Exit(IN_PART if has_batch else NOT_DONE)


@app.command(cls=Command)
def rejects(
    batch_id: Annotated[int, typer.Argument(metavar="批次号", help="批次号")],
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
def undo(batch_id: Annotated[int, typer.Argument(metavar="批次号", help="批次号")]) -> None:
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
        answers.forget(Home.path)
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
        if done.values or done.rows_of_tables:
            typer.echo(
                f"已带回参数的修改 {done.values:,} 条、码表 {done.rows_of_tables:,} 行"
                + (
                    f",其中一部分按筛查 {done.judged_by} 判定时的值,请在“参数与码表”核对"
                    if done.judged_by
                    else ""
                )
            )
        if done.is_anew or not done.is_nothing:
            since = "" if done.is_anew else "备份之后的"
            typer.echo(f"{since}{done.lost}只存于原来的数据库,没有带回;审计日志已注明")
        if done.left:
            raise typer.Exit(IN_PART)
