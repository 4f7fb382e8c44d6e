"""What every command needs: the home, errors and progress on stderr, days and months, reports as JSON."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import typer

from analytics.code_tables.local_codes import name_codes_of
from data_loaders.catalog import tables
from data_loaders.child.sandbox import sweep_leftovers
from models import register, runs
from models.company.code_tables import all_written_in
from models.data import batches, deliveries
from models.errors import MingjiError, WrongUsage
from models.home import scratch
from models.home.disk import unwritable
from models.home.homes import REBUILD
from models.lake import Lake
from models.people import ACTED_FOR, LOCAL_USER, Person
from models.store import Store, default_home

WRONG_USAGE, IN_PART, NOT_DONE = 2, 3, 4


class Home:
    """The home directory that the commands work on."""

    path = default_home()


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
    with store.read() as session:
        name_codes_of(all_written_in(session))
    return Lake(store, tables())


@contextmanager
def said_in_chinese() -> Iterator[None]:
    """Turn what went wrong into one sentence on stderr and the right exit code."""
    try:
        yield
    except MingjiError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_USAGE if isinstance(error, WrongUsage) else NOT_DONE) from error
    except BrokenPipeError:  # whoever reads has read enough («… | head»): typer ends without a word
        raise
    except OSError as error:
        typer.echo(str(unwritable(error)), err=True)
        raise typer.Exit(NOT_DONE) from error


def progress() -> Callable[[float, str], None]:
    """Return what shows progress on stderr: a bar that stays on its line on a terminal, else a line a step."""
    end = "\r" if sys.stderr.isatty() else "\n"

    def show(share: float, text: str) -> None:
        print(f"{share:4.0%} {text:<40}", end=end, file=sys.stderr, flush=True)

    return show


def is_written(report: Path, content: Any) -> bool:
    """Write a JSON report and return whether it is there; what it tells of is done, so a full disk is only said."""
    try:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        typer.echo(str(unwritable(error, f"以上已完成,但报告没有写出 {report}")), err=True)
        return False
    return True


def day(text: str | None) -> date | None:
    """Return the day that an option says.

    Errors: WrongUsage.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(f"日期“{text}”无效", remedy="请写成 YYYY-MM-DD") from error


def month(text: str | None) -> str | None:
    """Return the month, as YYYYMM, that an option says.

    Errors: WrongUsage.
    """
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y%m").strftime("%Y%m")
    except ValueError as error:
        raise WrongUsage(f"期间“{text}”无效", remedy="请写成 YYYYMM") from error


def acting(store: Store, login: str | None) -> Person:
    """Return as whom a command acts: a person of the register, a deputy as one («甲 代 乙»), else the local user.

    Errors: NotFound; NotAllowed for who is disabled, or stands in for the other no more.
    """
    if not login:
        return LOCAL_USER
    deputy, _, other = login.rpartition(ACTED_FOR)
    return register.acting_for(store, deputy, other) if deputy else register.acting(store, other)


def write_json(path: Path, content: Any) -> int:
    """Write what a list shows as JSON and return how many entries there are."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(content)


def in_fen(text: str) -> int:
    """Return an amount in yuan that an option says in whole fen.

    Errors: WrongUsage.
    """
    try:
        fen = Decimal(text.replace(",", "")) * 100
        if fen.is_finite() and fen == int(fen):
            return int(fen)
    except InvalidOperation:
        pass
    raise WrongUsage(f"金额“{text[:30]}”无效", remedy="请以元填写,最多两位小数")
