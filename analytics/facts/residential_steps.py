"""What residents owe by the steps of the year (居民阶梯), beside what they were charged for their energy."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.applications import finished
from analytics.facts.bills import ENERGY_COLUMNS, bills_of, printed_energy_yuan
from analytics.facts.columns import as_text, month_text
from analytics.facts.heating import heated_by_electricity
from analytics.facts.reading_cycles import read_seldom
from analytics.regulation.money import exact, number, to_fen, to_places
from analytics.regulation.residential_ladder import (
    FREE_KWH_MONTH,
    MANY_PERSONS_KWH_MONTH,
    OWN_PROFILES,
    LadderProfile,
    kwh_in_steps_expr,
    profiles_on,
    step_surcharge_expr,
)
from analytics.regulation.source import Rule
from analytics.regulation.voltage import kilovolts_expr
from data_loaders.codes.applications import AppType
from data_loaders.codes.customers import RESIDENTIAL_USES
from models.calendar import add_months, last_day

PRICE_STEP = number("0.001")
HALF_A_FEN = number("0.005")
LEAST_KWH = 0.000001
LEAST_MISS_YUAN = 0.004  # below half a fen
NOTHING_FREE = (Decimal(0), Decimal(0))
LEAST_HOMES = 20  # above the first step, by which a profile is told from another with the same base price
TOLERANCE_YUAN = 0.5  # how far a household's charge may miss what it owes


def profiles(t: Tables) -> dict[str, LadderProfile]:
    """Return the profiles by which the period is judged, by name: the company's own, else those built in."""
    return profiles_on(t.written(OWN_PROFILES), last_day(t.period))


_READS = {
    "bills": (
        *("cons_no", "amt_ym", "amt_type?", "elec_type_code?", "total_pq", "peak_pq?", "valley_pq?"),
        *("ladder_level", *ENERGY_COLUMNS),
    ),
    "customers": ("cons_no", "elec_type_code", "mr_sect_no?", "prc_code?"),
    "mr_sections": ("mr_sect_no?", "mr_cycle?"),
    "readings": ("cons_no?", "amt_ym?", "mr_cycle?"),
    "tariff_prices": ("prc_code?", "prc_name?"),
}


@fact(
    title="阶梯电费粗算与账单有差的户",
    grain="一个方案一户一行",
    key=("province", "cons_no"),
    reads=_READS,
    columns={
        "province": ("方案", ""),
        "cons_no": ("户号", ""),
        "miss_yuan": ("粗算相差", "元"),
        "is_by_others": ("一档以上,按账单级数无误而按方案的档不符", ""),
        "homes_above": ("全公司一档以上的户", "户"),
    },
    source="稽查目录 TAR-11 的精确判定:应收与账单电度电费相差大于容差",
    is_kept=True,
)
def misses(t: Tables) -> Any:
    """Return the households billed by steps in the period whose charge is not what they owe by a province's profile.

    It is reckoned in binary numbers, which cost a third of exact ones. Left out is whose charge, in whole fen, is off by
    less than rounding makes: exact numbers find nothing there, whatever the tolerance.

    Shapes: province, cons_no, miss_yuan (rounded to six places), is_by_others, homes_above (of the profile, the same in
    each row).
    """
    house, parts = _charged_homes(t), []
    for province, profile in profiles(t).items():
        near = _nearly_owed(t, house, profile)
        miss, miss_of_printed = (
            (owed - near.charged_yuan).abs() for owed in (near.owed_yuan, near.printed_yuan)
        )
        is_by_others = near.is_above & (miss > TOLERANCE_YUAN) & (miss_of_printed <= TOLERANCE_YUAN)
        fen = near.charged_yuan * 100
        is_even = (fen - fen.round()).abs() < LEAST_KWH
        off = near.filter(~(is_even & (miss < LEAST_MISS_YUAN))).cross_join(
            near.agg(homes_above=near.is_above.sum())
        )
        parts.append(
            off.select(
                "cons_no",
                "homes_above",
                province=ibis.literal(province),
                miss_yuan=miss.round(6),
                is_by_others=is_by_others.fill_null(False),
            )
        )
    return ibis.union(*parts)


