"""What happens to the crowd of a station: connections, work orders, corrections, adjustments, outages, cases.

All of it is as it should be. An event is rare, so it is made as a row; nothing here runs over all customers.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle, islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.codes.service import NotifyMode, OutageType, ViolationAttr
from demo import tariffs
from demo.arrays import NO_DAY, day_of
from demo.business import new_connection, reliability_fee
from demo.offices import Station
from demo.stage import Row, Rows
from demo.visits import service_visits
from demo.work_orders import REPAIR_KINDS, SUB_TYPES, order_steps, work_order, work_order_no
from demo.world import Population
from models.calendar import first_day, last_day, month_of

FEN = Decimal("0.01")
SERVICE_DAYS = 720
REPAIR_GAP_DAYS, GAP_JITTER_DAYS = 18, 16
MOST_REPAIRS = SERVICE_DAYS // REPAIR_GAP_DAYS
REPAIRS_OF_TEN, FEWEST_MEMBERS = 6, 5
SOONEST_AGAIN, LATEST_AGAIN = 32, 270
"""After how many days a customer asks again: so late that no enquiry repeats another."""
MOST_ASKING = 150
KIND_STRIDE = 5
"""How far apart two stations begin in the row of kinds of faults; it has no divisor in common with their number."""
QUIET_AREA = 0
"""An area of each station in which nobody of the crowd reports a fault: plants count theirs there."""
ANSWERED_BY_DAYS = {"005": 8}
"""How many days before the data end an order is accepted at the latest, so that all of it is done by then."""
OUTAGES, OUTAGE_GAP_DAYS = 24, 15
CASES_SINCE_DAYS = 1369


class Events:
    """The events of one station's crowd, drawn once; rows by table."""

    def __init__(
        self, station: Station, world: Population, archive: pa.Table, months: list[str], seed: int
    ) -> None:
        self.station, self.world, self.archive, self.months = station, world, archive, months
        self.rng = random.Random(f"{seed}|{station.org_code}|events")
        self.rows: Rows = defaultdict(list)
        self._serial = 0
        self._connections()
        self._changes()
        self._service()
        self._adjustments()
        self._violations()
        self._outages()
        self._audit_tickets()
        self.rows["service_visits"] += service_visits(
            station, months, random.Random(f"{seed}|{station.org_code}|visits")
        )

    def number(self, lead: str, day: date) -> str:
        """Return a new number within the station, 17 digits."""
        self._serial += 1
        return f"{lead}{day:%y%m%d}{self.station.number:02d}{self._serial:07d}"

    def _people(self, rows: np.ndarray, limit: int) -> list[Row]:
        chosen = np.sort(np.array(self.rng.sample(list(rows), min(limit, len(rows))), np.int64))
        return self.archive.take(pa.array(chosen)).to_pylist()

    def _connections(self) -> None:
        world = self.world
        is_new = (world["power_on_date"] >= world.start) & (world["power_on_date"] != NO_DAY)
        handlers = [person.emp_no for person in self.station.of("客户服务班")]
        for archive in self.archive.take(pa.array(np.flatnonzero(is_new & world.is_on_books))).to_pylist():
            number = self.number("11", archive["power_on_date"])
            row, steps = new_connection(archive, number, self.rng.choice(handlers))
            self.rows["applications"].append(row)
            self.rows["application_steps"] += steps
            if archive["source_count"] == "2":
                fee = reliability_fee(archive, number, row["accept_time"].date())
                self.rows["business_fees"].append(fee)

    def _changes(self) -> None:
        """Add changes that leave the electricity as it was: new names on old connections."""
        old = np.flatnonzero((self.world["power_on_date"] < self.world.start) & self.world.is_on_books)
        for archive in self._people(old, len(old) // 400):
            day = first_day(self.rng.choice(self.months[:-2])) + timedelta(days=self.rng.randrange(25))
            number = self.number("21", day)
            accept = datetime(day.year, day.month, day.day, 10, 12)
            self.rows["applications"].append(
                {
                    name: archive[name]
                    for name in ("org_code", "cons_no", "cons_name", "elec_addr", "volt_code")
                }
                | {
                    "app_no": number,
                    "app_type": "210",
                    "elec_type_code": archive["elec_type_code"],
                    "accept_time": accept,
                    "archive_date": day + timedelta(days=2),
                    "status": "02",
                    "return_flag": False,
                    "terminate_flag": False,
                }
            )

    def _service(self) -> None:
        """Add work orders: repairs of an area, and enquiries of a customer, so far apart that none repeats another."""
        world = self.world
        begin = world.as_of - SERVICE_DAYS
        powered = world.is_on_books & (world["power_on_date"] < begin)
        by_area: dict[int, list[int]] = defaultdict(list)
        for row in np.flatnonzero(powered & (world["area"] >= 0)):
            by_area[int(world["area"][row])].append(int(row))
        drawn: list[tuple[int, datetime, str]] = []
        for area, members in by_area.items():
            self.rng.shuffle(members)
            drawn += self._orders_of(area, members, begin)
        drawn += self._enquiries([row for members in by_area.values() for row in members], begin)
        found = self.archive.take(pa.array([row for row, _, _ in drawn], pa.int64())).to_pylist()
        faults = _in_turn(drawn, self.station.number)
        crew = [person.emp_no for person in self.station.of("运检班")]
        for place, (archive, (_, accept, busi_type)) in enumerate(zip(found, drawn, strict=True)):
            self._serial += 1
            number = work_order_no(accept.date(), self.station.number * 1_000_000 + self._serial)
            sub, reason = faults.get(place, (self.rng.choice(SUB_TYPES[busi_type]), None))
            order = work_order(archive, number, busi_type, sub, accept=accept, rng=self.rng)
            order |= {"handler": self.rng.choice(crew)} | ({"fault_reason": reason} if reason else {})
            self.rows["work_orders"].append(order)
            self.rows["work_order_steps"] += order_steps(order)

    def _orders_of(self, area: int, members: list[int], begin: int) -> Iterator[tuple[int, datetime, str]]:
        repairs = len(members) * REPAIRS_OF_TEN // 10 if len(members) >= FEWEST_MEMBERS else 0
        count = min(MOST_REPAIRS, repairs) * (area != QUIET_AREA)
        slots = sorted(self.rng.sample(range(MOST_REPAIRS), count))
        start = begin + self.rng.randrange(GAP_JITTER_DAYS)  # else all areas would have their faults at once
        others = ["009"] * (area % 2 * 2) + ["008"] * (area % 5 == 0)
        others += ["005"] * (area % 3 == 0) * 2 + ["006"] * (area % 7 == 0)
        for member, slot in zip(cycle(members), slots, strict=False):
            yield member, self._clock(start + slot * REPAIR_GAP_DAYS + self.rng.randrange(2)), "001"
        for member, busi_type in zip(members, others, strict=False):
            days = SERVICE_DAYS - ANSWERED_BY_DAYS.get(busi_type, 13)
            yield member, self._clock(begin + self.rng.randrange(days)), busi_type

    def _enquiries(self, customers: list[int], begin: int) -> Iterator[tuple[int, datetime, str]]:
        for customer in self.rng.sample(customers, min(MOST_ASKING, len(customers))):
            day = self.rng.randrange(LATEST_AGAIN)
            while day < SERVICE_DAYS:
                yield customer, self._clock(begin + day), "003"
                day += self.rng.randrange(SOONEST_AGAIN, LATEST_AGAIN)

    def _clock(self, day: int) -> datetime:
        return datetime(1970, 1, 1) + timedelta(days=day, seconds=self.rng.randrange(7 * 3600, 22 * 3600))

    def _adjustments(self) -> None:
        """Add small refunds and back-charges of shops on a plain price, approved as they should be."""
        world = self.world
        is_plain = (world["prc_code"] == "0401") & (world["power_on_date"] < world.start) & world.is_on_books
        chief = self.station.of("供电所管理")[0].emp_no
        for archive in self._people(np.flatnonzero(is_plain), max(1, world.size // 1500)):
            month = self.rng.choice(self.months[2:-1])
            error_month = self.months[self.months.index(month) - 1]
            energy = self.rng.choice((-1, 1)) * self.rng.randint(40, 400)
            tariff = tariffs.PLACE["0401"]
            price = (
                Decimal(int(tariffs.prices(int(error_month[4:]))[tariff][2] + tariffs.LEVY[tariff])) / 10_000
            )
            amount = (energy * price).quantize(FEN, ROUND_HALF_UP)
            day = first_day(month) + timedelta(days=self.rng.randint(20, 24))
            number = self.number("31", day)
            self.rows["adjustments"].append(
                _adjustment(archive, number, day, error_month, (Decimal(energy), amount))
                | {"person_resp": self.station.of("核算班")[0].emp_no, "approver": chief}
                | {
                    "applicant": self.station.of("核算班")[1].emp_no,
                    "apply_time": datetime.combine(day - timedelta(days=1), time(10, 20)),
                }
            )
            self.rows["bills"].append(adjustment_bill(archive, day, "0202", Decimal(energy), amount))

    def corrections(self, month: str, readings: pa.Table) -> Iterator[Row]:
        """Yield this month's corrected readings: each ends at what was billed, none leaves a suspicious figure."""
        total = readings.filter(pc.equal(readings["read_type"], "11"))
        count = min(max(1, self.world.size // 4000), len(total))
        chosen = self.rng.sample(range(len(total)), count)
        readers = self.station.of("抄表班")
        for place, row in enumerate(total.take(pa.array(chosen, pa.int64())).to_pylist()):
            if row["mr_pq"] <= 0 or row["mr_pq"] % 100 == 0:
                continue
            at = datetime.combine(row["mr_date"], datetime.min.time()) + timedelta(
                days=1, hours=9, minutes=place
            )
            yield {
                "org_code": row["org_code"],
                "app_no": self.number("41", at.date()),
                "cons_no": row["cons_no"],
                "asset_no": row["asset_no"],
                "read_type": "11",
                "old_read": row["this_read"] + self.rng.randint(3, 60),
                "new_read": row["this_read"],
                "modify_time": at,
                "operator": readers[place % len(readers)].emp_no,
                "approver": self.station.of("供电所管理")[0].emp_no,
                "reason": "抄表录入错误更正",
                "release_date": row["mr_date"] + timedelta(days=2),
            }

    def _violations(self) -> None:
        """Add settled cases whose penalty is what the rule of their day allows."""
        old = np.flatnonzero((self.world["power_on_date"] < self.world.start - 800) & self.world.is_on_books)
        for archive in self._people(old, max(1, self.world.size // 1500)):
            day = day_of(self.world.as_of - CASES_SINCE_DAYS + self.rng.randrange(1200))
            is_theft = self.rng.random() < 0.5
            added = Decimal(self.rng.randint(20_000, 400_000)) / 100
            occurred = datetime(day.year, day.month, day.day, 15, self.rng.randrange(60))
            self.rows["violations"].append(
                {
                    "org_code": archive["org_code"],
                    "cons_no": archive["cons_no"],
                    "app_no": self.number("51", day),
                    "attr": "02" if is_theft else "01",
                    "vtype": "01",
                    "occur_time": occurred,
                    "end_time": occurred + timedelta(days=9),
                    "add_pq": Decimal(int(added * 2)),
                    "add_amt": added,
                    "penalty_amt": added * (3 if is_theft else 2),
                    "start_date": day - timedelta(days=60),
                    "stop_date": day,
                    "viol_price": (added / int(added * 2)).quantize(Decimal("0.0001")),
                    "checker": self.station.of("客户服务班")[1].name,
                }
            )
            self._cut_off(self.rows["violations"][-1])

    def _cut_off(self, case: Row) -> None:
        """Add the outage of a customer who was cut off for a case and told so by a paper handed over."""
        told = case["occur_time"] + timedelta(minutes=30)
        self.rows["outages"].append(
            {
                "outage_id": f"62{case['app_no']}",
                "org_code": case["org_code"],
                "type": OutageType.FOR_THEFT
                if case["attr"] == ViolationAttr.THEFT
                else OutageType.FOR_BREACH,
                "start_time": told + timedelta(hours=1),
                "end_time": told + timedelta(days=2),
                "issue_time": told,
                "scope": "单户",
                "cons_no": case["cons_no"],
                "notify_time": told,
                "notify_mode": NotifyMode.DELIVERED,
            }
        )

    def arrears(self, cut_off: Iterable[tuple[int, int, int, int]]) -> Iterator[Row]:
        """Yield the outages of customers who owed for more than a month, told in time, back soon after paying."""
        for row, due, paid, minute in cut_off:
            start = datetime.combine(day_of(due + 32), time(9, 30))
            archive = self.archive.slice(row, 1).to_pylist()[0]
            yield {
                "outage_id": self.number("63", start.date()),
                "org_code": archive["org_code"],
                "type": OutageType.FOR_ARREARS,
                "start_time": start,
                "end_time": datetime.combine(day_of(paid), time()) + timedelta(minutes=minute + 150),
                "issue_time": start - timedelta(days=10),
                "scope": "单户",
                "cons_no": archive["cons_no"],
                "notify_time": start - timedelta(days=9),
                "notify_mode": NotifyMode.DELIVERED,
            }

    def _outages(self) -> None:
        """Add outages that were announced in time, each in an area of its own."""
        areas = list(range(self.station.spare_area(0)))
        self.rng.shuffle(areas)
        first = self.world.as_of - OUTAGES * OUTAGE_GAP_DAYS
        for place, area in enumerate(areas[:OUTAGES]):
            begin = self._clock(first + place * OUTAGE_GAP_DAYS)
            kind, notice = (("01", 9 * 24), ("02", -0.5), ("07", 30))[place % 3]
            self.rows["outages"].append(
                {
                    "outage_id": self.number("61", begin.date()),
                    "org_code": self.station.org_code,
                    "type": kind,
                    "start_time": begin,
                    "end_time": begin + timedelta(hours=3),
                    "issue_time": begin - timedelta(hours=notice),
                    "scope": f"{self.station.area_name(area)}({self.station.area_no(area)})",
                }
            )

    def _audit_tickets(self) -> None:
        """Add tickets of the company's own tracker, half of them closed."""
        on_books = np.flatnonzero(self.world.is_on_books)
        for place, archive in enumerate(self._people(on_books, 8)):
            sent = datetime.combine(day_of(self.world.as_of - 90), time(9)) + timedelta(days=9 * place)
            is_closed = place % 2 == 0
            self.rows["audit_tickets_in"].append(
                {
                    "source_system": "在线稽查",
                    "topic": ("零电量用户核查", "电价执行核查", "计量装置核查", "合同到期核查")[place % 4],
                    "ticket_no": f"JC{sent:%Y%m}{self.station.number:02d}{place:04d}",
                    "account_no": archive["cons_no"],
                    "account_name": archive["cons_name"],
                    "owner": self.station.of("客户服务班")[place % 4].name,
                    "team": f"{self.station.name}供电所",
                    "dispatch_time": sent,
                    "deadline": sent.date() + timedelta(days=7),
                    "problem": "系统筛查疑点,请现场核实并反馈",
                    "rectify_status": "已整改" if is_closed else "整改中",
                    "passed_once": is_closed,
                    "check_result": "不属实" if is_closed else None,
                }
            )


def _adjustment(
    archive: Row, app_no: str, day: date, error_month: str, charge: tuple[Decimal, Decimal]
) -> Row:
    return {name: archive[name] for name in ("org_code", "cons_no", "cons_name")} | {
        "rs_id": f"T{app_no}",
        "app_no": app_no,
        "rs_date": day,
        "err_date": first_day(error_month),
        "rs_flag": "2",
        "rs_class": "0202",
        "rs_reason": "抄表示数录入错误,按实际电量更正",
        "tr_begin": first_day(error_month),
        "tr_end": last_day(error_month),
        "rs_pq": charge[0],
        "rs_amt": charge[1],
        "orig_prc_code": archive["prc_code"],
        "rs_prc_code": archive["prc_code"],
        "approve_time": datetime(day.year, day.month, day.day, 16, 5),
        "mr_upd_flag": False,
    }


def adjustment_bill(archive: Row, day: date, amt_type: str, energy: Decimal, amount: Decimal) -> Row:
    """Return the bill row by which an adjustment is charged or paid back."""
    straight = [
        "org_code",
        "cons_no",
        "cons_name",
        "prc_code",
        "volt_code",
        "elec_type_code",
        "trade_code",
        "mr_sect_no",
    ]
    return {name: archive[name] for name in straight} | {
        "amt_ym": month_of(day),
        "release_date": day,
        "amt_type": amt_type,
        "total_pq": energy,
        "total_amt": amount,
        "kwh_amt": amount,
    }


def _in_turn(drawn: list[tuple[int, datetime, str]], station: int) -> dict[int, tuple[str, str]]:
    """Return of each repair, by its place, the kind of fault: one after the other as time goes by, each station's its own.

    Stations that begin alike would all have the same kind in the same week.
    """
    repairs = [place for place, (_, _, busi_type) in enumerate(drawn) if busi_type == "001"]
    by_time = sorted(repairs, key=lambda place: drawn[place][1])
    kinds = islice(cycle(REPAIR_KINDS), station * KIND_STRIDE, None)
    return dict(zip(by_time, kinds, strict=False))
