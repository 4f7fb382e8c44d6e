"""PRO-12 功率因数考核标准执行错误

Assessment standards other than (83)215号 asks for, beside the boundary cases that are right.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from demo.cases import Case, Side, fine, wrong
from demo.power_factor import factor_of, rate_of
from demo.profiles import HV_PUMP, LV_LARGE, MALL, PLANT, SCHOOL, SHOP, SMALL_PLANT, STORE
from demo.rewriting import fen, last_bills, read_reactive, shortfall_of_standard
from demo.stage import BOOKED, Play, Role

TOO_LOW, TOO_HIGH = "标准定低或应考核未考核", "标准定高或误考核"
NONE, P80, P85, P90 = "0", "1", "2", "3"
"""PF_STD_CODE."""
WORKS = {"elec_type_code": "403", "trade_code": "3490"}
FARM = {"elec_type_code": "300", "trade_code": "0100"}
TAUGHT = {"contract_cap": 200, "volt_code": "AC00101", "cons_sort_code": "01"}


def cases(play: Play) -> Sequence[Case]:
    """Return standards; the amount is what the right one would have charged more in twelve months."""
    del play
    low, high = (partial(wrong, branch=branch) for branch in (TOO_LOW, TOO_HIGH))
    return [
        low("高压工业200kVA按0.85", SMALL_PLANT, on(200, P85), amount=owed(P90)),
        low("高压工业恰160kVA按0.85", SMALL_PLANT, on(160, P85), amount=owed(P90)),
        low("大工业按0.80", PLANT, on(630, P80), amount=owed(P90)),
        high("商业按0.90", MALL, on(400, P90), amount=owed(P85)),
        high("低压工业160kVA按0.90", LV_LARGE, on(160, P90) | WORKS, amount=owed(P85)),
        low("一般工商业400、工业行业按0.85", SMALL_PLANT, on(250, P85, "400"), amount=owed(P90)),
        low("排灌按0.80", HV_PUMP, on(250, P80), amount=owed(P85)),
        low("3200kVA排灌站按0.85", HV_PUMP, on(3200, P85), amount=owed(P90)),
        high("农业生产按0.85", HV_PUMP, on(200, P85) | FARM, amount=owed(P80)),
        low("趸售大工业按0.80", SMALL_PLANT, on(200, P80, "501"), amount=owed(P85)),
        high("不足100kVA误考核", STORE, on(80, P85), amount=owed(NONE)),
        high("教学用电误考核", SCHOOL, TAUGHT | {"pf_std_code": P85}, amount=owed(NONE)),
        fine("高压工业恰160kVA执行0.90", SMALL_PLANT, {"contract_cap": 160}),
        fine("高压工业159.99kVA执行0.85", SMALL_PLANT, on("159.99", P85)),
        fine("恰100kVA执行0.85", LV_LARGE, on(100, P85)),
        fine("99.99kVA不考核", STORE, on("99.99", NONE)),
        fine("3199kVA排灌站执行0.85", HV_PUMP, on(3199, P85)),
        fine("3200kVA排灌站执行0.90", HV_PUMP, on(3200, P90)),
        fine("一般工商业400、商业行业执行0.85", MALL, on(250, P85, "400")),
        fine("趸售非居民503不判", SMALL_PLANT, on(200, P90, "503")),
        fine("其它用电9xx不判", SMALL_PLANT, on(200, P80, "900")),
        fine("直购电6xx不判", SMALL_PLANT, on(200, NONE, "600")),
        fine("已销户不查", SHOP, on(10, P85) | {"status_code": "9"}),
        low("高压工业应考核0.90而未考核,由无功电量算功率因数", SMALL_PLANT, on(200, NONE), metered_all_the_same, lost_by_metering,
            also=[Side("TAR-08", lost_this_month, "应考核未考核")]),
        low("应考核未考核,账单无功率因数也无无功电量", SMALL_PLANT, on(125, NONE), priced=BOOKED,
            also=[Side("TAR-08", lost_as_usual, "应考核未考核,无无功电量,按同类功率因数中位数")]),
    ]  # fmt: skip


def on(cap: int | str, standard: str, elec_type: str = "") -> dict[str, object]:
    """Return the facts of a customer with a capacity, a standard, and perhaps another use."""
    found: dict[str, object] = {"contract_cap": Decimal(cap), "pf_std_code": standard}
    return found | ({"elec_type_code": elec_type} if elec_type else {})


def owed(standard: str) -> Callable[[Role], Decimal]:
    """Return what this standard would have charged more."""
    return lambda role: shortfall_of_standard(role, standard)


def metered_all_the_same(role: Role) -> None:
    """Leave a customer unassessed whose reactive energy is known."""
    for bill in last_bills(role):
        bill["rp_pq"] = (bill["total_pq"] * Decimal("0.7")).quantize(Decimal(1))
    read_reactive(role, role.bill())


def lost_by_metering(role: Role) -> Decimal:
    """Return what 0.90 would have charged in twelve months."""
    return sum(
        (
            fen(bill["kwh_amt"] * rate_of(P90, factor_of(bill["total_pq"], bill["rp_pq"])))
            for bill in last_bills(role)
        ),
        Decimal(0),
    )


def lost_this_month(role: Role) -> Decimal:
    """Return what 0.90 would have charged in the month under audit."""
    bill = role.bill()
    return fen(bill["kwh_amt"] * rate_of(P90, factor_of(bill["total_pq"], bill["rp_pq"])))


def lost_as_usual(role: Role) -> Decimal:
    """Return what 0.85 would have charged at the usual power factor of such customers."""
    return fen(role.bill()["kwh_amt"] * rate_of(P85, role.play.figures.usual_power_factor("403")))
