"""INS-02 合同与系统关键条款不一致

Contracts for another capacity or another kind of customer than the archive has.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, accused, fine, wrong
from demo.changes import archived, changed, together
from demo.profiles import HOME, SHOP, SMALL_PLANT, STORE
from demo.rewriting import change_application
from demo.stage import Play, Role, Row

CAPACITY, KIND, TEMPORARY = "① 容量", "② 类型", "③ 临时"
contract = partial(changed, "contracts")
TEN = {"contract_cap": 10}


def about(role: Role) -> Row:
    """Say that the customer's last contract is what is to be found."""
    rows = role.rows["contracts"]
    return accused("contract", rows[-1]["contract_no"] if rows else "")


def cases(play: Play) -> Sequence[Case]:
    """Return contracts; there is no amount."""
    return [*of_capacity(play), *of_kind(play)]


def of_capacity(play: Play) -> Iterator[Case]:
    """Yield contracts for another capacity, and those that only seem to be."""
    bad = partial(wrong, branch=CAPACITY)
    yield bad("合同容量少0.02kVA", SHOP, TEN, contract(cap=Decimal("9.98")))
    yield fine("合同容量恰差0.01kVA", SHOP, TEN, contract(cap=Decimal("9.99")))
    yield bad("合同容量多5kVA", SHOP, TEN, contract(cap=Decimal(15)))
    yield bad(
        "变更中高压户合同容量只有一半",
        SMALL_PLANT,
        {"contract_cap": 200, "status_code": "2"},
        contract(cap=Decimal(100)),
    )
    yield bad("超期合同仍比容量", SHOP, TEN, contract(status="3", cap=Decimal(8)))
    yield bad("合同状态为空仍比容量", SHOP, TEN, contract(status=None, cap=Decimal(8)))
    yield bad("改名在途仍比容量", SHOP, TEN, together(under_way("210", play), contract(cap=Decimal(8))))
    yield bad("最晚签订的一份容量不同", SHOP, TEN, a_later(play, cap=Decimal(8)))
    yield bad("数据日当日生效的合同", SHOP, TEN, a_later(play, cap=Decimal(8), start_date=play.as_of))
    yield fine("改类在途,暂不比容量", SHOP, TEN, together(under_way("215", play), contract(cap=Decimal(8))))
    yield fine("过户在途,暂不比容量", SHOP, TEN, together(under_way("211", play), contract(cap=Decimal(8))))
    yield fine(
        "旧合同容量不同,新合同相符",
        SHOP,
        TEN,
        together(contract(cap=Decimal(8)), a_later(play, cap=Decimal(10))),
    )
    yield fine("作废合同容量不同", SHOP, TEN, a_later(play, cap=Decimal(8), status="4"))
    yield fine("未签合同容量不同", SHOP, TEN, a_later(play, cap=Decimal(8), status="1"))
    yield fine("次日才生效的合同", SHOP, TEN, a_later(play, cap=Decimal(8), start_date=play.ago(-1)))
    yield fine("合同容量为空", SHOP, TEN, contract(cap=None))
    yield fine(
        "考核户不查", SHOP, TEN | {"cons_sort_code": "00", "elec_type_code": "000"}, contract(cap=Decimal(8))
    )


def of_kind(play: Play) -> Iterator[Case]:
    """Yield contracts for another kind of customer."""
    bad, temporary = partial(wrong, branch=KIND), partial(wrong, branch=TEMPORARY)
    begun = play.ago(300)
    lent: dict[str, Any] = {
        "tmp_flag": "01",
        "tmp_due_date": play.ago(-300),
        "build_date": begun,
        "power_on_date": begun,
    }
    lent |= {"contract_cap": 20}
    yield bad("低压户签高压合同", SHOP, {}, contract(contract_type="01"))
    yield bad("低压户签居民合同", STORE, {"contract_cap": 50}, contract(contract_type="03"))
    yield bad("居民户签低压合同", HOME, {}, contract(contract_type="02"))
    yield bad("高压户签低压合同", SMALL_PLANT, {"contract_cap": 200}, contract(contract_type="02"))
    yield fine("转供合同不比类型", SHOP, {}, contract(contract_type="05"))
    yield fine("趸售合同不比类型", SMALL_PLANT, {"contract_cap": 200}, contract(contract_type="06"))
    yield fine("合同类型为空", SHOP, {}, contract(contract_type=None))
    yield temporary("正式户签临时合同", STORE, {"contract_cap": 50}, contract(contract_type="04"))
    yield temporary("临时户签低压合同", STORE, lent, contract(contract_type="02"))
    yield fine("临时户签临时合同", STORE, lent)
    yield fine(
        "临时标志为空不判",
        STORE,
        {"contract_cap": 50},
        together(archived(tmp_flag=None), contract(contract_type="04")),
    )


def a_later(play: Play, **values: Any) -> Change:
    """Add a contract signed a month ago that differs from the first in this."""

    def change(role: Role) -> None:
        rows = role.rows["contracts"]
        later = {"contract_no": f"{rows[0]['contract_no']}B", "sign_date": play.ago(30), "oper_type": "02"}
        rows.append(rows[0] | later | values)

    return change


def under_way(app_type: str, play: Play) -> Change:
    """Add a change that is still under way."""

    def change(role: Role) -> None:
        change_application(role, app_type, play.ago(3), status="01", archive_date=None, power_date=None)

    return change
