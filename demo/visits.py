"""Visits to the halls of a station (明察暗访记录): one a month, some with a finding that was put right in time."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from data_loaders.codes.service import ServiceFinding, VisitType
from demo.offices import Station
from demo.stage import Row
from models.calendar import first_day

FOUND_IN_TEN, LONGEST_WAIT = 4, 14
DUE_DAYS, DONE_DAYS, LAST_DAY = 30, (3, 20), 24
_FINDINGS = (
    (ServiceFinding.CONDUCT, "工作人员受理业务时接听私人电话"),
    (ServiceFinding.UNIFORM, "一名工作人员未按规定着工装"),
    (ServiceFinding.SEAT_STATE, "叫号机显示的窗口状态与现场不符"),
    (ServiceFinding.KEY_POST_EMPTY, "引导岗空岗约十分钟"),
    (ServiceFinding.OTHER, "意见簿未及时回复"),
)
_TYPES = (VisitType.ANNOUNCED, VisitType.UNANNOUNCED, VisitType.BY_VIDEO, VisitType.BY_THIRD_PARTY)


def service_visits(station: Station, months: list[str], rng: random.Random) -> Iterator[Row]:
    """Yield the visits of all months but the last, so that everything found is put right by the data end."""
    for place, ym in enumerate(months[:-1]):
        day = first_day(ym) + timedelta(days=rng.randrange(LAST_DAY))
        has_finding = rng.randrange(10) < FOUND_IN_TEN
        kind, finding = rng.choice(_FINDINGS) if has_finding else (None, None)
        done = day + timedelta(days=rng.randint(*DONE_DAYS))
        yield {
            "visit_no": f"AF{ym}{station.number:02d}{place:02d}",
            "org_code": station.org_code,
            "place": f"{station.county_name}{station.name}营业厅",
            "visit_date": day,
            "visit_type": _TYPES[(place + station.number) % len(_TYPES)],
            "finding": finding,
            "finding_class": kind,
            "responsible": rng.choice(station.of("营业班")).emp_no if has_finding else None,
            "due_date": day + timedelta(days=DUE_DAYS) if has_finding else None,
            "done_date": done if has_finding else None,
            "rectified_flag": True if has_finding else None,
            "wait_min": Decimal(rng.randint(2, LONGEST_WAIT)),
            "handle_min": Decimal(rng.randint(3, 12)),
            "visitor": f"{station.county_name}公司暗访组",
        }
