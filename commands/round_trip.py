"""Commands of what goes out on paper or as Excel, and of what comes back: notices, filled target lists."""

from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.home import IN_PART, NOT_DONE, acting, is_written, open_lake, said_in_chinese
from data_loaders.filled_lists import FilledFile, read_filled
from models import log
from models.errors import MingjiError
from models.lake import Lake
from models.loop import replies
from models.loop.notices import NoticeKind
from models.loop.replies import Outcome
from models.people import Person
from models.terminal import Command
from reports.notices import write_notices
from reports.refused_replies import write_refused

app = typer.Typer()


class Format(Enum):
    """In which form a notice is written."""

    PDF = "pdf"
    WORD = "docx"


@app.command(cls=Command)
def reply(
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="填好的稽查清单或稽查目标清单")],
    actor: Annotated[str | None, typer.Option("--as", help="以谁的身份交回,登录名")] = None,
    report: Annotated[Path | None, typer.Option(help="把结果写成 JSON")] = None,
    rejects_to: Annotated[
        Path | None, typer.Option("--rejects", help="把没有收回的行和原因写到 .xlsx,改正后可再交回")
    ] = None,
) -> None:
    """收回填好的稽查清单或稽查目标清单:好的行办理,有问题的行逐行说明。"""
    with said_in_chinese():
        lake = open_lake()
        person = acting(lake.store, actor)
        read: list[FilledFile] = []
        unread: list[dict[str, Any]] = []
        for path in files:
            try:
                read.append(read_filled(lake.store, path))
            except MingjiError as error:
                unread.append({"file": path.name, "row": None, "case_no": None, "reason": str(error)})
        rows = [row for one in read for row in one.replies]
        outcome = replies.take(lake.store, person, rows, [one.digest for one in read]) if rows else Outcome()
        refused = unread + [
            {
                "file": one.reply.file,
                "row": one.reply.row,
                "case_no": one.case_no or None,
                "reason": one.reason,
            }
            for one in outcome.refused
        ]
        typer.echo(
            f"收回 {len(outcome.taken):,} 行,没有变化 {len(outcome.unchanged):,} 行,没有收回 {len(refused):,} 行"
        )
        for one in refused:
            typer.echo(": ".join(str(part) for part in _place(one)), err=True)
        if rejects_to is not None and outcome.refused:
            _write_refused(lake, person, rejects_to, outcome, read)
        told = {"taken": len(outcome.taken), "unchanged": len(outcome.unchanged), "refused": refused}
        is_told = report is None or is_written(report, told)
        if refused or not is_told:
            raise typer.Exit(IN_PART if rows else NOT_DONE)


@app.command("notices", cls=Command)
def notices_(
    plan_id: Annotated[int, typer.Argument(metavar="计划编号", help="计划编号")],
    out: Annotated[Path, typer.Option(help="写到这个文件夹,每个单位一份")],
    kind: Annotated[NoticeKind, typer.Option(help="通知单的种类")] = NoticeKind.INSPECTION,
    suffix: Annotated[Format, typer.Option("--format", help="文件格式")] = Format.PDF,
    actor: Annotated[str | None, typer.Option("--as", help="以谁的身份签发,登录名")] = None,
) -> None:
    """签发并写出通知单:每个单位一份,编号连续;再次运行编号和内容不变。"""
    with said_in_chinese():
        lake = open_lake()
        person = acting(lake.store, actor)
        for number, path in write_notices(lake, person, plan_id, kind, out, suffix.value):
            typer.echo(f"{number}:{path}")


def _place(refused: dict[str, Any]) -> list[str]:
    row = f" 第 {refused['row']} 行" if refused["row"] else ""
    return [f"{refused['file']}{row} {refused['case_no'] or ''}".strip(), refused["reason"]]


def _write_refused(lake: Lake, person: Person, out: Path, outcome: Outcome, read: list[FilledFile]) -> None:
    sheets = [sheet for one in read for sheet in one.sheets]
    count = log.exported(
        lake.store,
        person,
        "refused replies",
        out,
        lambda path: write_refused(path, outcome.refused, sheets),
        scope={"files": [one.digest for one in read]},
    )
    typer.echo(f"已写出没有收回的 {count:,} 行:{out}")