@fact(
    title="居民电价方案与本公司账单相符",
    grain="一个方案一行",
    key=("province",),
    reads=_READS,
    columns={"province": ("方案", ""), "is_followed": ("与本公司账单相符", "")},
    uses=(misses,),
    source="稽查目录 TAR-11 的精确判定:本公司一档账单与标准电价不符的停用;档位不符的见 docs/decisions.md",
    is_kept=True,
)
def followed(t: Tables) -> Any:
    """Return whether the company's bills of the period follow each province's profile: where not, it is not theirs.

    Most rows of the first step are charged at its prices. Of the homes above the first step (`LEAST_HOMES` at least) not
    most are charged right by the steps on their bills and otherwise by the profile's: prices of two provinces may
    agree to the fen where their steps do not.

    Facts: misses.

    Shapes: province, is_followed.
    """
    bills, known = _bills_by_steps(t), t.fact(misses)
    parts = []
    for province, profile in profiles(t).items():
        own = known.filter(known.province == province)
        steps = own.agg(homes=own.homes_above.max(), by_others=own.is_by_others.sum())
        both: Any = _pricing(bills, profile).cross_join(steps)
        both = both.filter(both.is_priced.notnull())
        is_stepped = (both.homes < LEAST_HOMES) | (both.by_others * 2 <= both.homes)
        parts.append(
            both.select(
                province=ibis.literal(province), is_followed=both.is_priced & is_stepped.fill_null(True)
            )
        )
    return ibis.union(*parts)


def owed_by_steps(t: Tables, many_persons: Rule[Decimal], whose: Any = None) -> Any:
    """Return the households billed by steps in the period, with what they owe by each province's profile.

    `many_persons` are the kWh a month that a household of many persons has more of each step, where no person set
    them but the profile does, the profile's. `is_priced` says
    whether the company's bills follow the profile (`followed`). `whose` (cons_no) are households to be judged instead,
    billed by steps or not.

    Facts: finished, followed.

    Shapes: cons_no, org_code, province, counted_from, moved_ym (null without a transfer this year), before_kwh, kwh,
    peak_kwh, valley_kwh, is_timed, first_kwh, second_kwh, third_kwh, base_terms, step_terms, expected_yuan, the steps,
    their terms and the sum of many persons (many_first_kwh … many_step_terms, many_yuan), the sums of who is on relief
    (relieved_least_yuan, relieved_most_yuan), charged_yuan, is_priced.

    Source: TAR-11, precise reading.
    """
    day = last_day(t.period)
    bills = _bills_by_steps(t)
    parts = []
    for province, profile in profiles(t).items():
        own = profile.many_persons_kwh if many_persons is MANY_PERSONS_KWH_MONTH else None
        more_kwh = (own if own is not None else many_persons.on(day) or Decimal(0)) * profile.months
        house = _households(t, bills, profile, whose).cross_join(_is_followed(t, province))
        judged = _with_expected(
            house.rename(is_priced="is_followed"), profile, more_kwh, FREE_KWH_MONTH.on(day) or NOTHING_FREE
        )
        parts.append(_explained(judged, province, profile, more_kwh))
    found = parts[0]
    for part in parts[1:]:
        found = found.union(part)
    return found


def charged_otherwise(t: Tables, more_than_yuan: float) -> Any:
    """Return the households billed by steps that may have been charged more than so many yuan beside what they owe.

    Only those need be reckoned exactly (`owed_by_steps`): binary numbers are off by far less than the two fen that are
    allowed for here. Whoever moved in is among them, whatever was charged.

    Facts: finished, followed, misses.

    Shapes: cons_no.
    """
    known, theirs = t.fact(misses), t.fact(followed).filter("is_followed")
    off = known.filter(known.miss_yuan > more_than_yuan - 0.02).semi_join(theirs, "province")
    done = t.fact(finished)
    moved = done.filter(done.app_type == AppType.TRANSFER)
    bills = _billed_to_homes(t, [t.period]).semi_join(moved, "cons_no")
    moved = bills.group_by("cons_no").agg(has_steps=bills.ladder_level.notnull().all())
    return off.select("cons_no").union(moved.filter("has_steps").select("cons_no"), distinct=True)


def _is_followed(t: Tables, province: str) -> Any:
    """Return whether the company's bills follow a province's profile: one row, `is_followed`."""
    known = t.fact(followed)
    return known.filter(known.province == province).agg(is_followed=known.is_followed.any().fill_null(False))


