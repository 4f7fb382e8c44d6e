"""A filled list of many rows taken back: the product, against the same reply through pandas and plain SQLAlchemy.

python -m benchmarks.replies [rows] [folder] [rounds]

Ours: the confined child that opens the file, every answer judged, tokens, cases accepted and submitted, each step chained
into the history, one transaction. The peer reads the file with pandas, believes every word of it, and goes through the
rows with an ORM session: look the case up, change it, add two steps, commit; tokens, chain, scope and refusals are left
out. Both begin with a copy of one home; the least of the rounds is shown.
"""

import shutil
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl

from benchmarks.measuring import ROOT, Measured, least, measure, ratio, table, timing
from models.loop.case import Action, ProblemClass, Result, State

ROWS, ROUNDS = 5_000, 3
MOST_SECONDS = 10.0
OURS, PANDAS = "mingji", "pandas + SQLAlchemy"
HOME, FILE, SHEET = "home", "清单.xlsx", "稽查清单"


def main(rows: int, folder: Path, rounds: int) -> None:
    """Print the figures side by side."""
    prepared = folder / f"replies-{rows}"
    if not prepared.exists():
        prepare(prepared, rows)
    found: dict[str, list[Measured]] = {OURS: [], PANDAS: []}
    for _ in range(rounds):
        for name, measured in found.items():
            with tempfile.TemporaryDirectory(dir=folder) as copy:
                shutil.copytree(prepared, copy, dirs_exist_ok=True)
                words = (str(rows), copy, "0", name)
                measured.append(measure(name, "benchmarks.replies", *words, root=ROOT))
    ours, other = (least(measured) for measured in found.values())
    print(f"\nreply of {rows:,} rows\n{table(ours, other)}\n{ratio(ours, other, 1.0)}")
    print(f"aim: {MOST_SECONDS} s", flush=True)


def prepare(folder: Path, rows: int) -> None:
    """Make a home with a plan that was sent out, and its list filled in."""
    from data_loaders.catalog import tables
    from models.lake import Lake
    from models.loop import plans
    from models.loop.case import TaskKind
    from models.loop.cases import Hit, Target
    from models.people import LOCAL_USER
    from models.store import Store
    from reports.dispatched_list import write_lists

    store = Store(folder / HOME)
    chosen = [
        Target(
            "customer",
            f"{number:010d}",
            f"{number:010d}",
            "334010101",
            "ranking",
            (Hit("TAR-02", f"TAR-02|{number}|202610", "202610", 12_345, "2026年10月 多收 123.45 元"),),
        )
        for number in range(rows)
    ]
    due = date.today() + timedelta(days=30)
    kind = TaskKind.ROUTINE
    plan = plans.create(
        store, LOCAL_USER, name="测速", kind=kind, run_id=None, due=due, scope={}, targets=chosen
    )
    plans.approve(store, LOCAL_USER, plan)
    plans.dispatch(store, LOCAL_USER, plan)
    [(path, _)] = write_lists(Lake(store, tables()), LOCAL_USER, plan, folder)
    store.close()
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    places = {str(cell.value): column for column, cell in enumerate(sheet[2], start=1)}
    for row in range(3, rows + 3):
        for heading, value in (
            ("核查情况", f"现场核实第 {row} 户,执行了旧电价"),
            ("是否属实", Result.TRUE.value),
            ("问题分类", ProblemClass.PRICE.value),
            ("整改措施", "更正电价并退补"),
            ("完成日期", date(2026, 11, 20)),
            ("追补金额(元)", 123.45),
        ):
            sheet.cell(row, places[heading], value)
    path.unlink()
    book.save(folder / FILE)


def work(folder: Path, how: str, rows: int) -> None:
    """Take the list back one way and print how long it took."""
    take = {OURS: _ours, PANDAS: _pandas}[how]
    with timing():
        taken = take(folder)
    if taken != rows:
        raise ValueError(f"{how} took {taken} of {rows} rows")


def _ours(folder: Path) -> int:
    from data_loaders.filled_lists import read_filled
    from models.loop import replies
    from models.people import LOCAL_USER
    from models.store import Store

    store = Store(folder / HOME)
    read = read_filled(store, folder / FILE)
    return len(replies.take(store, LOCAL_USER, read.replies, [read.digest]).taken)


def _pandas(folder: Path) -> int:
    import pandas as pd
    from sqlalchemy import create_engine, func, select
    from sqlalchemy.orm import Session

    from models.orm import CaseMoveRow, CaseRow

    engine = create_engine(f"sqlite:///{folder / HOME / 'mingji.db'}")
    filled = pd.read_excel(folder / FILE, sheet_name=SHEET, header=1, dtype=str, engine="calamine")
    with Session(engine) as session:
        seq = session.scalar(select(func.max(CaseMoveRow.seq))) or 0
        taken = 0
        for row in filled.to_dict("records"):
            case = session.scalars(select(CaseRow).where(CaseRow.case_no == row["工单编号"])).one()
            for action, target in ((Action.ACCEPT, State.CHECKING), (Action.SUBMIT, State.TO_REVIEW)):
                seq += 1
                step = CaseMoveRow(
                    seq=seq,
                    case_id=case.id,
                    at=datetime.now().isoformat(),
                    by="本机用户",
                    action=action.value,
                    source=case.state,
                    target=target.value,
                    comment=row["核查情况"],
                    said={},
                    files=[],
                    days_left=None,
                    digest="",
                )
                session.add(step)
                case.state = target.value
            case.result, case.version = row["是否属实"], case.version + 2
            case.recovered_fen = round(float(row["追补金额(元)"]) * 100)
            case.facts = {"problem_class": row["问题分类"], "measures": row["整改措施"]}
            session.commit()
            taken += 1
    return taken


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    if len(sys.argv) > 4:
        work(Path(sys.argv[2]), sys.argv[4], size)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(temporary)
            main(size, place, int(sys.argv[3]) if len(sys.argv) > 3 else ROUNDS)
