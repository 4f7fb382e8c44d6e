"""ACC-09 违约金停算/未起算

Bills paid late or not at all that nobody charged a late fee for, and such as were charged one though paid in time.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, customer, fine, wrong
from demo.paying import fee, leave_unpaid, pay_half, pay_late, receivable_of
from demo.profiles import HOME, STORE
from demo.stage import PAID, Play, Role, Row

SILENT, EARLY = "① 未起算、停算", "② 结清后仍计"


def cases(play: Play) -> Sequence[Case]:
    """Return bills paid so many days late (0: a day before it would be), with the fee that is charged for it."""
    home: dict[str, Any] = {"profile": HOME, "facts": {"base_kwh": 420}, "moment": PAID}
    store: dict[str, Any] = {"profile": STORE, "facts": {"contract_cap": 50}, "moment": PAID}
    silent, early = partial(wrong, branch=SILENT), partial(wrong, branch=EARLY)
    two, four, five = (play.month(-n) for n in (2, 4, 5))
    # of no station whose arrears are somebody's amount: what a red bill takes back is in their sum
    last_station = home | {"facts": home["facts"] | {"station": play.offices.stations[8]}}
    across = f"{play.latest(12, 31).year}11"
    wrongly = Side("ACC-08", lambda role: due(four, 9)(role) - Decimal("0.30"), "违约金少计")
    return [
        silent("居民逾期12天未计", **home, change=paid(four, 12), amount=due(four, 12)),
        silent("商业逾期2天未计", **store, change=paid(five, 2), amount=due(five, 2)),
        fine("商业逾期1天未计", **store, change=paid(five, 1)),
        silent("商业跨年3‰未计", **store, change=paid(across, 30), amount=due(across, 30)),
        fine("未结清,违约金照计", **home, change=unpaid(two)),
        silent("未结清未计", **store, change=unpaid(two, rcvbl_penalty=Decimal(0)), amount=due(two)),
        fine("未结清,违约金为空", **store, change=unpaid(two, rcvbl_penalty=None)),
        silent(
            "未结清,到数据日前一日逾期2天",
            **home,
            change=unpaid(two, rcvbl_penalty=Decimal(0), since=3),
            amount=due(two),
        ),
        fine("未结清,到数据日前一日逾期1天", **home, change=unpaid(two, rcvbl_penalty=Decimal(0), since=2)),
        fine("未结清,被红字冲回", **last_station, change=taken_back),
        fine("部分结清未计", **home, change=half_paid),
        fine("坏账核销未计", **store, change=unpaid(two, rcvbl_penalty=Decimal(0), settle_flag="04")),
        *(
            fine(
                f"未结清未计,电费类别{kind}",
                **store,
                change=unpaid(two, rcvbl_penalty=Decimal(0), amt_type=kind),
            )
            for kind in ("04", "05", "11", "12")
        ),
        fine("逾期12天,违约金只在收费中", **home, change=only_in_payment(four, 12)),
        fine("逾期未计,应收违约金为空", **home, change=paid(four, 12, is_known=False)),
        fine("按期交清未计", **home, change=paid(four, 0)),
        fine("计了0.30元归计收异常", **home, change=paid(four, 9, "0.30"), also=[wrongly]),
        early("按期交清仍计8.80元", **store, change=paid(five, 0, "8.80"), amount="-8.80"),
        early("居民按期交清仍计1元", **home, change=paid(four, 0, "1"), amount=-1),
    ]


def day_paid(role: Role, receivable: Row, days: int | None) -> date:
    """Return the day so many days overdue, the first counted; none: that of the data."""
    data_day = role.play.as_of
    return data_day if days is None else min(receivable["penalty_start"] + timedelta(days=days - 1), data_day)


def due(ym: str, days: int | None = None) -> Any:
    """Return the late fee of a month's bill so many days overdue."""

    def amount(role: Role) -> Decimal:
        receivable = receivable_of(role, ym)
        return fee(role, receivable, day_paid(role, receivable, days))

    return amount


def paid(ym: str, days: int, charged: str = "0", is_known: bool = True) -> Change:
    """Let a month's bill be paid so many days overdue; not `is_known`: the file does not say what was due."""

    def change(role: Role) -> Row:
        receivable = receivable_of(role, ym)
        pay_late(role, receivable, day_paid(role, receivable, days), Decimal(charged))
        if not is_known:
            receivable["rcvbl_penalty"] = None
        return customer(role, period=ym)

    return change


def unpaid(ym: str, since: int | None = None, **other: Any) -> Change:
    """Let a month's bill stay unpaid with the fee that runs up but for what is said, overdue for so many days (none: as it is)."""

    def change(role: Role) -> Row:
        receivable = receivable_of(role, ym)
        leave_unpaid(role, receivable)
        if since is not None:
            receivable["penalty_start"] = role.play.as_of - timedelta(days=since - 1)
        receivable.update(other)
        return customer(role, period=ym)

    return change


def taken_back(role: Role) -> None:
    """Let a bill stay unpaid that a red one takes back."""
    receivable = receivable_of(role, role.play.month(-2))
    leave_unpaid(role, receivable, Decimal(0))
    yuan = receivable["rcvbl_amt"]
    number = role.play.number(18, "9")
    role.rows["receivables"].append(receivable | {"rcvbl_id": number, "rcvbl_amt": -yuan, "owe_amt": -yuan})


def half_paid(role: Role) -> None:
    """Let half of a bill be paid, with no fee."""
    receivable = receivable_of(role, role.play.month(-2))
    pay_half(role, receivable)
    receivable["rcvbl_penalty"] = Decimal(0)


def only_in_payment(ym: str, days: int) -> Change:
    """Let a month's bill be paid late with its fee, which the bill's own books do not have."""

    def change(role: Role) -> None:
        receivable = receivable_of(role, ym)
        paid_on = day_paid(role, receivable, days)
        pay_late(role, receivable, paid_on, fee(role, receivable, paid_on))
        receivable.update(rcvbl_penalty=Decimal(0), rcved_penalty=Decimal(0))

    return change