def _charged_homes(t: Tables) -> Any:
    """Return the households billed by steps in the period, with what they used and were charged in binary numbers.

    Shapes: cons_no, kwh, peak_kwh, valley_kwh, charged_yuan, second_kwh and third_kwh as on the bills.
    """
    own = _bills_by_steps(t)
    kwh, peak, valley, yuan = (
        column.cast("float64") for column in (own.total_pq, own.peak_pq, own.valley_pq, own.energy_yuan)
    )
    house = own.group_by("cons_no").agg(
        kwh=kwh.sum(),
        peak_kwh=peak.sum().fill_null(0.0),
        valley_kwh=valley.sum().fill_null(0.0),
        has_steps=own.ladder_level.notnull().all(),
        charged_yuan=yuan.sum(),
        second_kwh=kwh.sum(where=own.ladder_level == 2).fill_null(0.0),
        third_kwh=kwh.sum(where=own.ladder_level == 3).fill_null(0.0),
    )
    return house.filter(house.has_steps)


def _nearly_owed(t: Tables, house: Any, profile: LadderProfile) -> Any:
    """Return households with what they owe by a profile in binary numbers.

    `owed_yuan` is by its steps, `printed_yuan` by those on the bills; `is_above` are those above the first step by either.
    """
    months, spans = profile.months_before(t.period), 1.0
    before: Any = ibis.literal(0.0)
    if profile.months == 1:
        house = _with_spans(t, house, profile)
        spans = house.spans.cast("float64")
    if months:
        earlier = _billed_to_homes(t, months)
        used = earlier.group_by("cons_no").agg(before_kwh=earlier.total_pq.cast("float64").sum())
        house = house.left_join(used, "cons_no").drop("cons_no_right")
        before = house.before_kwh.fill_null(0.0)
    flat, peak, valley, second, third, low, high = (
        float(value)
        for value in (
            *(profile.flat, profile.peak, profile.valley),
            *(profile.tier2_increment, profile.tier3_increment),
            *profile.widened(Decimal(0)),
        )
    )

    def above(ceiling: float) -> Any:
        ceiling = ceiling * spans
        end: Any = ibis.greatest(before + house.kwh - ceiling, 0.0)
        begin: Any = ibis.greatest(before - ceiling, 0.0)
        return end - begin

    # what cancels out may leave a trace
    is_timed = house.peak_kwh.abs() + house.valley_kwh.abs() > LEAST_KWH / 2
    timed = house.peak_kwh * peak + house.valley_kwh * valley
    surcharge = above(low) * second + above(high) * (third - second)
    base = ibis.ifelse(is_timed, timed, house.kwh * flat)
    printed = base + house.second_kwh * second + house.third_kwh * third
    is_above = (house.second_kwh + house.third_kwh > 0) | (before + house.kwh > low * spans)
    return house.mutate(owed_yuan=base + surcharge, printed_yuan=printed, is_above=is_above)


def with_shared_price(t: Tables, rows: Any) -> Any:
    """Add what shared meters (合表) of the voltage of each row, `volt_code`, pay for a kWh by the company's profile.

    Facts: followed.

    Shapes: adds shared_price; null above 10 kV, where no voltage is known, and where the profile is not theirs.
    """
    kilovolts = kilovolts_expr(rows.volt_code)
    prices: list[Any] = []
    for province, profile in profiles(t).items():
        is_priced = _is_followed(t, province).is_followed.as_scalar()
        prices += [
            (is_priced & (kilovolts < 1), number(profile.shared_below_1kv)),
            (is_priced & (kilovolts <= 10), number(profile.shared_1_to_10kv)),
        ]
    return rows.mutate(shared_price=ibis.cases(*prices, else_=ibis.null("decimal(18, 3)")))


def is_charged_at(kwh: Any, yuan: Any, charge: Any) -> Any:
    """Return whether energy was charged as it should be, but for the rounding of its price and of the sum."""
    return (yuan - charge).abs() <= exact(kwh) * PRICE_STEP + HALF_A_FEN


def with_year_surcharge(t: Tables, rows: Any) -> Any:
    """Add what the steps add to each row's use of a year, `year_kwh`, by its province.

    Shapes: adds year_surcharge (yuan, unrounded), year_terms (in words).
    """
    surcharges, terms = [], []
    for province, profile in profiles(t).items():
        _, second, third = kwh_in_steps_expr(profile, number(0), rows.year_kwh)
        here = rows.province == province
        surcharges.append((here, step_surcharge_expr(profile, number(0), rows.year_kwh)))
        terms.append((here, _step_terms(profile, second, third)))
    return rows.mutate(year_surcharge=ibis.cases(*surcharges), year_terms=ibis.cases(*terms))


def residents_bills(t: Tables) -> Any:
    """Return the bills of the period of residents: a line of another use (定比) is no part of the household.

    Shapes: the columns of `bills`, energy_yuan.
    """
    bills = _billed_to_homes(t, [t.period])
    residents = t.customers.filter(t.customers.elec_type_code.isin(RESIDENTIAL_USES))
    rows = bills.semi_join(residents, "cons_no")
    return rows.mutate(energy_yuan=printed_energy_yuan(rows))


