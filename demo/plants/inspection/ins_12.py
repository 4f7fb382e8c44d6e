"""INS-12 全流程抽查链路异常(申请→抄→核→收)

New customers who were read or billed late, have not paid their first bill, have no meter, or are in no file.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from demo.business import STEPS, connected_on
from demo.cases import Case, Change, Side, accused, fine, wrong
from demo.changes import applied, archived, changed, the_meter, together
from demo.connecting import apply
from demo.paying import leave_unpaid, receivable_of
from demo.profiles import STORE
from demo.stage import PAID, Play, Role, Row

READ, BILLED, OWED, UNMETERED, NO_FILE = "①首次抄表", "②首次发行", "③首期电费", "④无电能表", "⑤无客户档案"
PLAN = STEPS["02"]


def cases(play: Play) -> Sequence[Case]:
    """Return new customers; the amount is what is owed of the first bill."""
    return [*read_or_billed(play), *owing(play), *unmetered(play), *in_no_file(play)]


def supplied(on: date) -> dict[str, Any]:
    """Return the facts of a store that was supplied on a day."""
    return {"profile": STORE, "facts": {"contract_cap": 50, "build_date": on, "power_on_date": on}}


def read_or_billed(play: Play) -> Iterator[Case]:
    """Yield customers who are read first on the 36th day, or billed first in the third month after."""
    new = supplied(play.day(20, -5))
    yield wrong("送电后36天首抄", **new, change=first_read_after(36), branch=READ)
    yield fine("送电后35天首抄", **new, change=first_read_after(35))
    every_other = changed("readings", None, mr_cycle="2")
    yield fine("双月抄表,送电后66天首抄", **new, change=together(every_other, first_read_after(66)))
    yield wrong(
        "双月抄表,送电后67天首抄", **new, change=together(every_other, first_read_after(67)), branch=READ
    )
    old = supplied(play.day(20, -7))
    yield wrong("第三期才首次发行", **old, change=first_billed(-4), branch=BILLED)
    yield fine("第二期首次发行", **old, change=first_billed(-5))


def owing(play: Play) -> Iterator[Case]:
    """Yield customers who have not paid their first bill, or their second."""

    def unpaid(month: int) -> Change:
        return lambda role: leave_unpaid(role, receivable_of(role, play.month(month)))

    def owed(role: Role) -> Any:
        return receivable_of(role, play.month(-2))["owe_amt"]

    new = supplied(play.day(28, -3))
    yield wrong("首期电费逾期未收", **new, change=unpaid(-2), amount=owed, branch=OWED, moment=PAID)
    yield fine("第二期电费逾期未收", **supplied(play.day(28, -4)), change=unpaid(-2), moment=PAID)
    yield fine("首期电费未到期", **supplied(play.day(28, -1)), change=unpaid(0), moment=PAID)


def unmetered(play: Play) -> Iterator[Case]:
    """Yield customers whose only meter was taken away, 36 and 35 days after power was on."""
    removed = changed("meters", None, status="015")
    in_use = Side("MET-09", note="在用点上没有运行表", of=the_meter)
    yield wrong("送电36天无运行表", **supplied(play.ago(36)), change=removed, branch=UNMETERED, also=[in_use])
    yield fine("送电35天无运行表", **supplied(play.ago(35)), change=removed, also=[in_use])
    yield fine(
        "送电36天,电能表状态不明", **supplied(play.ago(36)), change=changed("meters", None, status=None)
    )


def in_no_file(play: Play) -> Iterator[Case]:
    """Yield connections in use, archived under a number that no file has."""
    ok = partial(fine, profile=STORE, facts={"contract_cap": 50})
    bad = partial(wrong, profile=STORE, facts={"contract_cap": 50}, branch=NO_FILE)
    yield bad("归档送电36天,户号不在档案", change=stranger(play.ago(36)))
    yield ok("归档送电35天,户号不在档案", change=stranger(play.ago(35)))
    yield ok("送电36天,申请已中止", change=stranger(play.ago(36), status="03", terminate_flag=True))
    for app_type, said in (("216", "销户"), ("213", "并户")):
        yield ok(
            f"送电36天,此后已{said}", change=together(stranger(play.ago(36)), ended(app_type, play.ago(9)))
        )
    yield ok("送电36天,户号已换新", change=together(stranger(play.ago(36)), renumbered))
    yield ok("增容的户号不在档案", change=stranger(play.ago(36), app_type="110"))


def first_read_after(days: int) -> Change:
    """Let the file say that power was on so many days before the first reading."""

    def change(role: Role) -> None:
        first = min(row["mr_date"] for row in role.rows["readings"])
        powered = first - timedelta(days=days)
        archived(power_on_date=powered)(role)
        for contract in role.rows["contracts"]:
            contract["sign_date"] = min(contract["sign_date"], powered)

    return change


def first_billed(month: int) -> Change:
    """Take the bills of the months before away."""

    def change(role: Role) -> None:
        bills = role.rows["bills"]
        bills[:] = [row for row in bills if row["amt_ym"] >= role.play.month(month)]

    return change


def stranger(powered: date, app_type: str = "102", **other: Any) -> Change:
    """Let a connection of a day be archived under another number."""

    def change(role: Role) -> Row:
        row = apply(role, PLAN, connected_on(powered, PLAN), app_type=app_type, power_date=powered, **other)
        row["cons_no"] = role.play.number(10, "9")
        return accused("application", row["app_no"], cons_no=row["cons_no"])

    return change


def ended(app_type: str, on: date) -> Change:
    """Let the number of the last application go out of the file again."""

    def change(role: Role) -> None:
        number = role.rows["applications"][-1]["cons_no"]
        applied(app_type, on)(role)
        role.rows["applications"][-1]["cons_no"] = number

    return change


def renumbered(role: Role) -> None:
    """Let the file know the number of the last application as the one before."""
    role.archive["orig_cons_no"] = role.rows["applications"][-1]["cons_no"]
