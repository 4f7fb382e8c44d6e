"""The law for one case, worked out as a person would: what the expressions of the product are compared with.

The rules themselves (rates, limits, bounds) have one home, analytics/regulation; read a second time is how they are used.
"""

import re
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext

from analytics.regulation import transformer_ratio as written_ratio
from analytics.regulation.basic_charge import (
    DEMAND_EXCESS_TIMES,
    DEMAND_TOLERANCE,
    DISCOUNT_FROM_KWH_PER_KVA,
    DISCOUNT_MULTIPLIER,
    days_of_a_month,
)
from analytics.regulation.connection_limits import IN_FORCE, Step
from analytics.regulation.late_fee import MINIMUM_YUAN, OTHER_DAILY, OTHER_DAILY_LATER_YEARS, RESIDENT_DAILY
from analytics.regulation.meter_cycles import (
    COARSE_GRADES,
    ELECTROMECHANICAL_MONTHS,
    ELECTRONIC_MONTHS,
    FINE_GRADES,
    MECHANICAL,
    THREE_PHASE,
)
from analytics.regulation.metering import CLASSES_2000, CLASSES_2016, GRADES
from analytics.regulation.money import FEN, fen
from analytics.regulation.power_factor import (
    ADJUSTMENT,
    HIGH_STANDARD_CAP_KVA,
    HIGH_STANDARD_PUMPING_CAP_KVA,
    INDUSTRY,
    JUDGED_FAMILIES,
    MIN_CAP_KVA,
    NEVER,
    PUMPING,
    STANDARDS,
)
from analytics.regulation.residential_ladder import LadderProfile
from analytics.regulation.service_limits import AREAS, RESTORE_HOURS
from analytics.regulation.source import Rule
from analytics.regulation.violation import MULTIPLES, NOT_RESIDENTS, SUSPENDED_TYPES, TAMPERING_YUAN, Kind
from analytics.regulation.voltage_capacity import (
    HIGH_VOLTAGE_MAX_KVA,
    HIGH_VOLTAGE_TOLERANCE,
    LOW_VOLTAGE_MAX_KW,
    SINGLE_PHASE_MAX_KW,
)
from data_loaders.codes.applications import AcceptCons
from data_loaders.codes.customers import (
    RESIDENTIAL_USES,
    SEVERAL_SOURCES,
    Area,
    CustType,
    ElecFamily,
    ElecType,
    PfStandard,
    SourceNumber,
)
from data_loaders.codes.equipment import VoltCode
from data_loaders.codes.metering import AmmeterFamily, WiringMode
from data_loaders.codes.service import ViolateType, ViolationAttr
from models.rounding import rounded

VOLTS = re.compile(r"[AD]C(\d{4})([12])")


# ---- basic_charge -------------------------------------------------------------------------------------------


def capacity_charge(kva: Decimal, price: Decimal) -> Decimal:
    """Return a month's charge by transformer capacity; also by actual demand, with kW."""
    return fen(kva * price)


def contract_demand_charge(
    contract_kw: Decimal, actual_kw: Decimal, price: Decimal, day: date, multiplier: Decimal = Decimal(1)
) -> Decimal | None:
    """Return a month's charge by contract demand: what exceeds 105 % of it costs double.

    `multiplier` discounts the contract part (see `demand_price_multiplier`).
    """
    tolerance, times = DEMAND_TOLERANCE.on(day), DEMAND_EXCESS_TIMES.on(day)
    if tolerance is None or times is None:
        return None
    excess = max(Decimal(0), actual_kw - tolerance * contract_kw)
    return fen(contract_kw * price * multiplier + excess * times * price)


def demand_price_multiplier(kwh: Decimal, contract_cap: Decimal, day: date) -> Decimal:
    """Return what the demand price of a month is multiplied by: 0.9 from 260 kWh a kVA, else 1.

    `kwh` is of all metering points, the divisor is the contract capacity; nothing is rounded before. While
    no discount is in force, nobody earns it.
    """
    from_kwh, discounted = DISCOUNT_FROM_KWH_PER_KVA.on(day), DISCOUNT_MULTIPLIER.on(day)
    if from_kwh is None or discounted is None or contract_cap <= 0 or kwh < from_kwh * contract_cap:
        return Decimal(1)
    return discounted


