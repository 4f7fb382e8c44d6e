"""The records looked through for changes, the demonstration company, and the web application."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import func, select

from analytics import screening
from commands.home import NOT_DONE, Home, open_lake, progress, said_in_chinese
from data_loaders.delivery import ingest
from models import log, runs
from models.home import scratch
from models.loop import case_steps
from models.orm import CaseMoveRow, LogRow
from models.people import LOCAL_USER
from models.terminal import Command

app = typer.Typer()


@app.command("verify-log", cls=Command)
def verify_log() -> None:
    """核对操作日志和案件历史:有没有被改动、删去的行。"""
    with said_in_chinese():
        store = open_lake().store
        with store.read() as session:
            altered = case_steps.first_altered(session)
            chains = (
                ("操作日志", log.first_broken_line(session), session.scalar(select(func.count(LogRow.seq)))),
                (
                    "案件历史",
                    case_steps.first_broken_step(session),
                    session.scalar(select(func.count(CaseMoveRow.seq))),
                ),
            )
        for name, broken, lines in chains:
            if broken is None:
                typer.echo(f"{name}完好,共 {lines:,} 行")
            else:
                typer.echo(f"{name}从第 {broken:,} 行起与前一行不相符:有行被改动或删去", err=True)
        if altered is not None:
            typer.echo(f"案件 {altered} 与它的历史不相符:案件或历史的末尾被改动或删去", err=True)
        if altered is not None or any(broken is not None for _, broken, _ in chains):
            raise typer.Exit(NOT_DONE)


@app.command(cls=Command)
def demo(
    customers: Annotated[int, typer.Option(help="用户数,2,000 至 3,000,000")] = 20_000,
    seed: Annotated[int, typer.Option(help="随机种子,同一种子得到同样的公司")] = 1,
    exports_only: Annotated[
        Path | None, typer.Option(help="只把导出文件和 truth.csv 写到这个文件夹,不导入")
    ] = None,
    loop: Annotated[bool, typer.Option("--loop/--no-loop", help="筛查后登记人员、派发计划、办理案件")] = True,
) -> None:
    """造一家演示公司:带有埋设的问题;默认照常导入、筛查,并办理一部分案件。"""
    from commands.demo_loop.work import enliven  # the company is not loaded for a nightly import
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
        run = runs.get(lake.store, number)
        if loop:
            cases_made = enliven(lake, run, company, date.today())
            typer.echo(f"已登记人员、派发计划并办理:案件 {cases_made:,} 件")
        typer.echo(f"演示公司已就绪:命中 {run.summary['hits']:,} 条,目标 {run.summary['targets']:,} 个")


@app.command(cls=Command)
def serve(port: Annotated[int | None, typer.Option(help="端口,默认 8501")] = None) -> None:
    """启动网页应用。"""
    from app import serve as serve_app  # the web stack is not loaded for a nightly import

    with said_in_chinese():
        serve_app(Home.path, port)
