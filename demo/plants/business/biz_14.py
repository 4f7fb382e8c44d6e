"""BIZ-14 退补电量电费审批/额度异常

Adjustments without the approval that their size asks for, without a reason, or too many for one customer.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.adjusting import adjust
from demo.cases import Case, Change, accused, customer, fine, wrong
from demo.profiles import SHOP
from demo.stage import Play, Role, Row

SELF, TOO_LOW, OFTEN, NO_REASON = "A 自批", "B 级别不足", "C 同户3笔", "D 无说明"


def cases(play: Play) -> Sequence[Case]:
    """Return adjustments; the amount is the sum of what they move, whichever way."""
    ok = partial(fine, profile=SHOP, facts={})
    first, early, summer = (
        play.ago(months=12),
        play.ago(months=12, days=1),
        [play.day(9, n - 7) for n in range(3)],
    )
    spread = [play.ago(months=12, days=12) + timedelta(days=20 * n) for n in range(3)]
    return [
        bad(SELF, "责任人自己审批", "120.50", "self"),
        bad(SELF, "负数退补,责任人自己审批", "-88.20", "self"),
        ok("999.99元无级别审批", change=adjusted("999.99", "none")),
        bad(TOO_LOW, "1000元无级别审批", "1000", "none"),
        bad(TOO_LOW, "-1500元无级别审批", "-1500", "none"),
        ok("1000元所长审批", change=adjusted("1000", "station")),
        ok("9999.99元所长审批", change=adjusted("9999.99", "station")),
        bad(TOO_LOW, "10000元只到所长", "10000", "station"),
        ok("10000元县公司审批", change=adjusted("10000", "county")),
        ok("49999.99元县公司审批", change=adjusted("49999.99", "county")),
        bad(TOO_LOW, "50000元只到县公司", "50000", "county"),
        ok("-50000元市公司审批", change=adjusted("-50000", "city")),
        bad(TOO_LOW, "2000元无审批人", "2000", "nobody"),
        ok("审批人不在人员表,不判额度", change=adjusted("60000", "stranger")),
        bad(NO_REASON, "说明为空", "66.10", "station", rs_reason="  "),
        bad(NO_REASON, "说明只写其他", "66.20", "station", rs_reason="其他"),
        bad(NO_REASON, "说明只写其它", "66.30", "station", rs_reason=" 其它 "),
        bad(NO_REASON, "说明只写其他原因", "66.35", "station", rs_reason="其他原因"),
        bad(NO_REASON, "说明只写无", "66.40", "station", rs_reason="无"),
        ok("以其他开头而有内容", change=adjusted("66.50", "station", rs_reason="其他:用户搬迁结清尾差")),
        ok("已撤销", change=adjusted("30000", "none", rs_flag="0")),
        ok("政策性退补", change=adjusted("30000", "self", rs_class="0201")),
        bad(SELF, "窗口首日", "300", "self", on=first),
        ok("窗口前一日", change=adjusted("300", "self", early)),
        bad(SELF, "数据日当日", "310", "self", on=play.as_of),
        wrong("12个月内退补3笔", SHOP, {}, often(*summer), "170.15", branch=OFTEN),
        ok("12个月内只2笔", change=often(*summer[:2])),
        ok("3笔中1笔已撤销", change=often(*summer, withdrawn=1)),
        ok("3笔中1笔在窗口之前", change=often(*spread)),
    ]  # fmt: skip


def bad(branch: str, note: str, amount: str, approver: str, on: date | None = None, **other: Any) -> Case:
    """Return an adjustment that is to be found."""
    return wrong(note, SHOP, {}, adjusted(amount, approver, on, **other), abs(Decimal(amount)), branch=branch)


def adjusted(amount: str, approver: str, on: date | None = None, **other: Any) -> Change:
    """Add an adjustment of money alone."""

    def change(role: Role) -> Row:
        day = on or role.play.day(role.play.rng.randint(2, 26), -4)
        return accused("application", adjust(role, Decimal(amount), approver, day, **other)["app_no"])

    return change


def often(*days: date, withdrawn: int | None = None) -> Change:
    """Add an adjustment on each of some days, rightly approved; one may have been withdrawn."""

    def change(role: Role) -> Row:
        for n, (day, amount) in enumerate(zip(days, ("100.10", "-50.05", "20"), strict=False)):
            adjust(role, Decimal(amount), "station", day, rs_flag="0" if n == withdrawn else "3")
        return customer(role)

    return change