def partial_month_charge(month_yuan: Decimal, days: int, days_in_month: int, day: date) -> Decimal | None:
    """Return the part of a month's charge for some days of it, to the fen.

    `month_yuan` is the full month's charge before rounding; `day` decides the divisor (30, or the calendar).
    """
    divisor = days_of_a_month(day, days_in_month)
    if divisor is None:
        return None
    charged = divisor if days == days_in_month else min(days, divisor)
    return ratio_of(month_yuan * charged, Decimal(divisor))


# ---- connection_limits --------------------------------------------------------------------------------------


def limit(step: Step, cust_class: str | None, day: date) -> int | None:
    """Return the days that a step of an application accepted on a day may take.

    None where the class is unknown or no limit is known.
    """
    kinds = [kind for kind in AcceptCons if kind == cust_class]
    limits = [rule.part(step).part(kind).on(day) for rule in IN_FORCE for kind in kinds]
    return next((days for days in reversed(limits) if days is not None), None)


def customer_class(
    cust_class: str | None,
    volt_code: str | None,
    elec_type_code: str | None,
    source_count: str | None,
) -> str | None:
    """Return the class on record, else the one that follows from voltage, use and number of sources.

    Below 1 kV the use must be known, above it the number of sources; else nobody can tell.
    """
    if cust_class in tuple(AcceptCons):
        return cust_class
    low = is_low(volt_code)
    if low:
        if elec_type_code is None:
            return None
        return AcceptCons.RESIDENT if elec_type_code in RESIDENTIAL_USES else AcceptCons.LOW_VOLTAGE
    if low is None or source_count not in tuple(SourceNumber):
        return None
    return AcceptCons.HIGH_DOUBLE if source_count in SEVERAL_SOURCES else AcceptCons.HIGH_SINGLE


# ---- late_fee -----------------------------------------------------------------------------------------------


def days_overdue(penalty_start: date, paid: date) -> int:
    """Return the days from the first day overdue to the day of payment, both included; 0 if paid in time."""
    return max(0, (paid - penalty_start).days + 1)


def late_fee(
    principal_yuan: Decimal,
    penalty_start: date,
    paid: date,
    *,
    is_resident: bool,
    minimum: Rule[Decimal] = MINIMUM_YUAN,
) -> Decimal | None:
    """Return the charge to the fen, by the law of the first day overdue, the day after the last day to pay."""
    days = days_overdue(penalty_start, paid)
    if days == 0 or principal_yuan <= 0:
        return Decimal("0.00")
    first_year = min(days, (date(penalty_start.year, 12, 31) - penalty_start).days + 1)
    resident, other, later, least = (
        rule.on(penalty_start) for rule in (RESIDENT_DAILY, OTHER_DAILY, OTHER_DAILY_LATER_YEARS, minimum)
    )
    if resident is None or other is None or later is None or least is None:
        return None
    rate = days * resident if is_resident else first_year * other + (days - first_year) * later
    return max(fen(principal_yuan * rate), fen(least))


# ---- meter_cycles -------------------------------------------------------------------------------------------


def verification_months(
    meter_type: str | None, accuracy: str | None, wiring_mode: str | None, day: date
) -> int | None:
    """Return the months between two verifications by the rules; None where the meter's kind is unknown.

    The type's first digit: 1 induction and 3 electromechanical go by phases, 2 electronic by accuracy.
    """
    kind = (meter_type or "")[:1]
    if kind in MECHANICAL and wiring_mode in (WiringMode.SINGLE_PHASE, *THREE_PHASE):
        return ELECTROMECHANICAL_MONTHS.part("单相" if wiring_mode == WiringMode.SINGLE_PHASE else "三相").on(
            day
        )
    if kind == AmmeterFamily.ELECTRONIC and accuracy in FINE_GRADES:
        return ELECTRONIC_MONTHS.part("0.5 级及更准").on(day)
    coarse = ELECTRONIC_MONTHS.part("1 至 3 级")
    return coarse.on(day) if kind == AmmeterFamily.ELECTRONIC and accuracy in COARSE_GRADES else None


# ---- metering -----------------------------------------------------------------------------------------------


