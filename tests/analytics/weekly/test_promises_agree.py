"""What the weekly analysis says of promises in a month is what SVC-13 and the picture of them say."""

from datetime import date
from pathlib import Path

from analytics.checks.service.svc_13_promises_kept import promises_not_kept
from analytics.fact import Tables
from analytics.pictures.picture import Sight
from analytics.pictures.service import promises_kept
from analytics.weekly.analysis import weekly
from analytics.weekly.period import between
from models.people import LOCAL_USER
from tests.loaded import loaded

HEADER = (
    "work_orders\nwo_no|busi_type|org_code|urban_rural_flag|accept_time|arrive_time|repair_time|contact_time"
    "|reply_time|status"
)
# 2026-06-08 is a Monday: the 15th is the fifth working day
REPAIR = "R{}|001|334010101|01|2026-06-08 09:00:00|2026-06-08 09:{}:00|2026-06-08 11:00:00|-|-|02"
COMPLAINT = "C{}|005|334010101|01|2026-06-08 09:00:00|-|-|2026-06-{} 09:00:00|2026-06-{} 10:00:00|02"


def test_repairs_and_complaints_keep_their_promises_alike_in_both(tmp_path: Path) -> None:
    minutes = ["45"] * 28 + ["46"] * 2
    days = [("09", "15")] * 25 + [("10", "15")] * 3 + [("09", "16")] * 2
    rows = [REPAIR.format(n, at) for n, at in enumerate(minutes)]
    rows += [COMPLAINT.format(n, *pair) for n, pair in enumerate(days)]
    with loaded(tmp_path, "\n".join([HEADER, *rows])).open(LOCAL_USER) as door:
        names = promises_not_kept.columns
        given = {name: door.table(name) for name in names}
        seen = Tables(
            given,
            {name: door.filled(name) for name in names},
            date(2026, 7, 1),
            "202606",
            without=promises_not_kept.without,
        )
        [hit] = promises_not_kept(seen).to_pyarrow().to_pylist()
        sight = Sight(
            given, {name: door.filled(name) for name in names}, date(2026, 7, 1), "202606", found={}
        )
        drawn = promises_kept.marks(sight, promises_kept.stated(sight)).to_pyarrow().to_pylist()
        stages = weekly(door, between(date(2026, 6, 1), date(2026, 6, 30)), "").deadlines.stages
    said = {stage.key: stage.kept.now for stage in stages if stage.kept.now}
    told = [
        f"{name} 应兑现 {said[key].whole} 违约 {said[key].whole - said[key].part}"
        for name, key in (("投诉答复", "reply"), ("投诉联系", "contact"), ("报修到场", "arrival"))
    ]
    assert [one.rpartition(" 兑现率")[0] for one in hit["rates"].split(";")] == told
    shown = [f"{mark['promise']} 应兑现 {mark['due']} 违约 {mark['broken']}" for mark in drawn]
    assert sorted(shown) == sorted(told)
    assert told == ["投诉答复 应兑现 30 违约 2", "投诉联系 应兑现 30 违约 3", "报修到场 应兑现 30 违约 2"]
