"""Shares of the white list by check and approver, and the numbers of what may hide something."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from analytics import screening
from analytics.results.findings import findings_of
from analytics.results.white_list import WhiteList, white_list
from models import runs
from models.lake import Lake
from models.loop import exemptions
from models.loop.exemptions import Kind, Request, Scope, Standing
from models.orm import Run
from models.people import LOCAL_USER, Person, Role
from reports.white_list_file import write_white_list
from tests.base_cases.adjustments import ADJUSTMENTS, FIRST_DAY, OTHER, STATION
from tests.loaded import loaded

BOSS = Person("王主任", Role.SUPERVISOR, ("",))
BOSS_ELSEWHERE = replace(BOSS, acted_by="本机用户")
Made = tuple[Lake, Run, WhiteList]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    lake = loaded(tmp_path_factory.mktemp("white") / "home", ADJUSTMENTS)
    screening.screen(lake, LOCAL_USER, as_of=FIRST_DAY, period="202510", codes=["BIZ-14"])

    def asked(scope: Scope, until: date, approver: Person | None) -> None:
        wanted = Request(scope, Kind.NORMAL, "政策性退补", "批文", FIRST_DAY, until)
        numbers = exemptions.ask(lake.store, LOCAL_USER, [wanted])
        if approver:
            exemptions.decide(lake.store, approver, numbers, Standing.APPROVED)

    asked(Scope("BIZ-14", "application", "3", OTHER), date(2025, 11, 11), BOSS)
    asked(Scope("BIZ-14", "application", "3", OTHER), date(2026, 11, 1), BOSS_ELSEWHERE)
    asked(Scope("BIZ-14", unit=STATION, field="rs_reason", value="抄错"), date(2025, 11, 2), LOCAL_USER)
    asked(Scope("BIZ-14", "application", "2", STATION), date(2026, 2, 1), None)
    run = runs.get(lake.store)
    known = exemptions.exemptions(lake.store)
    with lake.open(LOCAL_USER) as door:
        last = {one.number: exemptions.last_day(lake.store, one.since) for one in known}
        yield lake, run, white_list(findings_of(lake.store, door, run), run, known, last)


def test_share_of_a_check_has_its_numerator_and_denominator(made: Made) -> None:
    [row] = made[2].by_check
    assert (row["exempted"], row["all"], row["share"]) == (2, 3, pytest.approx(2 / 3))
    assert row["other_yuan"] == Decimal("416.00")


def test_an_approver_is_one_person_whoever_acts_for_them_and_says_how_much_they_asked_for_themselves(
    made: Made,
) -> None:
    said = [
        (row["approver"], row["entries"], row["exempted"], row["share"], row["own"])
        for row in made[2].by_approver
    ]
    assert said == [
        ("本机用户", 1, 1, pytest.approx(1 / 3), 1),
        ("王主任", 2, 1, pytest.approx(1 / 3), 0),
    ]


def test_what_waits_for_approval_says_what_it_would_cover(made: Made) -> None:
    [asked] = [row for row in made[2].entries if row["state"] == "待批准"]
    assert (asked["hits"], asked["other_yuan"], asked["scope"]) == (1, Decimal("100.00"), "业扩申请 2")


def test_much_money_for_long_comes_first_with_the_numbers_that_say_so(made: Made) -> None:
    rows = made[2].watched
    assert [(row["number"], row["yuan_days"]) for row in rows] == [
        (1, Decimal(4400)),
        (3, Decimal(32)),
        (2, 0),
    ]
    assert rows[1]["hints"] == "不限于一个对象、申请人即批准人"
    assert rows[2]["hints"] == "期限为允许的最长、已续期 1 次、王主任批准了 3 条中的 2 条"
    assert rows[1]["scope"] == f"{STATION}“退补说明”为“抄错”的命中"


def test_the_file_has_every_list(made: Made, tmp_path: Path) -> None:
    assert write_white_list(made[2], made[1], tmp_path / "list.xlsx") == 4
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == [
        "说明",
        "白名单",
        "按检查",
        "按批准人",
        "疑似掩盖",
    ]
    assert [cell.value for cell in book["按批准人"][3]][:4] == ["本机用户", 1, 1, 1]


def test_an_anomaly_on_the_white_list_is_called_by_its_name(made: Made) -> None:
    lake, run, _ = made
    one = replace(exemptions.exemptions(lake.store)[0], scope=Scope("ANOMALY", "customer", "1", STATION))
    with lake.open(LOCAL_USER) as door:
        [row] = white_list(findings_of(lake.store, door, run), run, [one], {one.number: one.until}).entries
    assert row["title"] == "用电显著异常"