def _bills_by_steps(t: Tables) -> Any:
    """Return the bills of residents whose steps are the province's: who heats by electricity has a winter beside them."""
    return residents_bills(t).anti_join(heated_by_electricity(t), "cons_no")


def _households(t: Tables, bills: Any, profile: LadderProfile, whose: Any) -> Any:
    """Return the households billed by steps in the period, or `whose`, with what they used of the ceilings before.

    Shapes: cons_no, org_code, kwh, peak_kwh, valley_kwh, is_timed, charged_yuan, before_kwh, counted_from.
    """
    own = bills if whose is None else bills.semi_join(whose, "cons_no")
    house = own.group_by("cons_no").agg(
        kwh=own.total_pq.sum(),
        peak_kwh=own.peak_pq.sum().fill_null(0),
        valley_kwh=own.valley_pq.sum().fill_null(0),
        has_steps=own.ladder_level.notnull().all(),
        charged_yuan=to_fen(own.energy_yuan.sum()),
    )
    house = house.mutate(is_timed=(house.peak_kwh != 0) | (house.valley_kwh != 0))
    house = house.filter(
        house.has_steps | (whose is not None),
        house.charged_yuan.notnull(),
        ~house.is_timed | (house.peak_kwh + house.valley_kwh == house.kwh),
    )
    house = house.inner_join(t.customers.select("cons_no", "org_code", "build_date"), "cons_no")
    return _with_use_before(t, _with_spans(t, house, profile), profile, whose)


def _with_spans(t: Tables, house: Any, profile: LadderProfile) -> Any:
    """Add over how many months a reading goes (`read_months`), and over how many spans of the steps a bill does."""
    house = house.left_join(read_seldom(t), "cons_no").drop("cons_no_right")
    house = house.mutate(read_months=house.months.fill_null(1)).drop("months")
    return house.mutate(spans=house.read_months if profile.months == 1 else ibis.literal(1))


def _pricing(bills: Any, profile: LadderProfile) -> Any:
    """Return whether most rows of the first step were charged at the profile's prices: one row, `is_priced`, null without any."""
    first = bills.filter(bills.ladder_level == 1, bills.total_pq > 0, bills.energy_yuan.notnull())
    peak, valley = first.peak_pq.fill_null(0), first.valley_pq.fill_null(0)
    rest = exact(first.total_pq) - peak - valley
    charge = (
        rest * number(profile.flat)
        + exact(peak) * number(profile.peak)
        + exact(valley) * number(profile.valley)
    )
    is_near = is_charged_at(first.total_pq, first.energy_yuan, charge)
    return first.agg(is_priced=is_near.sum() * 2 > first.count())


def _with_use_before(t: Tables, house: Any, profile: LadderProfile, whose: Any) -> Any:
    """Return the households with the year's use before the period, left out who lacks a bill that is due or changed hands now."""
    months = profile.months_before(t.period)
    start = months[0] if months else t.period
    done = t.fact(finished)
    done = done.mutate(moved_ym=month_text(done.done_date))
    moved = done.filter(done.app_type == AppType.TRANSFER, done.moved_ym.between(start, t.period))
    moved = moved.group_by("cons_no").agg(moved_ym=moved.moved_ym.max())
    house = house.left_join(moved, "cons_no").drop("cons_no_right")
    house = house.filter((house.moved_ym != t.period).fill_null(True))
    if not months:
        return house.mutate(before_kwh=number("0.000000"), counted_from=ibis.literal(start))
    house = house.mutate(
        complete_since=ibis.greatest(
            house.moved_ym.fill_null(""), month_text(house.build_date).fill_null("")
        ),
        counted_from=ibis.cases(*((house.moved_ym == ym, add_months(ym, 1)) for ym in months), else_=start),
    )
    earlier = _billed_to_homes(t, months)
    earlier = earlier if whose is None else earlier.semi_join(whose, "cons_no")
    used = earlier.group_by("cons_no").agg(
        **{f"kwh_{ym}": earlier.total_pq.sum(where=earlier.amt_ym == ym) for ym in months}
    )
    house = house.left_join(used, "cons_no").drop("cons_no_right")
    is_counted = {ym: (house.moved_ym < ym).fill_null(True) for ym in months}
    # who is read every second month has no bill of the others, and none is due
    lacking = [
        house[f"kwh_{ym}"].isnull()
        & (house.complete_since < ym)
        & (ibis.literal(ago) % house.read_months == 0)
        for ago, ym in zip(range(len(months), 0, -1), months, strict=True)
    ]
    parts = [
        ibis.ifelse(is_counted[ym], house[f"kwh_{ym}"].fill_null(0), number("0.000000")) for ym in months
    ]
    total, lacks = exact(parts[0]), lacking[0]
    for part, lack in zip(parts[1:], lacking[1:], strict=True):
        total, lacks = total + part, lacks | lack
    return house.mutate(before_kwh=to_places(total, 6)).filter(~lacks)