def class_2000(
    month_kwh: Decimal, kva: Decimal, day: date, *, is_high: bool, is_single_phase: bool
) -> int | None:
    """Return the class (1 to 5) by the edition of 2000; None when it no longer was in force."""
    bounds = CLASSES_2000.on(day)
    if bounds is None or is_single_phase:
        return None if bounds is None else 5
    for bound in bounds:
        if (is_high or not bound.is_high_only) and (month_kwh >= bound.month_kwh or kva >= bound.kva):
            return bound.level
    return 4


def class_2016(kv: Decimal, day: date, *, is_single_phase: bool) -> int | None:
    """Return the class (1 to 5) by the edition of 2016; `kv` is the voltage where it is metered."""
    bounds = CLASSES_2016.on(day)
    if bounds is None or (is_single_phase and kv < 1):
        return None if bounds is None else 5
    return next((level for level, from_kv in bounds.items() if kv >= from_kv), 5)


def is_worse(grade: str, demanded: str) -> bool:
    """Return whether a grade of accuracy is worse than what is demanded."""
    return GRADES.index(grade) > GRADES.index(demanded)


def primary_current(kva: Decimal, kv: Decimal) -> Decimal:
    """Return the current of a three-phase load in amperes, to 0.01: S ÷ (√3·U)."""
    with localcontext(prec=40):
        return rounded(kva / (Decimal(3).sqrt() * kv), 2)


def largest_current(rated_i: str | None) -> Decimal | None:
    """Return the maximum current of a meter, the number in brackets: 60 of "5(60)A"; None without one."""
    match = re.search(r"[(（](\d+(?:\.\d+)?)", rated_i or "")
    return Decimal(match[1]) if match else None


# ---- power_factor -------------------------------------------------------------------------------------------


def power_factor(
    active_kwh: Decimal, reactive_kvarh: Decimal, reverse_kvarh: Decimal = Decimal(0)
) -> Decimal | None:
    """Return P/√(P²+Q²) to 0.01; None without active energy (a case for a person, not for the table).

    Forward and reverse reactive energy count by their absolute values. No rational P and Q lie exactly
    between two hundredths, so there are no ties.
    """
    if active_kwh <= 0:
        return None
    with localcontext(prec=60):
        reactive = abs(reactive_kvarh) + abs(reverse_kvarh)
        factor = active_kwh / (active_kwh**2 + reactive**2).sqrt()
        return factor.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def adjustment_pct(standard: Decimal, factor: Decimal, day: date) -> Decimal | None:
    """Return the adjustment in percent, negative for a reduction; None where the table has no such row."""
    bands = ADJUSTMENT.on(day)
    steps = bands.basis_points().get(int(standard * 100)) if bands else None
    if steps is None or standard != rounded(standard, 2) or not 0 <= factor <= 1:
        return None
    return Decimal(steps[int(rounded(factor, 2) * 100)]) / 100


def standard_owed(
    elec_type_code: str | None,
    trade_code: str | None,
    kv: Decimal | None,
    contract_cap: Decimal | None,
    day: date,
    *,
    min_cap: Rule[Decimal] = MIN_CAP_KVA,
    high_standard_cap: Rule[Decimal] = HIGH_STANDARD_CAP_KVA,
) -> str | None:
    """Return the code of the standard that a customer owes ('0': none is owed); None where nobody can tell.

    Generation, sale to other grids and examination points (0xx, 6xx, 7xx, 9xx) are not judged, nor is
    wholesale to non-residents (503).
    """
    kind = elec_type_code or ""
    least, high, pumping = (
        rule.on(day) for rule in (min_cap, high_standard_cap, HIGH_STANDARD_PUMPING_CAP_KVA)
    )
    if kv is None or contract_cap is None or least is None or high is None or pumping is None:
        return None
    if kind[:1] not in JUDGED_FAMILIES or kind == ElecType.WHOLESALE_NON_RESIDENTIAL:
        return None
    is_high = kv >= 1
    if kind[0] == ElecFamily.RESIDENTIAL or kind in NEVER or contract_cap < least:
        return PfStandard.NOT_ASSESSED
    if kind in PUMPING:
        return PfStandard.PF_090 if is_high and contract_cap >= pumping else PfStandard.PF_085
    if kind[0] == ElecFamily.FARMING or (
        kind[0] == ElecFamily.WHOLESALE and kind != ElecType.WHOLESALE_BIG_INDUSTRY
    ):
        return PfStandard.PF_080
    is_industry = kind in INDUSTRY or (kind == ElecType.COMMERCE and is_industrial_trade(trade_code))
    return PfStandard.PF_090 if is_industry and is_high and contract_cap >= high else PfStandard.PF_085


