"""ACC-15 发票/增值税/承兑汇票异常

Bank acceptances that bounced, were paid late or not yet, ran too long, or went through too many hands.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from data_loaders.codes.charges import SettleMode
from demo.cases import LOOKALIKE, Case, Change, Side, fine, wrong
from demo.law import NOTE_MONTHS, NOTE_PRESENTED_DAYS
from demo.paying import enter, last_remittance, pay_in, remit, remittance_no
from demo.profiles import MALL
from demo.stage import PAID, Play, Role, Row
from models.calendar import add_months_to_date

BOUNCED, LATE, LONG, HANDS = "① 退票", "② 逾期", "③ 期限过长", "④ 多次背书"
YUAN = "30000.50"
DAY = timedelta(days=1)
AT_ONCE = 1
"""A note that is discounted arrives on the next day."""


def cases(play: Play) -> Sequence[Case]:
    """Return notes that were remitted; the amount is what has not arrived to this day."""
    sent, recent, due = play.ago(190), play.ago(150), play.ago(80)
    last = due + NOTE_PRESENTED_DAYS * DAY
    old = play.ago(months=NOTE_MONTHS)
    bad, ok = partial(note_case, wrong), partial(note_case, fine)
    return [
        bad(
            "退票,至今未到账",
            BOUNCED,
            taken(sent, due=due, arrived=None, acct_status="03"),
            YUAN,
            is_slow=False,
        ),
        bad(
            "入账后被银行收回",
            BOUNCED,
            taken(sent, due=due, credits=((YUAN, 1), (f"-{YUAN}", 9))),
            YUAN,
            is_slow=False,
        ),
        bad("逾期1天到账", LATE, taken(sent, due=due, arrived=last + DAY)),
        ok("恰在最迟日到账", "", taken(sent, due=due, arrived=last), is_slow=True),
        bad(
            "过最迟日仍未到账", LATE, taken(recent, due=play.ago(NOTE_PRESENTED_DAYS + 1), arrived=None), YUAN
        ),
        ok(
            "恰到最迟日未到账",
            "",
            taken(recent, due=play.ago(NOTE_PRESENTED_DAYS), arrived=None),
            is_slow=True,
        ),
        bad("无到期日,解款6个月零1天未到账", LATE, taken(old - DAY, due=None, arrived=None), YUAN),
        ok("无到期日,解款恰6个月未到账", "", taken(old, due=None, arrived=None), is_slow=True),
        bad("期限6个月零1天", LONG, term(sent, DAY), is_slow=False),
        ok("期限恰6个月", "", term(sent, 0 * DAY)),
        bad("背书4次", HANDS, taken(sent, due=due, endorse_count=4), is_slow=False),
        ok("背书恰3次", "", taken(sent, due=due, endorse_count=3)),
        ok("背书次数空", "", taken(sent, due=due, endorse_count=None)),
        ok(
            "转账退票不在此列",
            "",
            taken(sent, due=None, arrived=None, acct_status="03", settle_mode=SettleMode.CHEQUE),
        ),
    ]


def note_case(
    make: Any, note: str, branch: str, change: Change, amount: str | None = None, is_slow: bool | None = None
) -> Case:
    """Return a note; one that is on its way for days (`is_slow`) is no money in transit to ACC-03, which leaves notes to this check."""
    slow = make is wrong if is_slow is None else is_slow
    also = [Side("ACC-03", note="汇票在途", of=last_remittance, kind=LOOKALIKE)] if slow else []
    found = {"amount": amount, "branch": branch} if branch else {}
    return make(note, MALL, {}, change, moment=PAID, also=also, **found)


def taken(
    on: date,
    *,
    due: date | None,
    arrived: date | int | None = AT_ONCE,
    credits: Sequence[tuple[str, int]] = (),
    **other: Any,
) -> Change:
    """Let a customer pay with a note that falls due on a day; `credits` are what the bank said, and after how many days."""

    def change(role: Role) -> Row:
        number = remittance_no(role, on)
        # not through a bank's collecting: that is compared with the bank elsewhere
        paid = {"cashchk_id": number, "pay_mode": "0101", "settle_mode": SettleMode.BANK_ACCEPTANCE}
        pay_in(role, datetime.combine(on, time(10, 30)), Decimal(YUAN), **paid)
        days = arrived if isinstance(arrived, int) or arrived is None else (arrived - on).days
        facts: dict[str, Any] = {
            "settle_mode": SettleMode.BANK_ACCEPTANCE,
            "note_issue_date": on - 5 * DAY,
            "note_due_date": due,
            "endorse_count": 1,
        }
        found = remit(role, number, Decimal(YUAN), on, days, **(facts | other))
        for yuan, after in credits:
            enter(role, on + after * DAY, yuan, cashchk_id=number)
        return found

    return change


def term(on: date, more: timedelta) -> Change:
    """Let a note run for six months and so many days."""
    issued = on - 5 * DAY
    return taken(on, due=add_months_to_date(issued, NOTE_MONTHS) + more, note_issue_date=issued)
