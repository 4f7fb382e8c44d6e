"""BIZ-10 流程终止/作废重启规避时限

Applications that were given up and begun again within thirty days, by number, address or certificate.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from demo.business import STEPS
from demo.cases import Case, Change, accused, fine, wrong
from demo.connecting import Plan, apply, until
from demo.profiles import SHOP
from demo.stage import Play, Role, Row

AGAIN = "终止后重启"
PLAN = STEPS["02"]
SURVEYED = until(PLAN, "A02")


def cases(play: Play) -> Sequence[Case]:
    """Return applications that were given up; there is no amount."""
    accept = play.day(9, -8)
    end = play.day(20, -8)
    bad = partial(wrong, profile=SHOP, facts={}, branch=AGAIN)
    ok = partial(fine, profile=SHOP, facts={})
    restarted = partial(given_up, accept, end)
    return [
        bad("终止当日重新受理", change=restarted(0)),
        bad("终止后第30天重新受理", change=restarted(30)),
        ok("终止后第31天重新受理", change=restarted(31)),
        ok("终止前一日已另行受理", change=restarted(-1)),
        bad("只有终止标志", change=restarted(5, status="01")),
        bad("无归档日期,按末环节", change=restarted(3, archive_date=None)),
        bad("另一户号,地址相同", change=restarted(4, same=address), crowd=2),
        bad("另一户号,证照相同", change=restarted(4, same=certificate), crowd=2),
        ok("另一户号,地址、证照都不同", change=restarted(4, same=nothing), crowd=2),
        ok("重新受理的是变更用电", change=restarted(4, again="215")),
        ok("未终止,又受理一单", change=restarted(4, plan=PLAN, status="02", terminate_flag=False)),
        ok("终止后未再受理", change=restarted(None)),
    ]


def given_up(
    accept: date,
    end: date,
    days: int | None,
    *,
    same: Callable[[Role, Role], None] | None = None,
    again: str = "110",
    plan: Plan = SURVEYED,
    **other: Any,
) -> Change:
    """Return the change that gives an application up and begins another so many days later, for a mate if it shares something."""

    def change(role: Role) -> Row:
        facts = {"status": "03", "terminate_flag": True, "archive_date": end} | other
        row = apply(role, plan, accept, app_type="110", **facts)
        if days is not None:
            whose = role.mates[0] if same else role
            if same:
                same(role, whose)
            apply(whose, PLAN, end + timedelta(days=days), app_type=again)
        return accused("application", row["app_no"])

    return change


def address(role: Role, mate: Role) -> None:
    """Let a mate live at the same address, written with a gap."""
    mate.archive["elec_addr"] = f" {role.archive['elec_addr']} "


def certificate(role: Role, mate: Role) -> None:
    """Let a mate show the same certificate."""
    mate.archive.update({name: role.archive[name] for name in ("cert_type", "cert_no", "credit_code")})


def nothing(role: Role, mate: Role) -> None:
    """Let a mate share nothing."""
    del role, mate