def estimated_standard(
    elec_type_code: str | None, is_high: bool, contract_cap: Decimal, day: date
) -> Decimal | None:
    """Return the standard for estimating what an unexamined customer escapes (TAR-08).

    Coarser than `standard_owed`: all of agriculture 0.80, industry at high voltage 0.90, everybody else 0.85.
    """
    kind, high_standard_cap = elec_type_code or "", HIGH_STANDARD_CAP_KVA.on(day)
    if high_standard_cap is None or kind[:1] == ElecFamily.FARMING:
        return None if high_standard_cap is None else STANDARDS[PfStandard.PF_080]
    is_large = kind in INDUSTRY and is_high and contract_cap >= high_standard_cap
    return STANDARDS[PfStandard.PF_090 if is_large else PfStandard.PF_085]


def is_industrial_trade(trade_code: str | None) -> bool:
    """Return whether a trade is industry: divisions 06 to 46, or the letters B, C, D, GG."""
    return bool(re.search(r"^(0[6-9]|[123]\d|4[0-6]|[BCD]|GG)", trade_code or ""))


# ---- residential_ladder -------------------------------------------------------------------------------------


def kwh_in_steps(
    profile: LadderProfile, before_kwh: Decimal, kwh: Decimal, extra_kwh: Decimal = Decimal(0)
) -> tuple[Decimal, Decimal, Decimal]:
    """Return how many of a period's kWh fall in the first, second and third step of the year.

    `before_kwh` is the year's use before the period; `extra_kwh` raises both ceilings. Taken back kWh
    (negative) leave the steps from the top.
    """
    after_kwh = before_kwh + kwh
    low, high = profile.widened(extra_kwh)
    above_low = max(after_kwh, low) - max(before_kwh, low)
    above_high = max(after_kwh, high) - max(before_kwh, high)
    return kwh - above_low, above_low - above_high, above_high


def step_surcharge(
    profile: LadderProfile, before_kwh: Decimal, kwh: Decimal, extra_kwh: Decimal = Decimal(0)
) -> Decimal:
    """Return what the higher steps add to a period's charge, unrounded."""
    _, second, third = kwh_in_steps(profile, before_kwh, kwh, extra_kwh)
    return second * profile.tier2_increment + third * profile.tier3_increment


# ---- service_limits -----------------------------------------------------------------------------------------


def restore_hours(urban_rural_flag: str | None, day: date | None) -> int | None:
    """Return the hours from arrival to restoration; an unknown area has the longest."""
    return RESTORE_HOURS.part(urban_rural_flag if urban_rural_flag in AREAS else Area.REMOTE).on(day)


# ---- transformer_ratio --------------------------------------------------------------------------------------


def turns_ratios(text: str | None) -> tuple[Decimal, ...]:
    """Return the candidates of a ratio, to six decimals; empty where it cannot be read."""
    written = _normalised(text or "")
    secondary = secondary_value(text)
    if secondary is None:
        return ()
    numbers = [Decimal(part) for part in re.split(r"[^0-9.]+", written) if part]
    primaries = [value for value in numbers if value != secondary] or [secondary]
    coils = re.match(r"([0-9])×", written)
    if coils:
        primaries = [primaries[-1], primaries[-1] * int(coils[1])]
    factor = 1000 if re.search(written_ratio._KV_OVER_V, written) and secondary >= 1 else 1
    found = {rounded(primary * factor / secondary, 6): None for primary in primaries}
    return tuple(found)


def secondary_value(text: str | None) -> Decimal | None:
    """Return the secondary value of a ratio; None where the ratio cannot be read."""
    written = _normalised(text or "")
    if not re.search(written_ratio._VALID, written):
        return None
    last = Decimal(written.rpartition("/")[2].rstrip("K"))
    return last if last > 0 else None


def _normalised(text: str) -> str:
    written = text.translate(str.maketrans(written_ratio._FULL_WIDTH, written_ratio._ASCII)).upper()
    for pattern, replacement in written_ratio._REWRITTEN:
        written = re.sub(pattern, replacement, written)
    return written


def retro_yuan(billed_yuan: Decimal, actual: Decimal, billed: Decimal) -> Decimal | None:
    """Return what a charge fell short of by a wrong multiplier, to the fen; negative: too much."""
    return ratio_of(billed_yuan * (actual - billed), billed)


