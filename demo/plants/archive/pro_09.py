"""PRO-09 客户工程资料/现场材料未录入

Connections at high voltage whose papers never came, came late, or were not listed at all.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from demo.business import STEPS
from demo.cases import Case, Change, fine, wrong
from demo.connecting import apply, connected, last_application, powered_by
from demo.documents import documents
from demo.profiles import SHOP, SMALL_PLANT
from demo.stage import Play, Role, Row

MISSING, LATE, UNLISTED = "① 未收到", "② 迟录", "③ 没有清单"
GRACE = 5
"""Days after archiving until which papers may come in."""
PLAN = STEPS["03"]
TEST_REPORT, COMPLETION_REPORT, INSPECTION_SLIP, CONTRACT, DESIGN_REVIEW = "07", "08", "09", "10", "05"
Papers = list[Row]
Edit = Callable[[Papers, date], None]


def cases(play: Play) -> Sequence[Case]:
    """Return applications; there is no amount."""
    accept, old = play.day(6, -5), play.day(6, -16)
    missing, late, unlisted = (
        partial(wrong, profile=SMALL_PLANT, facts={}, branch=b) for b in (MISSING, LATE, UNLISTED)
    )
    ok = partial(fine, profile=SMALL_PLANT, facts={})
    by, year = partial(filed, accept), play.ago(months=12)
    lost = without(COMPLETION_REPORT)
    return [
        *(missing(f"资料{kind}未收到", change=by(without(kind))) for kind in (TEST_REPORT, COMPLETION_REPORT, INSPECTION_SLIP, CONTRACT)),
        missing("是否收到为空", change=by(edited(CONTRACT, received_flag=None, received_date=None))),
        wrong("高压新装缺竣工报告", SMALL_PLANT, powered_by("104", accept, PLAN), by(lost, app_type="104"), branch=MISSING),
        missing("归档满6日缺竣工报告", change=by(lost, archive_date=play.ago(GRACE + 1))),
        ok("归档满5日缺竣工报告", change=by(lost, archive_date=play.ago(GRACE))),
        missing("近12个月首日归档缺竣工报告", change=filed(old, lost, archive_date=year + timedelta(days=1))),
        ok("12个月前归档缺竣工报告", change=filed(old, lost, archive_date=year)),
        late("试验报告归档后6日收到", change=by(received(TEST_REPORT, GRACE + 1))),
        ok("试验报告归档后5日收到", change=by(received(TEST_REPORT, GRACE))),
        ok("收到而没有日期", change=by(edited(TEST_REPORT, received_date=None))),
        ok("两行同类资料,一行按时收到", change=by(received_twice)),
        unlisted("没有一行资料", change=by(emptied)),
        ok("设计审核意见非必备", change=by(edited(DESIGN_REVIEW, required_flag=False, received_flag=False))),
        ok("竣工报告登记为非必备", change=by(edited(COMPLETION_REPORT, required_flag=False, received_flag=False, received_date=None))),
        ok("已中止的申请", change=by(lost, status="03", terminate_flag=True)),
        ok("资料齐全", change=connected(PLAN, accept)),
        fine("低压增容不查", SHOP, {}, filed(accept, lost, STEPS["02"])),
    ]  # fmt: skip


def filed(accept: date, edit: Edit, plan: Any = PLAN, **other: Any) -> Change:
    """Return the change that adds an application whose papers are not as they should be."""

    def change(role: Role) -> Row:
        row = apply(role, plan, accept, **other)
        papers = list(documents(row, role.play.as_of, role.clerk().emp_no))
        edit(papers, row["archive_date"])
        role.rows["application_documents"] = papers
        return last_application(role)

    return change


def edited(doc_type: str, **values: Any) -> Edit:
    """Return what gives a paper other values."""

    def edit(papers: Papers, archived: date) -> None:
        del archived
        for paper in papers:
            if paper["doc_type"] == doc_type:
                paper.update(values)

    return edit


def without(doc_type: str) -> Edit:
    """Return what lets a paper never come."""
    return edited(doc_type, received_flag=False, received_date=None, entry_date=None, entry_emp=None)


def received(doc_type: str, days: int) -> Edit:
    """Return what lets a paper come so many days after archiving."""
    return lambda papers, archived: edited(doc_type, received_date=archived + timedelta(days=days))(
        papers, archived
    )


def received_twice(papers: Papers, archived: date) -> None:
    """List a paper again that came long after it had come in time."""
    (paper,) = (paper for paper in papers if paper["doc_type"] == CONTRACT)
    papers.append(paper | {"received_date": archived + timedelta(days=30)})


def emptied(papers: Papers, archived: date) -> None:
    """Leave no paper on the list."""
    del archived
    papers.clear()