def _billed_to_homes(t: Tables, months: Sequence[str]) -> Any:
    """Return the bills of some months without lines of another use (定比)."""
    bills = bills_of(t, months)
    is_other = (~bills.elec_type_code.isin(RESIDENTIAL_USES)).fill_null(False)
    return bills.filter(~is_other)


def _with_expected(
    house: Any, profile: LadderProfile, more_kwh: Decimal, free: tuple[Decimal, Decimal]
) -> Any:
    """Return the households with what they owe, and what they would as a household of many persons or on relief.

    Steps of a month stand twice in a bill of two. Who is on relief (低保, 五保) has some kWh of each month for nothing.
    """
    timed = exact(house.peak_kwh) * number(profile.peak) + exact(house.valley_kwh) * number(profile.valley)
    house = house.mutate(base=ibis.ifelse(house.is_timed, timed, exact(house.kwh) * number(profile.flat)))
    surcharge, of_many = (
        step_surcharge_expr(profile, house.before_kwh, _of_a_span(house), more) * house.spans
        for more in (Decimal(0), more_kwh)
    )
    house = house.mutate(expected_yuan=to_fen(house.base + surcharge), many_yuan=to_fen(house.base + of_many))
    least, most = (
        to_fen(
            house.expected_yuan
            - ibis.least(exact(house.kwh), house.spans * number(kwh)) * number(profile.flat)
        )
        for kwh in free
    )
    return house.mutate(relieved_least_yuan=least, relieved_most_yuan=most)


def _of_a_span(house: Any) -> Any:
    return (exact(house.kwh) / house.spans).cast("decimal(38, 6)")


def _explained(owed: Any, province: str, profile: LadderProfile, more_kwh: Decimal) -> Any:
    """Return the households with the steps that their energy lies in and the sums in words, of many persons too."""
    owed = _with_steps(_with_steps(owed, profile, Decimal(0), ""), profile, more_kwh, "many_")
    timed = as_text(owed.peak_kwh).concat(f" × {profile.peak} + ", as_text(owed.valley_kwh))
    return owed.mutate(
        province=ibis.literal(province),
        base_terms=ibis.ifelse(
            owed.is_timed,
            timed.concat(f" × {profile.valley}"),
            as_text(owed.kwh).concat(f" × {profile.flat}"),
        ),
    )


def _with_steps(owed: Any, profile: LadderProfile, more_kwh: Decimal, prefix: str) -> Any:
    """Return the households with the kWh of each step, its ceilings raised by `more_kwh`, and what they add in words."""
    first, second, third = (
        to_places(kwh * owed.spans, 6)
        for kwh in kwh_in_steps_expr(profile, owed.before_kwh, _of_a_span(owed), more_kwh)
    )
    return owed.mutate(
        **{
            f"{prefix}first_kwh": first,
            f"{prefix}second_kwh": second,
            f"{prefix}third_kwh": third,
            f"{prefix}step_terms": _step_terms(profile, second, third),
        }
    )


def _step_terms(profile: LadderProfile, second_kwh: Any, third_kwh: Any) -> Any:
    """Return what the higher steps add, in words."""
    second = as_text(second_kwh).concat(f" × {profile.tier2_increment} + ", as_text(third_kwh))
    return second.concat(f" × {profile.tier3_increment}")


def households(t: Tables) -> Any:
    """Return what residents were billed in the period, a household a row: by which step, and at which times.

    Shapes: cons_no, kwh, peak_kwh, valley_kwh, ladder_level (the highest, null without), is_timed.
    """
    own = residents_bills(t)
    house = own.group_by("cons_no").agg(
        kwh=own.total_pq.sum(),
        peak_kwh=own.peak_pq.sum().fill_null(0),
        valley_kwh=own.valley_pq.sum().fill_null(0),
        ladder_level=own.ladder_level.max(),
    )
    return house.mutate(is_timed=(house.peak_kwh != 0) | (house.valley_kwh != 0))