# ---- violation ----------------------------------------------------------------------------------------------


def kind_of(attr: str | None, vtype: str | None, *, is_two_part: bool | None) -> Kind | None:
    """Return what a case's multiple depends on; None where it has none, or nobody can tell.

    A breach without a type, or of another type (99), has a ceiling under the rules of 2024 only.
    """
    if attr == ViolationAttr.THEFT:
        return Kind.THEFT
    if attr != ViolationAttr.BREACH:
        return None
    if vtype == ViolateType.WRONG_PRICE:
        return Kind.WRONG_PRICE
    if vtype == ViolateType.OVER_CAPACITY:
        return Kind.OVER_CAPACITY if is_two_part else None
    if vtype in SUSPENDED_TYPES:
        return Kind.SUSPENDED_EQUIPMENT if is_two_part else None
    return Kind.OTHER_BREACH if vtype in (None, ViolateType.OTHER) else None


def multiple(kind: Kind | None, occurred: date) -> int | None:
    """Return the multiple: exact before 2024-06-01, a ceiling since; None where there is none."""
    return MULTIPLES.part(kind).on(occurred)


def tampering_unit_yuan(cons_sort_code: str | None, occurred: date) -> Decimal | None:
    """Return the charge of one tampering (types 06 to 08); None for an unknown class of customer."""
    if cons_sort_code == CustType.RESIDENT:
        return TAMPERING_YUAN.part("居民").on(occurred)
    return TAMPERING_YUAN.part("其他").on(occurred) if cons_sort_code in NOT_RESIDENTS else None


def tampering_due(penalty_yuan: Decimal, unit_yuan: Decimal) -> Decimal:
    """Return the nearest lawful amount below a charge: whole times the unit, once at least."""
    times = (penalty_yuan / unit_yuan).to_integral_value(ROUND_FLOOR)
    return max(Decimal(1), times) * unit_yuan


# ---- voltage ------------------------------------------------------------------------------------------------


def kilovolts(volt_code: str | None) -> Decimal | None:
    """Return the nominal voltage in kV; None where the code is none."""
    if volt_code == VoltCode.AC_13_8KV:
        return Decimal("13.8")
    match = VOLTS.fullmatch(volt_code or "")
    if not match:
        return None
    return Decimal(match[1]) / (1 if match[2] == "1" else 1000)


def is_low(volt_code: str | None) -> bool | None:
    """Return whether a code says volts, not kilovolts (末位 2 = 低压); None where the code is none."""
    match = VOLTS.fullmatch(volt_code or "")
    return match[2] == "2" if match else None


# ---- voltage_capacity ---------------------------------------------------------------------------------------


def capacity_limit(
    volt_code: str | None,
    effective_date: date,
    day: date,
    *,
    is_single_phase: bool = False,
    tolerance: Rule[Decimal] = HIGH_VOLTAGE_TOLERANCE,
) -> Decimal | None:
    """Return the largest capacity (kVA = kW at low voltage) that is no finding; None where none is set.

    `effective_date` is when the customer was set up or last enlarged: the 380 V limit of that day counts. A
    single-phase customer gets the limit of `day`, on which it is judged, so that an old one of 11 kW is not
    accused.
    """
    if volt_code == VoltCode.AC_220V or is_single_phase:
        return SINGLE_PHASE_MAX_KW.on(day)
    if volt_code == VoltCode.AC_380V:
        return LOW_VOLTAGE_MAX_KW.on(effective_date)
    upper, factor = HIGH_VOLTAGE_MAX_KVA.part(volt_code).on(day), tolerance.on(day)
    return None if upper is None or factor is None else upper * factor


# ---- money --------------------------------------------------------------------------------------------------


def ratio_of(numerator: Decimal, denominator: Decimal, places: int = FEN) -> Decimal | None:
    """Return a quotient rounded half up once, exactly; None where the denominator is zero."""
    if denominator == 0:
        return None
    with localcontext(prec=80):
        shifted = abs(numerator).scaleb(places) * 2 + abs(denominator)
        whole = shifted // (2 * abs(denominator))
        sign = -1 if (numerator < 0) != (denominator < 0) else 1
        return sign * whole.scaleb(-places) + 0  # never −0.00
