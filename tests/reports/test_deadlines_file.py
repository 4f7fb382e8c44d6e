"""Deadlines as a calendar that programs read: one day a case, escaped, folded, without names."""

from datetime import UTC, date, datetime

from models.orm import CaseRow
from reports.deadlines_file import calendar_of

AT = datetime(2026, 11, 29, 8, tzinfo=UTC)


def case(number: str, due: date | None, waits_since: date | None = None) -> CaseRow:
    return CaseRow(
        case_no=number,
        due_date=due,
        waits_since=waits_since,
        state="核查中",
        version=3,
        handler_unit="334010101",
    )


def lines(*rows: CaseRow, unit: str = "城关所") -> list[str]:
    content = calendar_of(rows, "home", {"334010101": unit}, AT).decode()
    assert content.endswith("END:VCALENDAR\r\n")
    return content.replace("\r\n ", "").split("\r\n")


def test_a_case_is_a_whole_day_with_a_reminder_the_morning_before() -> None:
    found = lines(case("稽查20261100001", date(2026, 12, 18)))
    assert "UID:稽查20261100001@home" in found
    assert "DTSTART;VALUE=DATE:20261218" in found
    assert "DTEND;VALUE=DATE:20261219" in found
    assert "SUMMARY:稽查时限 稽查20261100001 核查中 城关所" in found
    assert (found.count("BEGIN:VEVENT"), found.count("TRIGGER:-PT15H")) == (1, 1)


def test_a_case_without_a_deadline_or_that_waits_for_the_customer_has_no_day() -> None:
    assert "BEGIN:VEVENT" not in lines(case("1", None), case("2", date(2026, 12, 18), date(2026, 12, 1)))


def test_a_case_that_is_back_with_the_auditor_has_no_day_left_over_from_the_unit() -> None:
    done = case("稽查20261100001", date(2026, 12, 18))
    done.state = "待复查"
    assert "BEGIN:VEVENT" not in lines(done)


def test_signs_of_the_format_in_a_name_are_escaped_and_long_lines_folded_between_characters() -> None:
    unit = "城关,一;二\\三\n四" + "所" * 40
    found = lines(case("稽查20261100001", date(2026, 12, 18)), unit=unit)
    assert any("城关\\,一\\;二\\\\三\\n四所" in line for line in found)
    raw = calendar_of([case("稽查20261100001", date(2026, 12, 18))], "home", {"334010101": unit}, AT)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
